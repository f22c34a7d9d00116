/** Parsing for tests: a program with what was said about it, and trees without their spans. */
import type { Finding } from '../../src/diagnostics/diagnostic.ts'
import type { DialectName } from '../../src/dialects/table.ts'
import { dialects } from '../../src/dialects/table.ts'
import { parse } from '../../src/parser/parse.ts'
import type { Program } from '../../src/syntax/ast.ts'

export interface Parsed {
  readonly program: Program
  readonly findings: readonly Finding[]
}

export function parseText(text: string, dialect: DialectName = 'mysql'): Parsed {
  const findings: Finding[] = []
  const program = parse(text, dialects[dialect], (finding) => findings.push(finding))
  return { program, findings }
}

/** A tree without offsets, to compare two readings of one meaning. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'span' && key !== 'head' && key !== 'extension')
      .map(([key, inner]) => [key, withoutSpans(inner)]),
  )
}
