/**
 * Strings and numbers as YAML. Three forms are plain enough to be written here: a word that no reader takes for anything
 * else, printable ASCII in double quotes, and ASCII lines in a literal block. Everything else is left to the `yaml` library.
 */
import type * as Yaml from 'yaml'

/** Plain words that no YAML reader takes for anything else. */
const plain = /^[A-Za-z][A-Za-z0-9 ./_-]*$/
const words = /^(y|n|yes|no|on|off|true|false|null)$/i
/** In double quotes these stand for themselves, in YAML 1.1 and 1.2. */
const simple = /^[ !#-[\]-~]*$/

/** Says that there is a text which only the library writes. */
export class NeedsLibrary extends Error {}

/** The text of a scalar in one line. Throws NeedsLibrary where that takes the library and it is not there. */
export function scalarText(value: unknown, library: typeof Yaml | undefined): string {
  if (typeof value === 'boolean' || value === null || Number.isSafeInteger(value)) return String(value)
  if (typeof value === 'string') {
    if (plain.test(value) && !value.endsWith(' ') && !words.test(value)) return value
    if (simple.test(value)) return `"${value}"`
  }
  if (!library) throw new NeedsLibrary()
  return typeof value === 'string'
    ? quoted(value, library)
    : library.stringify(value, { version: '1.2' }).trimEnd()
}

/** Texts of several lines are JSON and Python in plain ASCII mostly, which a literal block keeps as it is. */
export function isBlock(text: string): boolean {
  if (!text.includes('\n') || !/^[\n -~]*$/.test(text)) return false
  return !/^\s/.test(text) && !text.endsWith('\n\n') && !text.includes(' \n')
}

/** The lines of a literal block. An empty one has no indentation. */
export function blockLines(text: string, indent: string): string {
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text
  const within = `\n${indent}`
  return (
    indent + (lines.includes('\n\n') ? lines.replace(/\n(?!\n)/g, within) : lines.replaceAll('\n', within))
  )
}

/**
 * Characters beyond ASCII stand only in double quotes here, where an escape means the same to every
 * reader. Bare, some of them do not: a 1.1 reader takes U+0085 and U+2028 for the end of a line.
 */
function quoted(text: string, { Scalar, stringify }: typeof Yaml): string {
  const scalar = new Scalar(text)
  scalar.type = Scalar.QUOTE_DOUBLE
  const written = stringify(scalar, {
    version: '1.2',
    lineWidth: 0,
    minContentWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  })
  return written
    .trimEnd()
    .replace(/[^ -~]/gu, (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)
}
