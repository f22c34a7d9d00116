/**
 * A program with the values of its variables in their places, and the way back: what is found in the bound text is shown
 * in the text as it was written.
 */
import { codes } from '../diagnostics/codes.ts'
import { type Diagnostic, type Finding, Findings } from '../diagnostics/diagnostic.ts'
import { type Location, Source } from '../diagnostics/source.ts'
import { nearest, oneOf, perhaps } from '../diagnostics/suggest.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { clauseLiteral, sqlLiteral, UnwritableValue, type Value } from './values.ts'
import { type VariablePlace, variablePlaces } from './variables.ts'

export interface Variables {
  readonly values: ReadonlyMap<string, Value>
  /** All names that have a value somewhere, for what was perhaps meant. */
  readonly names: readonly string[]
}

export interface Bound {
  /** The program as the compiler reads it. */
  readonly text: string
  /** As it was written. */
  readonly source: Source
  /** Variables without a value, and values that can't be written. */
  readonly problems: readonly Diagnostic[]
  /** A finding about the bound text as one about the program as it was written. */
  back(diagnostic: Diagnostic): Diagnostic
  /** The same of a line. */
  lineBack(line: number): number
}

export function bind(text: string, path: string, dialect: Dialect, variables: Variables): Bound {
  const source = new Source(text, path)
  const findings = new Findings()
  const parts: string[] = []
  const shifts = new Shifts()
  let at = 0
  for (const place of variablePlaces(text, dialect)) {
    const literal = literalOf(place, dialect, variables, findings.report)
    if (literal === undefined) continue
    const { start, end } = place.span
    const spaced = apart(text, place, literal)
    parts.push(text.slice(at, start), spaced)
    shifts.add(start, end, spaced.length)
    at = end
  }
  const bound = parts.join('') + text.slice(at)
  const boundSource = parts.length === 0 ? source : new Source(bound, path)
  const located = ({ start, end }: Location): Location =>
    source.locate({ start: shifts.back(start, 'start'), end: shifts.back(end, 'end') })
  return {
    text: bound,
    source,
    problems: findings.toDiagnostics(source, (name) => codes[name]),
    back: (diagnostic) =>
      diagnostic.path === path && parts.length > 0 ? moved(diagnostic, located) : diagnostic,
    lineBack: (line) => {
      if (parts.length === 0) return line
      return source.locate(pointAt(shifts.back(boundSource.lineStart(line), 'start'))).line
    },
  }
}

const pointAt = (at: number): { start: number; end: number } => ({ start: at, end: at })

/** Fixes are for the text as it was compiled, so they are left out. */
function moved({ fix: _, ...diagnostic }: Diagnostic, located: (span: Location) => Location): Diagnostic {
  const labels = diagnostic.labels.map(({ span, message }) => ({ span: located(span), message }))
  return { ...diagnostic, span: located(diagnostic.span), labels }
}

function literalOf(
  { name, span, inClause }: VariablePlace,
  dialect: Dialect,
  { values, names }: Variables,
  report: (finding: Finding) => void,
): string | undefined {
  const value = values.get(name)
  if (value === undefined) {
    const close = nearest(name, names, 3)
    report({
      name: 'unknown-variable',
      message: `there is no variable \`${name}\``,
      span,
      help: perhaps(close) ?? `assign ${oneOf([name])} in a cell before this one`,
    })
    return undefined
  }
  try {
    return inClause ? clauseLiteral(value) : sqlLiteral(value, dialect.literals)
  } catch (error) {
    if (!(error instanceof UnwritableValue)) throw error
    report({ name: 'unwritable-value', message: `the variable \`${name}\` holds ${error.message}`, span })
    return undefined
  }
}

/** A literal joins with nothing that stands beside it: `-:n` is no comment, and `:s'x'` no doubled quote. */
function apart(text: string, { span }: VariablePlace, literal: string): string {
  const before = text[span.start - 1] === '-' && literal.startsWith('-') ? ' ' : ''
  const after = /[\p{L}\p{N}_$.'"`[]/u.test(text[span.end] ?? '') ? ' ' : ''
  return before + literal + after
}

/** Where the bound text differs in length from the written one, in order. */
class Shifts {
  readonly #starts: number[] = []
  readonly #list: { readonly start: number; readonly end: number; readonly boundEnd: number }[] = []
  #moved = 0

  add(start: number, end: number, length: number): void {
    this.#starts.push(start + this.#moved)
    this.#moved += length - (end - start)
    this.#list.push({ start, end, boundEnd: end + this.#moved })
  }

  /** Inside a literal it is the variable's own place. */
  back(at: number, side: 'start' | 'end'): number {
    let [low, high] = [0, this.#starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const start = this.#starts[middle] ?? 0
      if (side === 'start' ? start <= at : start < at) low = middle + 1
      else high = middle
    }
    const shift = this.#list[low - 1]
    if (!shift) return at
    const isInside = side === 'start' ? at < shift.boundEnd : at <= shift.boundEnd
    if (isInside) return side === 'start' ? shift.start : shift.end
    return shift.end + at - shift.boundEnd
  }
}
