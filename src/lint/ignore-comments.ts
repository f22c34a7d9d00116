/**
 * Reads `-- sqlflow-ignore SF401, label-among-columns: reason`. The scanner says what is a comment: marks inside a string
 * are none. Which findings a comment is for follows from where it stands.
 */
import type { Source, Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Program } from '../syntax/ast.ts'
import { type Scan, scan } from '../syntax/scan.ts'

/** A code or a name, as it was written. */
export interface IgnoredName {
  readonly text: string
  readonly span: Span
  /** Absent when there is no such diagnostic. */
  readonly code?: string
}

/** The findings that a comment is for: all, those that begin in a statement, or those that begin on a line. */
export type IgnoreScope =
  | { readonly kind: 'file' }
  | { readonly kind: 'statement'; readonly index: number }
  | { readonly kind: 'line'; readonly line: number }
  /** None: no statement follows it. */
  | { readonly kind: 'nothing' }

export interface IgnoreComment {
  readonly span: Span
  readonly names: readonly IgnoredName[]
  readonly reason?: string
  readonly scope: IgnoreScope
}

type CodeOf = (name: string) => string | undefined

const mark = 'sqlflow-ignore'
const directive = /^(?:--|#|\/\*+)\s*sqlflow-ignore(-file)?(?![\w-])/i

/** In source order; linear in the text. */
export function readIgnoreComments(
  program: Program,
  source: Source,
  dialect: Dialect,
  codeOf: CodeOf,
): IgnoreComment[] {
  // Few programs have any, and they need no second scan.
  if (!program.text.toLowerCase().includes(mark)) return []
  const scanned = scan(program.text, dialect, () => undefined)
  const places = new Places(program, source, scanned)
  const found: IgnoreComment[] = []
  for (const span of scanned.comments) {
    const text = source.slice(span)
    const head = directive.exec(text)
    if (!head) continue
    const ends = text.startsWith('/*') ? text.length - 2 : text.length
    const body = { start: span.start + head[0].length, end: span.start + Math.max(ends, head[0].length) }
    const scope: IgnoreScope = head[1] === undefined ? places.scopeOf(span) : { kind: 'file' }
    found.push({ span, scope, ...readBody(source.text, body, codeOf) })
  }
  return found
}

/** Names stand before the colon. Without one, words that are no names are taken for the reason that lacks it. */
function readBody(text: string, body: Span, codeOf: CodeOf): Pick<IgnoreComment, 'names' | 'reason'> {
  const words = text.slice(body.start, body.end)
  const colon = words.indexOf(':')
  const list = colon < 0 ? words : words.slice(0, colon)
  const names = [...list.matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => {
    const start = body.start + index
    const code = codeOf(name)
    const span = { start, end: start + name.length }
    return { text: name, span, ...(code === undefined ? {} : { code }) }
  })
  const reason =
    colon < 0
      ? ''
      : words
          .slice(colon + 1)
          .replace(/\s+/g, ' ')
          .trim()
  if (colon >= 0) return { names, ...(reason === '' ? {} : { reason }) }
  const unknown = names.findIndex(({ code }, index) => index > 0 && code === undefined)
  return { names: unknown < 0 ? names : names.slice(0, unknown) }
}

/** Asked in source order, so that the places are walked over once. */
class Places {
  readonly #program: Program
  readonly #source: Source
  readonly #tokens: Scan['tokens']
  #statement = 0
  #token = 0

  constructor(program: Program, source: Source, { tokens }: Scan) {
    this.#program = program
    this.#source = source
    this.#tokens = tokens
  }

  scopeOf(comment: Span): IgnoreScope {
    const { line, endLine } = this.#source.locate(comment)
    if (!this.#isBlank(comment.start - 1, -1)) return { kind: 'line', line }
    if (!this.#isBlank(comment.end, 1)) return { kind: 'line', line: endLine }
    const statement = this.#statementFrom(comment)
    if (!statement) return { kind: 'nothing' }
    if (comment.start < statement.start) return { kind: 'statement', index: this.#statement }
    return { kind: 'line', line: this.#nextLine(comment) }
  }

  /** From an offset to the end, or the beginning, of its line. */
  #isBlank(from: number, step: 1 | -1): boolean {
    const { text } = this.#program
    for (let at = from; at >= 0 && at < text.length && text[at] !== '\n'; at += step) {
      if (text.charCodeAt(at) > 32) return false
    }
    return true
  }

  /** The statement that the comment stands in, or the next one. */
  #statementFrom(comment: Span): Span | undefined {
    const { statements } = this.#program
    while ((statements[this.#statement]?.span.end ?? comment.end) < comment.end) this.#statement++
    return statements[this.#statement]?.span
  }

  /** The next line that holds more than comments. */
  #nextLine(comment: Span): number {
    const { start, count } = this.#tokens
    while (this.#token < count && (start[this.#token] ?? 0) < comment.end) this.#token++
    const at = this.#token < count ? (start[this.#token] ?? 0) : comment.end
    return this.#source.locate({ start: at, end: at }).line
  }
}
