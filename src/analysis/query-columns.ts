/** The columns of one query, from those of the tables that it takes rows from. */
import type { Dialect } from '../dialects/dialect.ts'
import type { KnownColumn } from '../effects/columns.ts'
import type { CommonQuery, DottedName, Select, SelectItem, SelectSource } from '../syntax/select.ts'

/** Nested deeper than this a query is not looked into. */
const deepest = 40

type Columns = readonly KnownColumn[]

export interface QueryContext {
  readonly text: string
  readonly dialect: Dialect
  readonly table: (name: DottedName) => Columns | undefined
}

export function queryColumns(select: Select, context: QueryContext): Columns | undefined {
  return new QueryReader(context).columns(select, new Map(), 0)
}

/** Queries of WITH by name, in lower case. */
type Scope = ReadonlyMap<string, () => Columns | undefined>

class QueryReader {
  readonly #context: QueryContext

  constructor(context: QueryContext) {
    this.#context = context
  }

  columns(select: Select, outer: Scope, depth: number): Columns | undefined {
    if (depth > deepest) return undefined
    const scope = this.#withCommon(select.commonQueries, outer, depth)
    const known = new Map<SelectSource, Columns | undefined>()
    const of = (source: SelectSource): Columns | undefined => {
      if (!known.has(source)) known.set(source, this.#source(source, scope, depth))
      return known.get(source)
    }
    const found: KnownColumn[] = []
    for (const item of select.items) {
      const columns = item.star ? star(item, select, of) : this.#single(item, select, of)
      if (!columns) return undefined
      found.push(...columns)
    }
    // Joined or appended, rows are there more than once.
    return select.sources?.length === 1 && !select.compound
      ? found
      : found.map(({ unique: _, ...column }) => column)
  }

  #withCommon(queries: readonly CommonQuery[], outer: Scope, depth: number): Scope {
    if (queries.length === 0) return outer
    const scope = new Map(outer)
    for (const { name, columns: names, query } of queries) {
      let made: { readonly columns: Columns | undefined } | undefined
      scope.set(name.toLowerCase(), () => {
        // A query that reads itself is not known while it is looked at.
        if (made) return made.columns
        made = { columns: undefined }
        const select = query()
        const columns = select && this.columns(select, scope, depth + 1)
        made = { columns: names ? renamed(columns, names) : columns }
        return made.columns
      })
    }
    return scope
  }

  #source({ table, query }: SelectSource, scope: Scope, depth: number): Columns | undefined {
    if (query) {
      const select = query()
      return select && this.columns(select, scope, depth + 1)
    }
    if (!table) return undefined
    const common = table.parts.length === 1 ? scope.get((table.parts[0] ?? '').toLowerCase()) : undefined
    return common ? common() : this.#context.table(table)
  }

  #single(
    item: SelectItem,
    select: Select,
    of: (source: SelectSource) => Columns | undefined,
  ): Columns | undefined {
    const name = item.name ?? this.#expressionName(item)
    if (name === undefined) return undefined
    const column = item.column && columnOf(item.column, select, of)
    return [{ ...column, name }]
  }

  #expressionName({ span }: SelectItem): string | undefined {
    const { text, dialect } = this.#context
    return dialect.expressionNames ? text.slice(span.start, span.end) : undefined
  }
}

function star(
  item: SelectItem,
  { sources, merges }: Select,
  of: (source: SelectSource) => Columns | undefined,
): Columns | undefined {
  const wanted = item.star?.qualifier?.toLowerCase()
  const meant = sources?.filter(({ alias }) => wanted === undefined || alias?.toLowerCase() === wanted)
  if (!meant || meant.length === 0 || (merges && wanted === undefined)) return undefined
  const columns = meant.map(of)
  return columns.some((one) => one === undefined) ? undefined : columns.flatMap((one) => one ?? [])
}

/** A column as its table has it, where one table only can. */
function columnOf(
  { parts }: DottedName,
  { sources }: Select,
  of: (source: SelectSource) => Columns | undefined,
): KnownColumn | undefined {
  const [name, qualifier] = [parts.at(-1)?.toLowerCase(), parts.at(-2)?.toLowerCase()]
  const meant =
    sources?.filter(({ alias }) => qualifier === undefined || alias?.toLowerCase() === qualifier) ?? []
  const found = meant.map((source) => of(source)?.find((column) => column.name.toLowerCase() === name))
  const [only, ...others] = found.filter((column) => column !== undefined)
  return others.length === 0 ? only : undefined
}

function renamed(columns: Columns | undefined, names: readonly string[]): Columns {
  return names.map((name, at) => ({ ...columns?.[at], name }))
}
