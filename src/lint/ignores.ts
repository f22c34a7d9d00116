/**
 * `-- sqlflow-ignore SF401: reason`: comments that say why a finding may stay. Behind text of a line such a comment is
 * for that line; on a line of its own before a statement for the whole statement, inside one for its next line;
 * `sqlflow-ignore-file` is for everything.
 */
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic, Finding } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { meant } from '../diagnostics/suggest.ts'
import { scan } from '../syntax/scan.ts'
import type { LintContext } from './context.ts'
import { rules } from './table.ts'

interface Ignore {
  /** The whole comment. */
  readonly comment: Span
  readonly code: string
  readonly codeSpan: Span
  readonly reason: string
  /** Findings that begin here are left out. */
  readonly range: Span
  /** It is all that the comment says. */
  readonly only: boolean
  used: boolean
}

export type ReportIgnore = (finding: Finding<string>) => void

/** What is left of the findings; what is wrong with the comments themselves is reported. */
export function applyIgnores(
  diagnostics: readonly Diagnostic[],
  context: LintContext,
  report: ReportIgnore,
): Diagnostic[] {
  // Most programs have none, and then nothing is looked for.
  if (!context.text.includes('sqlflow-ignore')) return [...diagnostics]
  const ignores = readIgnores(context)
  const known = codesByName()
  const byCode = new Map<string, Ignore[]>()
  for (const ignore of ignores) {
    const code = known.get(ignore.code.toLowerCase())
    if (code === undefined) reportUnknown(ignore, known, report)
    else byCode.set(code, [...(byCode.get(code) ?? []), ignore])
    if (ignore.reason === '') reportBare(ignore, report)
  }
  const kept = diagnostics.filter((diagnostic) => {
    const found = (byCode.get(diagnostic.code) ?? []).filter(
      ({ range }) => diagnostic.span.start >= range.start && diagnostic.span.start < range.end,
    )
    if (found.length === 0 || !mayBeIgnored(diagnostic)) return true
    for (const ignore of found) ignore.used = true
    return false
  })
  for (const ignore of [...byCode.values()].flat())
    if (!ignore.used) reportUnused(ignore, context.text, report)
  return kept
}

const ruleCodes = new Set<string>(rules.map(({ code }) => code))

/** Nothing is compiled while the compiler finds errors, whatever a comment says. */
function mayBeIgnored({ code, severity }: Diagnostic): boolean {
  return severity !== 'error' || ruleCodes.has(code)
}

/** Codes by themselves and by their names, in lower case. */
function codesByName(): Map<string, string> {
  const all = [...Object.entries(codes).map(([name, { code }]) => ({ name, code })), ...rules]
  return new Map(
    all.flatMap(({ name, code }) => [[name, code] as const, [code.toLowerCase(), code] as const]),
  )
}

function readIgnores({ text, dialect, analysis }: LintContext): Ignore[] {
  const { tokens } = scan(text, dialect, () => {})
  const { statements } = analysis.program
  const found: Ignore[] = []
  let statement = 0
  // Between two tokens there is nothing but white space, comments and semicolons.
  for (let at = 0; at <= tokens.count; at++) {
    const from = at === 0 ? 0 : (tokens.end[at - 1] ?? 0)
    const to = at === tokens.count ? text.length : (tokens.start[at] ?? 0)
    if (to - from < 'sqlflow-ignore'.length) continue
    const gap = text.slice(from, to)
    if (!gap.includes('sqlflow-ignore')) continue
    for (const match of gap.matchAll(commentForm)) {
      const start = from + match.index
      while ((statements[statement]?.span.end ?? Number.POSITIVE_INFINITY) <= start) statement++
      const next = statements[statement]?.span
      const alone = !/\S/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))
      const range = match[1] ? whole(text) : alone ? following(text, to, next, start) : lineOf(text, start)
      found.push(...ignoresOf(match, start, range))
    }
  }
  return found
}

/** `-- sqlflow-ignore SF401, label-among-columns: reason`, up to the end of the line or of the comment. */
const commentForm = /(?:--|#|\/\/|\/\*+)[ \t]*sqlflow-ignore(-file)?(?![\w-])([^\n]*)/g

function ignoresOf(match: RegExpMatchArray, start: number, range: Span): Ignore[] {
  const said = (match[2] ?? '').replace(/\*\/.*$/, '')
  const colon = said.indexOf(':')
  const names = colon < 0 ? said : said.slice(0, colon)
  const reason = colon < 0 ? '' : said.slice(colon + 1).trim()
  const closed = match[0].indexOf('*/')
  const comment = { start, end: start + (closed < 0 ? match[0].trimEnd().length : closed + 2) }
  const offset = start + match[0].length - (match[2] ?? '').length
  const found = [...names.matchAll(/[^\s,]+/g)]
  return found.map((name) => ({
    comment,
    only: found.length === 1,
    code: name[0],
    codeSpan: { start: offset + name.index, end: offset + name.index + name[0].length },
    reason,
    range,
    used: false,
  }))
}

function whole(text: string): Span {
  return { start: 0, end: text.length + 1 }
}

function lineOf(text: string, at: number): Span {
  const end = text.indexOf('\n', at)
  return { start: text.lastIndexOf('\n', at - 1) + 1, end: end < 0 ? text.length + 1 : end }
}

/** The next statement, or the next line of the statement that the comment stands in. */
function following(text: string, nextToken: number, statement: Span | undefined, at: number): Span {
  if (!statement) return { start: at, end: at }
  return statement.start > at ? { start: statement.start, end: statement.end + 1 } : lineOf(text, nextToken)
}

function reportUnknown(
  { code, codeSpan }: Ignore,
  known: ReadonlyMap<string, string>,
  report: ReportIgnore,
): void {
  const near = meant(code, known.keys())
  report({
    name: 'unknown-ignored-code',
    message: `there is no diagnostic \`${code}\` to ignore`,
    span: codeSpan,
    help: near === undefined ? 'sqlflowc explain lists all of them' : near,
  })
}

function reportBare({ codeSpan }: Ignore, report: ReportIgnore): void {
  report({
    name: 'ignored-without-reason',
    message: 'nothing says why this is ignored',
    span: codeSpan,
    help: 'write the reason behind a colon: `-- sqlflow-ignore SF401: the label is known beforehand`',
  })
}

function reportUnused({ code, codeSpan, comment, only }: Ignore, text: string, report: ReportIgnore): void {
  report({
    name: 'unused-ignore',
    message: `there is no finding of \`${code}\` here to ignore`,
    span: codeSpan,
    help: 'remove the comment, or move it to the statement that it is meant for',
    ...(only
      ? {
          fix: {
            title: 'remove the comment',
            edits: [{ span: wholeLine(text, comment), text: '' }],
            safe: true,
          },
        }
      : {}),
  })
}

/** With its line, when nothing else stands there. */
function wholeLine(text: string, { start, end }: Span): Span {
  const line = lineOf(text, start)
  const isAlone = text.slice(line.start, start).trim() === '' && text.slice(end, line.end).trim() === ''
  return isAlone ? { start: line.start, end: Math.min(line.end + 1, text.length) } : { start, end }
}
