/**
 * Text to `Program`: the text is cut into statements and read a statement at a time, so that one
 * broken statement hides nothing of the others. Never throws for what is in the text.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Program, Statement } from '../syntax/ast.ts'
import { scan } from '../syntax/scan.ts'
import { StatementReader } from './statement-reader.ts'

export function parse(text: string, dialect: Dialect, report: Report): Program {
  const { tokens, ranges } = scan(text, dialect, report)
  const statements = ranges.map((range) => new StatementReader(text, tokens, range, dialect, report).read())
  return { text, statements, gaps: gapsOf(text, statements) }
}

/** What stands between the statements. */
export function gapsOf(text: string, statements: readonly Statement[]): Span[] {
  const gaps: Span[] = []
  let at = 0
  for (const { span } of statements) {
    if (span.start > at) gaps.push({ start: at, end: span.start })
    at = span.end
  }
  if (at < text.length) gaps.push({ start: at, end: text.length })
  return gaps
}
