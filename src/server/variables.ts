/**
 * Where a program names a variable: `:name` or `${name}`, where a value may stand. The compiler's own scanner looks, so
 * nothing is found in strings, comments and quoted names; casts (`a::int`), paths (`a:b`), labels and slices stay SQL.
 */
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type Scan, scan } from '../syntax/scan.ts'
import { kind } from '../syntax/tokens.ts'

export interface VariablePlace {
  readonly name: string
  readonly span: Span
  /** In the clause after TO, which is the compiler's own language, not the database's. */
  readonly inClause: boolean
}

/** What Python takes for a name; a word of the clause may go on with `-`, `/` or `.`. */
const nameAt = /[\p{L}_][\p{L}\p{N}_]*/uy

export function variablePlaces(text: string, dialect: Dialect): VariablePlace[] {
  const scanned = scan(text, dialect, () => undefined)
  const { tokens, ranges } = scanned
  const places: VariablePlace[] = []
  const inside = dialect.arraySlices ? new Brackets(text, scanned) : undefined
  for (const { first, last, extension } of ranges) {
    inside?.begin()
    for (let index = first; index < last; index++) {
      const inClause = extension >= 0 && index >= extension
      const span = tokens.kind[index] === kind.operator ? placeAt(text, scanned, index, first) : undefined
      if (span && (inClause || !inside?.isSlice(index))) places.push({ ...span, inClause })
      inside?.pass(index)
    }
  }
  return places
}

function placeAt(
  text: string,
  { tokens }: Scan,
  index: number,
  first: number,
): { readonly name: string; readonly span: Span } | undefined {
  const start = tokens.start[index] ?? 0
  const isBraced = text.startsWith('${', start)
  if (!isBraced && (text[start] !== ':' || (tokens.end[index] ?? 0) !== start + 1)) return undefined
  // `a:b`, `a::b`, `'x':y` and `f(x):y` belong together.
  if (index > first && tokens.end[index - 1] === start) {
    if (isOperand(tokens.kind[index - 1] ?? 0) || (!isBraced && /[\]:]/.test(text[start - 1] ?? '')))
      return undefined
  }
  nameAt.lastIndex = start + (isBraced ? 2 : 1)
  const name = nameAt.exec(text)?.[0]
  if (name === undefined) return undefined
  const end = nameAt.lastIndex
  if (!isBraced) return { name, span: { start, end } }
  return text[end] === '}' ? { name, span: { start, end: end + 1 } } : undefined
}

function isOperand(type: number): boolean {
  return type !== kind.operator && type !== kind.open
}

/** Square brackets where arrays have slices: in `a[1 :n]` and `a[:n]` the colon is a slice, in `ARRAY[:n, :m]` a value follows. */
class Brackets {
  readonly #text: string
  readonly #scan: Scan
  /** For each open bracket, whether it is that of an array's values. */
  #open: boolean[] = []

  constructor(text: string, scanned: Scan) {
    this.#text = text
    this.#scan = scanned
  }

  begin(): void {
    this.#open = []
  }

  isSlice(index: number): boolean {
    const isArray = this.#open.at(-1)
    if (isArray === undefined || !this.#isColon(index)) return false
    return !isArray || isOperand(this.#scan.tokens.kind[index - 1] ?? 0)
  }

  pass(index: number): void {
    const { tokens } = this.#scan
    if (tokens.kind[index] !== kind.operator) return
    const sign = this.#text[tokens.start[index] ?? 0]
    if (sign === ']') this.#open.pop()
    else if (sign === '[') this.#open.push(this.#isArray(index))
  }

  /** `ARRAY[…]`, and in it `[…]`. */
  #isArray(index: number): boolean {
    const { tokens } = this.#scan
    const before = this.#text.slice(tokens.start[index - 1] ?? 0, tokens.end[index - 1] ?? 0)
    return /^array$/i.test(before) || (/^[[,]$/.test(before) && this.#open.at(-1) === true)
  }

  #isColon(index: number): boolean {
    return this.#text[this.#scan.tokens.start[index] ?? 0] === ':'
  }
}
