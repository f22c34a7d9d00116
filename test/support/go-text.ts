// How Go writes text where Argo's substitution depends on it: encoding/json and strconv.Quote. The two disagree on
// control characters, and that disagreement is what breaks workflows.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A Go string is UTF-8, so half a surrogate pair cannot be in one. */
const wellFormed = (text: string): string => text.toWellFormed()

/** encoding/json with its default HTML escaping. */
export function marshal(value: Json): string {
  const text = JSON.stringify(value, (_, part) => (typeof part === 'string' ? wellFormed(part) : part))
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${hex(char, 4)}`)
}

/** strconv.Quote without the quotes: Go's own escapes, of which JSON knows only some. */
export function quoted(text: string): string {
  return [...wellFormed(text)].map(quotedRune).join('')
}

const shortEscapes: { readonly [char: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

function quotedRune(rune: string): string {
  const short = shortEscapes[rune]
  if (short !== undefined) return short
  if (isPrintable(rune)) return rune
  if (rune < ' ' || rune === '\u007f') return `\\x${hex(rune, 2)}`
  return rune.length === 1 ? `\\u${hex(rune, 4)}` : `\\U${hex(rune, 8)}`
}

/** Node's Unicode is newer than Go's: a handful of scripts and emoji of recent years pass here and fail there. */
const isPrintable = (rune: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(rune)

const hex = (rune: string, digits: number): string =>
  (rune.codePointAt(0) ?? 0).toString(16).padStart(digits, '0')
