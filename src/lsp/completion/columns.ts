/** Columns that may be named: what a SELECT gives, and what the tables after its FROM have, as far as it is known. */

import { Resolver } from '../../analysis/resolver.ts'
import type { Analysis } from '../../analyze.ts'
import { dialects } from '../../dialects/table.ts'
import type { KnownColumn, ProgramColumns } from '../../effects/columns.ts'
import type { DottedName, Select, SelectSource } from '../../syntax/select.ts'
import { mark } from './place.ts'

/** Queries within queries are followed so far. */
const deepest = 20
/** Nobody looks through more. */
const most = 2000

export class SelectColumns {
  readonly #resolver: Resolver
  readonly #known: ProgramColumns
  readonly #index: number
  readonly #given = new Map<Select, readonly KnownColumn[]>()

  /** @param index the statement, which finds the tables as those before it left them */
  constructor(analysis: Analysis, known: ProgramColumns, index: number) {
    const database = analysis.effects[Math.min(index, analysis.effects.length - 1)]?.database
    this.#resolver = new Resolver(dialects[analysis.dialect], database)
    this.#known = known
    this.#index = index
  }

  /** The columns of the result. */
  given(select: Select, depth = 0): readonly KnownColumn[] {
    const before = this.#given.get(select)
    if (before || depth > deepest) return before ?? []
    const types = new Map(
      this.visible(select, undefined, depth).map(({ name, type }) => [name.toLowerCase(), type]),
    )
    const columns = select.items.flatMap(({ star, name, column }): readonly KnownColumn[] => {
      if (star) return this.visible(select, star.qualifier, depth)
      if (name === undefined || name.includes(mark)) return []
      const type = types.get(column?.parts.at(-1)?.toLowerCase() ?? '')
      return [{ name, ...(type === undefined ? {} : { type }) }]
    })
    const some = columns.slice(0, most)
    this.#given.set(select, some)
    return some
  }

  /** The columns of the tables after FROM, or of the one that goes by the name `qualifier`. */
  visible(select: Select, qualifier?: string, depth = 0): KnownColumn[] {
    return (select.sources ?? [])
      .filter(({ alias }) => qualifier === undefined || alias?.toLowerCase() === qualifier.toLowerCase())
      .flatMap((source) => this.#ofSource(source, select, depth))
      .slice(0, most)
  }

  #ofSource({ table, query }: SelectSource, select: Select, depth: number): readonly KnownColumn[] {
    if (depth > deepest) return []
    const inner = query?.()
    if (inner) return this.given(inner, depth + 1)
    const [first, second] = table?.parts ?? []
    if (!table || first === undefined || table.parts.some((part) => part.includes(mark))) return []
    const common = select.commonQueries.find(({ name }) => name.toLowerCase() === first.toLowerCase())
    if (common && second === undefined) {
      if (common.columns) return common.columns.map((name) => ({ name }))
      const queried = common.query()
      return queried ? this.given(queried, depth + 1) : []
    }
    return this.#known.ofTable(this.#key(table), this.#index) ?? []
  }

  #key({ parts, quoted, span }: DottedName): string {
    return this.#resolver.table({
      kind: 'name',
      span,
      parts: parts.map((value, at) => ({
        kind: 'identifier',
        value,
        span,
        ...(quoted[at] ? { quote: '`' as const } : {}),
      })),
    })
  }
}
