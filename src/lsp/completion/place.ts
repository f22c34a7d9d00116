/**
 * Where the cursor stands: its statement, scanned with a mark in the cursor's place, so that the word under the
 * cursor is one token and the tokens before it are what decides. Reads nothing but that statement.
 */
import type { Span } from '../../diagnostics/source.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import type { Program } from '../../syntax/ast.ts'
import type { StatementRange } from '../../syntax/cut.ts'
import { scan } from '../../syntax/scan.ts'
import { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind } from '../../syntax/tokens.ts'

/** Part of a word to the scanner, and of no word in a program. */
export const mark = '\uE000'

export interface Place {
  /** The text of the statement, and a little around it, with the mark in it. */
  readonly text: string
  readonly tokens: TokenCursor
  readonly statement: StatementRange
  /** The first token of the dotted name under the cursor, or the string that the cursor is in. */
  readonly at: number
  /** The cursor is inside of a string. */
  readonly inText: boolean
  /** What is written of the name before the cursor. */
  readonly typed: string
  /** The quote that opens the part of the name under the cursor. */
  readonly quote: string
  /** What an edit replaces, in the whole text. */
  readonly range: Span
  /** How many statements of the program are before this one. */
  readonly index: number
  /** The program is of the text as it is now. */
  readonly current: boolean
}

/** How far the text behind the cursor is looked at when the program was changed since it was read. */
const reach = 4000

/** Nothing in a comment, a number, a variable, or behind a string. */
export function placeOf(text: string, offset: number, program: Program, dialect: Dialect): Place | undefined {
  const found = surroundings(text, offset, program, dialect)
  const marked = text.slice(found.start, offset) + mark + text.slice(offset, found.end)
  const { tokens: all, ranges } = scan(marked, dialect, () => {})
  const tokens = new TokenCursor(marked, 0, all)
  const cursor = offset - found.start
  const before = ranges.findIndex((statement) => (all.end[statement.last - 1] ?? 0) > cursor)
  const statement = ranges[before]
  if (!statement) return undefined
  let token = statement.first
  while ((all.end[token] ?? 0) <= cursor) token++
  if ((all.start[token] ?? 0) > cursor) return undefined
  const current = program.text === text
  const base = { text: marked, tokens, statement, index: found.index + before, current }
  const type = all.kind[token]
  if (type === kind.text) return textPlace(text, offset, token, base)
  if ((type !== kind.word && type !== kind.quoted) || continuesValue(tokens, token)) return undefined
  const [first, last] = wholeName(tokens, token)
  const start = all.start[first] ?? 0
  const image = tokens.image(token)
  const range = { start: found.start + start, end: found.start + (all.end[last] ?? 0) - 1 }
  if (/[\r\n]/.test(text.slice(range.start, range.end))) return undefined
  const typed = marked.slice(start, cursor)
  if (/^\d/.test(typed)) return undefined
  const quote = type === kind.quoted ? (image[0] ?? '') : ''
  return { ...base, at: first, inText: false, typed, quote, range }
}

/** The statement of the program that the cursor is in or behind; its text may have changed behind it since. */
function surroundings(
  text: string,
  offset: number,
  program: Program,
  dialect: Dialect,
): Span & { readonly index: number } {
  const { statements } = program
  const current = program.text === text
  const known = Math.min(offset, current ? text.length : sharedPrefix(program.text, text))
  const index = Math.max(0, countBefore(statements, known) - 1)
  const statement = statements[index]
  // What ends a statement is known from the top only.
  if (dialect.delimiterCommand && /^[ \t]*delimiter[ \t]/im.test(text)) {
    return { start: 0, end: current ? text.length : Math.min(text.length, offset + reach), index: 0 }
  }
  if (!statement || statement.span.start >= known) return { start: 0, end: offset + reach, index: 0 }
  const { start, end } = statement.span
  const closed = end <= known && text[end - 1] === ';'
  if (closed) return { start: end, end: current ? offset : offset + reach, index: index + 1 }
  return { start, end: current ? Math.max(end, offset) : offset + reach, index }
}

/** How many statements begin before an offset. */
function countBefore(statements: Program['statements'], offset: number): number {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((statements[middle]?.span.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function sharedPrefix(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  let at = 0
  while (at < length && one.charCodeAt(at) === other.charCodeAt(at)) at++
  return at
}

/** Of a string only the word around the cursor is replaced. */
function textPlace(
  text: string,
  offset: number,
  at: number,
  base: Pick<Place, 'text' | 'tokens' | 'statement' | 'index' | 'current'>,
): Place {
  const typed = /[\w:.@-]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? ''
  const rest = /^[\w:.@-]*/.exec(text.slice(offset, offset + 200))?.[0] ?? ''
  const range = { start: offset - typed.length, end: offset + rest.length }
  return { ...base, at, inText: true, typed, quote: '', range }
}

/** `12|`, `'text'|`, `` `name`| ``: no word begins there. */
function continuesValue(tokens: TokenCursor, token: number): boolean {
  const { start, end, kind: kinds } = tokens.tokens
  const before = kinds[token - 1]
  return (
    token > 0 &&
    end[token - 1] === start[token] &&
    (before === kind.number || before === kind.text || before === kind.variable || before === kind.quoted)
  )
}

/** `a.b.c` with nothing between its parts. */
function wholeName(tokens: TokenCursor, token: number): [first: number, last: number] {
  const { start, end } = tokens.tokens
  const adjacent = (at: number): boolean => at > 0 && end[at - 1] === start[at]
  let [first, last] = [token, token]
  while (
    tokens.image(first - 1) === '.' &&
    adjacent(first) &&
    adjacent(first - 1) &&
    tokens.name(first - 2) !== undefined
  )
    first -= 2
  while (
    tokens.image(last + 1) === '.' &&
    adjacent(last + 1) &&
    adjacent(last + 2) &&
    tokens.name(last + 2) !== undefined
  )
    last += 2
  return [first, last]
}
