/**
 * Text to `Program`: the text is cut into statements and read a statement at a time, so that one
 * broken statement hides nothing of the others. Never throws for what is in the text.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Program, Statement } from './ast.ts'
import { scan } from './scan.ts'
import { StatementReader } from './statement-reader.ts'

export function parse(text: string, dialect: Dialect, report: Report): Program {
  const { tokens, pieces } = scan(text, dialect, report)
  const statements: Statement[] = []
  const gaps: Span[] = []
  let at = 0
  for (const piece of pieces) {
    if (piece.start > at) gaps.push({ start: at, end: piece.start })
    statements.push(new StatementReader(text, tokens, piece, dialect, report).read())
    at = piece.end
  }
  if (at < text.length) gaps.push({ start: at, end: text.length })
  return { text, statements, gaps }
}
