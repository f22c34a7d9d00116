/**
 * Objects to YAML that a 1.1 reader (Kubernetes) and a 1.2 reader take for the same: every string that
 * is not plainly a word is quoted, numbers and booleans are written bare, lines are never folded.
 */
import { Document, isMap, isScalar, isSeq, Scalar, visit, type YAMLMap } from 'yaml'

type Comments = ReadonlyMap<string, readonly string[]>

/** Comments go above the tasks of a DAG: by task name, the first line of each of its statements. */
export function toYaml(objects: readonly object[], comments: Comments): string {
  return objects.map((object) => documentText(object, comments)).join('---\n')
}

/** Plain words that no YAML reader takes for anything else. */
const plain = /^[A-Za-z][A-Za-z0-9 ./_-]*$/
const words = /^(y|n|yes|no|on|off|true|false|null)$/i

function documentText(object: object, comments: Comments): string {
  const document = new Document(object, { version: '1.2', aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string') node.type = styleOf(node.value)
    },
    Map: (_, node) => comment(node, comments),
  })
  const text = document.toString({
    lineWidth: 0,
    minContentWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    indentSeq: false,
  })
  return text.split('\n').map(escaped).join('\n')
}

/**
 * Characters beyond ASCII stand only in double quotes here, where an escape means the same to every
 * reader. Bare, some of them do not: a 1.1 reader takes U+0085 and U+2028 for the end of a line.
 */
function escaped(line: string): string {
  if (/^ *#/.test(line)) return line
  return line.replace(
    /[^\t -~]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  )
}

function styleOf(text: string): Scalar.Type {
  // Texts of several lines here are JSON and Python in plain ASCII, which a literal block keeps as it is.
  if (text.includes('\n') && /^[\n -~]*$/.test(text) && !/^\s|\n{2,}$|[ ]\n/.test(text))
    return Scalar.BLOCK_LITERAL
  const bare = plain.test(text) && !text.endsWith(' ') && !words.test(text)
  return bare ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE
}

function comment(node: YAMLMap, comments: Comments): void {
  const tasks = node.get('tasks', true)
  if (!isSeq(tasks)) return
  tasks.items.forEach((task, index) => {
    const name = isMap(task) ? task.get('name', true) : undefined
    const texts = isScalar(name) && typeof name.value === 'string' ? comments.get(name.value) : undefined
    if (!isMap(task) || texts === undefined) return
    task.commentBefore = shortened(texts)
      .map((text) => ` ${printable(text)}`)
      .join('\n')
    if (index > 0) task.spaceBefore = true
  })
}

const mostLines = 10

function shortened(texts: readonly string[]): readonly string[] {
  if (texts.length <= mostLines) return texts
  return [...texts.slice(0, mostLines - 1), `… and ${texts.length - mostLines + 1} more statements`]
}

/** Comments are for people; what could end the line or be invisible is left out. */
function printable(text: string): string {
  const line = text.replace(/[^\t -~\u00a1-\u1fff\u2030-\ud7ff\uf900-\ufdff]/g, '?').replaceAll('\t', ' ')
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
