/**
 * Reads a program that is being edited: what has changed is read, and statements that stand before and behind it are those
 * of the version before. They are moved to where they stand now, so the version before is given up by this.
 */
import { type Finding, moved, type Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { gapsOf } from '../parser/parse.ts'
import { StatementReader } from '../parser/statement-reader.ts'
import type { Program, Statement } from '../syntax/ast.ts'
import { type Scan, scan, scanPart } from '../syntax/scan.ts'

/** A statement with what was said of it, and where its spans counted from then. */
interface Kept {
  readonly statement: Statement
  readonly findings: readonly Finding[]
  readonly start: number
  /** Every span of its tree, once; found when it is moved for the first time. */
  spans?: readonly Movable[]
}

interface Movable {
  start: number
  end: number
}

interface Version {
  readonly text: string
  readonly dialect: Dialect
  readonly kept: readonly Kept[]
  /** Nothing in it changes how the text behind it is read: a quote that is not closed, DELIMITER. */
  readonly sound: boolean
}

/** The part of a text that is to be read, and the statements of the version before that stand around it. */
interface Edited {
  readonly part: Span
  readonly before: readonly Kept[]
  readonly behind: readonly Kept[]
}

export class Reparser {
  #last: Version | undefined

  /** The same as `parse`. The program that it gave before is not to be used any more. */
  parse(text: string, dialect: Dialect, report: Report): Program {
    const last = this.#last
    const edited = last?.sound && last.dialect === dialect ? editOf(last, text) : undefined
    const scanned = edited && scanPart(text, dialect, edited.part)
    const kept =
      edited && scanned
        ? [...edited.before, ...this.#read(text, dialect, scanned), ...edited.behind]
        : this.#readAll(text, dialect, report)
    if (scanned) this.#last = { text, dialect, kept, sound: true }
    const statements = kept.map((one) => one.statement)
    let delta = 0
    if (edited && scanned && last) delta = text.length - last.text.length
    if (delta !== 0) for (const one of edited?.behind ?? []) move(one, delta)
    for (const { findings, statement, start } of kept)
      for (const finding of findings) report(moved(finding, statement.span.start - start))
    return { text, statements, gaps: gapsOf(text, statements) }
  }

  #readAll(text: string, dialect: Dialect, report: Report): Kept[] {
    let sound = true
    const scanned = scan(text, dialect, (finding) => {
      sound = false
      report(finding)
    })
    const kept = this.#read(text, dialect, scanned)
    this.#last = { text, dialect, kept, sound: sound && !/^[ \t]*delimiter\b/im.test(text) }
    return kept
  }

  #read(text: string, dialect: Dialect, { tokens, ranges }: Scan): Kept[] {
    return ranges.map((range) => {
      const findings: Finding[] = []
      const report = (finding: Finding): void => {
        // Copied, since spans of the statement are moved in place.
        findings.push(moved(finding, 0))
      }
      const statement = new StatementReader(text, tokens, range, dialect, report).read()
      return { statement, findings, start: statement.span.start }
    })
  }
}

const SEMICOLON = 59

/** Statements that end before the first character that differs, or begin behind the last, are as they were. */
function editOf({ text: old, kept }: Version, text: string): Edited | undefined {
  const same = commonPrefix(old, text)
  const tail = commonSuffix(old, text, Math.min(old.length, text.length) - same)
  const ends = (one: Kept): boolean => old.charCodeAt(one.statement.span.end - 1) === SEMICOLON
  const first = firstIndex(kept, ({ statement }) => statement.span.end > same)
  const before = kept[first - 1]
  // The statement that the unchanged end of the text begins in is read again, up to its semicolon.
  const last = Math.max(
    first,
    firstIndex(kept, ({ statement }) => statement.span.end > old.length - tail),
  )
  const cut = kept[last]
  if (before && !ends(before)) return undefined
  const start = before?.statement.span.end ?? 0
  const isLast = !cut || !ends(cut)
  const end = isLast ? text.length : cut.statement.span.end + text.length - old.length
  return { part: { start, end }, before: kept.slice(0, first), behind: kept.slice(last + 1) }
}

/** Compared in pieces first: that is a hundred times faster than a character at a time. */
const piece = 4096

function commonPrefix(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let same = 0
  while (same + piece <= most && one.slice(same, same + piece) === other.slice(same, same + piece))
    same += piece
  while (same < most && one.charCodeAt(same) === other.charCodeAt(same)) same++
  return same
}

function commonSuffix(one: string, other: string, most: number): number {
  const before = (text: string, tail: number): string =>
    text.slice(text.length - tail - piece, text.length - tail)
  let same = 0
  while (same + piece <= most && before(one, same) === before(other, same)) same += piece
  while (same < most && one.charCodeAt(one.length - 1 - same) === other.charCodeAt(other.length - 1 - same))
    same++
  return same
}

/** Spans of statements only grow. */
function firstIndex(kept: readonly Kept[], holds: (one: Kept) => boolean): number {
  let [low, high] = [0, kept.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const one = kept[middle]
    if (one && holds(one)) high = middle
    else low = middle + 1
  }
  return low
}

function move(one: Kept, delta: number): void {
  one.spans ??= spansOf(one.statement)
  for (const span of one.spans) {
    span.start += delta
    span.end += delta
  }
}

function spansOf(statement: Statement): Movable[] {
  const spans = new Set<Movable>()
  const seen = new Set<object>()
  const waiting: object[] = [statement]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const value of Object.values(next) as unknown[]) {
      if (typeof value !== 'object' || value === null) continue
      if (isSpan(value)) spans.add(value)
      else waiting.push(value)
    }
  }
  return [...spans]
}

function isSpan(value: object): value is Movable {
  return 'start' in value && 'end' in value
}
