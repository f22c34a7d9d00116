/**
 * Random queries over what a database holds: every place where a query can name a table, and every
 * name that is none (CTEs, aliases, functions, text, comments).
 */
import { columnNames, mentioned, type Relation, tableNames, written } from './sql-names.ts'
import type { Random } from './sql-random.ts'

/** An item of a FROM list, as expressions may use it. */
export interface Source {
  readonly text: string
  readonly alias: string
  readonly columns: readonly string[]
}

const literals = ['0', '1', '2', '3', "'x'", "'FROM t2; --'", "'it''s'", 'NULL', '2.5', "x'0a'"] as const

export class QueryWriter {
  readonly #random: Random
  readonly #relations: readonly Relation[]
  /** The CTEs whose bodies this is in. */
  readonly #inside: readonly string[]
  #aliases = 0

  constructor(random: Random, relations: readonly Relation[], inside: readonly string[] = []) {
    this.#inside = inside
    this.#random = random
    this.#relations = relations.filter(({ columns }) => columns.length > 0)
  }

  /** A whole query of `width` columns, with CTEs perhaps; `few` rows where they are to be kept. */
  query(width: number, depth: number, few: boolean, ctes: readonly Relation[] = []): string {
    const random = this.#random
    const { text, known } = random.chance(0.3) ? this.with(depth, ctes) : { text: '', known: ctes }
    const compound = random.chance(0.2)
    const operator = random.pick(['UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'])
    const body =
      random.chance(0.06) && !few
        ? this.values(width, depth)
        : compound
          ? `${this.select(width, depth, known)} ${operator} ${this.select(width, depth, known)}`
          : this.select(width, depth, known)
    const order = random.maybe(0.2, ` ORDER BY ${1 + random.below(width)}${random.maybe(0.3, ' DESC')}`)
    const limit = few ? ` LIMIT ${1 + random.below(4)}` : random.maybe(0.1, ' LIMIT 5')
    return /^VALUES/.test(body) ? text + body : text + body + order + limit
  }

  values(width: number, depth: number): string {
    const row = (): string => `(${this.#list(width, () => this.expression([], depth - 1, []))})`
    return `VALUES ${row()}${this.#random.maybe(0.4, `, ${row()}`)}`
  }

  /** `WITH …`, and what can be named after it. */
  with(
    depth: number,
    ctes: readonly Relation[],
  ): { readonly text: string; readonly known: readonly Relation[] } {
    const random = this.#random
    const made: string[] = []
    let known = ctes
    const count = 1 + random.below(3)
    for (let at = 0; at < count; at++) {
      // A CTE may hide a table, and so may one inside it.
      const name = random.chance(0.45) ? random.pick(tableNames) : `c${at + 1}`
      // SQLite takes a CTE of its own name in the body of another for a recursion.
      if (this.#inside.some((outer) => same(outer, name))) continue
      if (made.some((other) => other.toLowerCase().includes(name.toLowerCase()))) continue
      const width = 1 + random.below(2)
      const columns = columnNames.slice(0, width)
      const head = `${written(name, random)}(${columns.map((column) => written(column, random)).join(', ')})`
      const how = random.pick(['AS', 'AS MATERIALIZED', 'AS NOT MATERIALIZED', 'AS', 'AS'])
      const self: Relation = { schema: '', name, view: false, columns }
      const visible = [...known.filter((other) => !same(other.name, name))]
      made.push(
        random.chance(0.15)
          ? `${head} ${how} (${this.#recursive(width, name, depth, visible)})`
          : `${head} ${how} (${this.#without(name).query(width, depth - 1, random.chance(0.5), visible)})`,
      )
      known = [...visible, self]
    }
    if (made.length === 0) return { text: '', known }
    return { text: `WITH ${random.maybe(0.25, 'RECURSIVE ')}${made.join(', ')} `, known }
  }

  /** For the body of a CTE: a table of its name is not meant by that name, and a chance recursion never ends. */
  #without(name: string): QueryWriter {
    const relations = this.#relations.map((relation) =>
      same(relation.name, name) ? { ...relation, hidden: true } : relation,
    )
    return new QueryWriter(this.#random, relations, [...this.#inside, name])
  }

  #recursive(width: number, name: string, depth: number, ctes: readonly Relation[]): string {
    const first = this.#list(width, (at) => (at === 0 ? '1' : this.expression([], depth - 1, ctes)))
    const next = this.#list(width, (at) => (at === 0 ? 'a + 1' : '2'))
    return `SELECT ${first} UNION ALL SELECT ${next} FROM ${written(name, this.#random)} WHERE a < 4`
  }

  select(
    width: number,
    depth: number,
    ctes: readonly Relation[] = [],
    outer: readonly Source[] = [],
  ): string {
    const random = this.#random
    const { text, sources } = this.from(depth, ctes)
    const seen = [...sources, ...outer]
    const aggregate = random.chance(0.15)
    const items = this.#list(width, (at) => {
      const item = aggregate
        ? random.pick(['count(*)', `max(${this.column(sources)})`, `sum(${this.column(sources)})`])
        : this.expression(seen, depth - 1, ctes)
      return item + random.maybe(0.5, ` AS ${written(columnNames[at] ?? 'z', random)}`)
    })
    const hint = random.maybe(0.05, '/*+ FROM t9 */ ') + random.maybe(0.1, 'DISTINCT ')
    const where = random.maybe(0.5, ` WHERE ${this.condition(seen, depth - 1, ctes)}`)
    const group =
      aggregate && random.chance(0.4)
        ? ` GROUP BY ${this.column(sources)}${random.maybe(0.4, ` HAVING ${this.condition(seen, depth - 1, ctes)}`)}`
        : ''
    return `SELECT ${hint}${items} FROM ${text}${where}${group}`
  }

  from(
    depth: number,
    ctes: readonly Relation[],
  ): { readonly text: string; readonly sources: readonly Source[] } {
    const random = this.#random
    const first = this.source(depth, ctes)
    if (random.chance(0.65)) return { text: first.text, sources: [first] }
    const second = this.source(depth, ctes)
    const sources = [first, second]
    const on = `${this.column([first])} = ${this.column([second])}`
    const join = random.pick([
      `${first.text} JOIN ${second.text} ON ${on}`,
      `${first.text} LEFT OUTER JOIN ${second.text} ON ${this.condition(sources, depth - 1, ctes)}`,
      `${first.text}, ${second.text}`,
      `${first.text} CROSS JOIN ${second.text}`,
      `${first.text} NATURAL JOIN ${second.text}`,
      `${first.text} FULL JOIN ${second.text} ON ${on}`,
      `(${first.text} INNER JOIN ${second.text} ON ${on})`,
    ])
    return { text: join, sources }
  }

  source(depth: number, ctes: readonly Relation[]): Source {
    const random = this.#random
    // An alias may be the name of another table, which it is not.
    const alias = random.chance(0.15) ? random.pick(tableNames) : `x${++this.#aliases}`
    const as = `${random.pick([' AS ', ' '])}${written(alias, random)}`
    const kind = random.next()
    if (kind < 0.15 && depth > 0) {
      const width = 1 + random.below(2)
      const columns = columnNames.slice(0, width)
      const inner = this.select(width, depth - 1, ctes)
      const limited = `${inner}${random.maybe(0.5, ' LIMIT 3')}`
      const named = this.#list(width, (at) => `NULL AS ${written(columnNames[at] ?? 'z', random)}`)
      return { text: `(SELECT ${named} WHERE 0 UNION ALL SELECT * FROM (${limited}))${as}`, alias, columns }
    }
    if (kind < 0.2) return { text: `json_each('[1,2]')${as}`, alias, columns: ['value', 'key'] }
    if (kind < 0.24) return { text: `(VALUES (1, 2), (3, 4))${as}`, alias, columns: ['column1', 'column2'] }
    const relation = this.relation(ctes)
    if (!relation) return { text: `(SELECT 1 AS a, 2 AS b)${as}`, alias, columns: ['a', 'b'] }
    const text = mentioned(relation, this.#relations, random)
    if (random.chance(0.25)) return { text, alias: relation.name, columns: relation.columns }
    return { text: `${text}${as}${random.maybe(0.04, ' NOT INDEXED')}`, alias, columns: relation.columns }
  }

  relation(ctes: readonly Relation[] = []): Relation | undefined {
    if (ctes.length > 0 && this.#random.chance(0.5)) return this.#random.pick(ctes)
    return this.#random.pick(this.#relations)
  }

  column(sources: readonly Source[]): string {
    const random = this.#random
    const source = random.pick(sources)
    const column = source && random.pick(source.columns)
    if (!source || column === undefined) return random.pick(literals)
    return random.chance(0.8)
      ? `${written(source.alias, random)}.${written(column, random)}`
      : written(column, random)
  }

  expression(sources: readonly Source[], depth: number, ctes: readonly Relation[]): string {
    const random = this.#random
    const kind = depth > 0 ? random.next() : random.next() * 0.7
    if (kind < 0.4) return this.column(sources)
    if (kind < 0.52) return random.pick(literals)
    if (kind < 0.6)
      return `${this.column(sources)} ${random.pick(['+', '||', '*', '-'])} ${this.column(sources)}`
    if (kind < 0.65) return `coalesce(${this.column(sources)}, ${random.pick(literals)})`
    if (kind < 0.7)
      return `CASE WHEN ${this.condition(sources, 0, ctes)} THEN 1 ELSE ${this.column(sources)} END`
    if (kind < 0.88) return `(${this.select(1, depth - 1, ctes, sources)}${random.maybe(0.5, ' LIMIT 1')})`
    return `(${this.condition(sources, depth - 1, ctes)})`
  }

  condition(sources: readonly Source[], depth: number, ctes: readonly Relation[]): string {
    const random = this.#random
    const left = this.column(sources)
    const kind = depth > 0 ? random.next() : random.next() * 0.45
    if (kind < 0.25) return `${left} ${random.pick(['=', '<', '>=', '<>'])} ${this.column(sources)}`
    if (kind < 0.32)
      return `${left} IS ${random.pick(['', 'NOT ', 'DISTINCT FROM ', 'NOT DISTINCT FROM '])}NULL`
    if (kind < 0.4) return `${left} BETWEEN 0 AND ${this.column(sources)}`
    if (kind < 0.45) return `${left} IN (1, 2, 'FROM u')`
    if (kind < 0.6)
      return `${left} ${random.maybe(0.3, 'NOT ')}IN (${this.select(1, depth - 1, ctes, sources)})`
    if (kind < 0.75) {
      return `${random.maybe(0.3, 'NOT ')}EXISTS (${this.select(1, depth - 1, ctes, sources)})`
    }
    if (kind < 0.82) return `(${left}, 1) IN (${this.select(2, depth - 1, ctes, sources)})`
    const narrow = [...this.#relations, ...ctes].filter(({ columns }) => columns.length === 1)
    const relation = random.pick(narrow)
    if (relation && kind < 0.95) return `${left} IN ${mentioned(relation, this.#relations, random)}`
    return `${this.condition(sources, 0, ctes)} ${random.pick(['AND', 'OR'])} ${this.condition(sources, depth - 1, ctes)}`
  }

  #list(width: number, item: (at: number) => string): string {
    return Array.from({ length: width }, (_, at) => item(at)).join(', ')
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
