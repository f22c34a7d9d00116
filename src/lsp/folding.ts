/** What can be folded: statements, and comments of several lines between them. */
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types'
import type { Span } from '../diagnostics/source.ts'
import type { OpenProgram } from './program.ts'

export function folding(program: OpenProgram): FoldingRange[] {
  const statements = program.statements.map(({ span }) => fold(program, span))
  const comments = program.analysis.program.gaps
    .flatMap((gap) => commentsIn(program.text, gap))
    .map((span) => fold(program, span, FoldingRangeKind.Comment))
  return [...statements, ...comments].filter(({ startLine, endLine }) => startLine < endLine)
}

function fold(program: OpenProgram, span: Span, kind?: FoldingRangeKind): FoldingRange {
  const { start, end } = program.range(span)
  return { startLine: start.line, endLine: end.line, ...(kind === undefined ? {} : { kind }) }
}

/** Block comments, and lines that begin with `--` one below the other. */
function commentsIn(text: string, gap: Span): Span[] {
  const found: Span[] = []
  for (let at = gap.start; at < gap.end; at++) {
    if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2)
      const end = close < 0 || close > gap.end ? gap.end : close + 2
      found.push({ start: at, end })
      at = end
    } else if (text.startsWith('--', at)) {
      const end = lineEnd(text, at, gap.end)
      const last = found.at(-1)
      const continues =
        last && text.startsWith('--', last.start) && /^\r?\n[ \t]*$/.test(text.slice(last.end, at))
      if (continues) found[found.length - 1] = { start: last.start, end }
      else found.push({ start: at, end })
      at = end
    }
  }
  return found
}

function lineEnd(text: string, at: number, most: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? most : Math.min(newline, most)
}
