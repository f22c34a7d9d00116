/** The first line of a statement: enough to show which one is meant. */
import type { Span } from '../diagnostics/source.ts'
import type { Program, Statement } from '../syntax/ast.ts'

export function headline(program: Program, statement: Statement): Span {
  const { start, end } = statement.span
  const newline = program.text.indexOf('\n', start)
  return { start, end: newline >= 0 && newline < end ? newline : end }
}
