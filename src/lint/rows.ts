/**
 * Which rows a query gives, as far as two queries can be compared: rows of one table as it was last written, and the
 * conditions that all of them meet. Tables that the program copies are followed to where their rows come from.
 * A query of another form is known by its text only.
 */
import { type Resolver, Resolvers } from '../analysis/resolver.ts'
import type { Analysis } from '../analyze.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { remembered, selectOf } from '../statements/reading.ts'
import { attributes, query } from '../statements/table.ts'
import type { Name, Statement } from '../syntax/ast.ts'
import { scan } from '../syntax/scan.ts'
import type { DottedName, Select } from '../syntax/select.ts'
import { readSelect } from '../syntax/select-reader.ts'
import { TokenCursor } from '../syntax/token-cursor.ts'
import { draws } from './draws.ts'
import type { Rows } from './overlap.ts'

export class ProgramRows {
  readonly #queries: (Rows | undefined)[] = []
  readonly #validation: (Rows | undefined)[] = []
  readonly #written = new Map<string, number>()
  readonly #copies = new Map<string, Rows>()
  readonly #views = new Map<string, readonly string[]>()
  /** The last statement of which nobody knows what it wrote. */
  #unknown = -1

  constructor({ program, effects }: Analysis, dialect: Dialect) {
    const resolvers = new Resolvers(dialect)
    for (const [index, statement] of program.statements.entries()) {
      const effect = effects[index]
      if (!effect) continue
      const { database, unknown, changes, writes, reads } = effect
      const resolver = resolvers.of(database)
      const made = copied(statement)
      const asked = statement.kind === 'sql' ? made : query(statement)
      const facts = asked && factsIn(statement, program.text, dialect)
      const rows = facts && this.#rows(facts, index, resolver, reads)
      if (statement.kind !== 'sql') this.#queries[index] = rows
      const validation = validationText(statement)
      if (validation !== undefined) {
        const select = readSelect(validation, { start: 0, end: validation.length }, dialect)
        const facts = factsOf(select, validation, dialect)
        this.#validation[index] = facts && this.#rows(facts, index, resolver, reads)
      }
      if (unknown !== undefined) this.#unknown = index
      for (const table of [...writes, ...changes.map((change) => change.table)]) {
        this.#written.set(table, index)
        this.#copies.delete(table)
        this.#views.delete(table)
      }
      const key = made && resolver.table(made.name)
      if (key === undefined) continue
      if (made?.view) this.#views.set(key, reads)
      else if (rows) this.#copies.set(key, rows)
    }
  }

  /** Of the SELECT before TO. */
  ofQuery(statement: number): Rows | undefined {
    return this.#queries[statement]
  }

  /** Of a TRAIN's `validation.select`. */
  ofValidation(statement: number): Rows | undefined {
    return this.#validation[statement]
  }

  #rows(
    { table, conditions, words, isDrawn }: QueryFacts,
    index: number,
    resolver: Resolver,
    reads: readonly string[],
  ): Rows {
    if (table) {
      const plain = conditions.filter((condition) => !condition.isDrawn)
      // What is drawn is another condition in each statement.
      const drawn = conditions.filter((condition) => condition.isDrawn)
      return this.#ofTable(
        resolver.table(nameOf(table)),
        new Set(plain.map((condition) => condition.words)),
        new Set(drawn.map((condition) => `${condition.words}#${index}`)),
      )
    }
    const versions = reads.map((read) => `${read}@${this.#version(read)}`)
    return {
      source: [words, ...versions, ...(isDrawn ? [`#${index}`] : [])].join(' '),
      conditions: new Set(),
      random: new Set(),
    }
  }

  #ofTable(table: string, conditions: Set<string>, random: Set<string>): Rows {
    const copy = this.#copies.get(table)
    if (!copy || copy.conditions.size + copy.random.size > mostConditions) {
      return { source: `${table}@${this.#version(table)}`, conditions, random }
    }
    return {
      source: copy.source,
      conditions: new Set([...copy.conditions, ...conditions]),
      random: new Set([...copy.random, ...random]),
    }
  }

  #version(table: string): number {
    const behind = this.#views.get(table) ?? []
    return [table, ...behind].reduce(
      (last, one) => Math.max(last, this.#written.get(one) ?? -1),
      this.#unknown,
    )
  }
}

/** What the text of a query says, whatever its tables hold. */
interface QueryFacts {
  /** The one table that all rows are of, where it is plain. */
  readonly table?: DottedName
  readonly conditions: readonly Condition[]
  readonly words: string
  readonly isDrawn: boolean
}

const factsIn = remembered((statement, text, dialect) =>
  factsOf(selectOf(statement, text, dialect), text, dialect),
)

function factsOf(whole: Select | undefined, text: string, dialect: Dialect): QueryFacts | undefined {
  if (!whole) return undefined
  const cursor = ({ start, end }: Span): TokenCursor =>
    new TokenCursor(text, start, scan(text.slice(start, end), dialect, () => {}).tokens)
  const conditions: Condition[] = []
  // From a query in brackets to the one inside.
  for (
    let select: Select | undefined = whole;
    select && isPlain(select, cursor);
    select = select.sources?.[0]?.query?.()
  ) {
    const [source] = select.sources ?? []
    if (select.where) conditions.push(...conditionsOf(cursor(select.where), source?.alias))
    if (source && select.limit) {
      // That a row is among the first of them is a condition too.
      const behind = cursor({ start: source.span.start, end: select.span.end })
      conditions.push({ words: wordsOf(behind), isDrawn: draws(behind).length > 0 })
    }
    if (source?.table) return { table: source.table, conditions, words: '', isDrawn: false }
  }
  const all = cursor(whole.span)
  return { conditions: [], words: wordsOf(all), isDrawn: draws(all).length > 0 }
}

/** A chain of copies of copies is followed as far as this, so that its cost stays small. */
const mostConditions = 50

/** One table or query, and nothing but WHERE and LIMIT that decide which of its rows are taken. */
function isPlain(select: Select, tokens: (span: Span) => TokenCursor): boolean {
  const { sources, commonQueries, compound, groupBy, having, distinct } = select
  const [source] = sources ?? []
  if (!source || sources?.length !== 1 || commonQueries.length > 0 || compound || distinct) return false
  if (groupBy || having) return false
  const behind = tokens({ start: source.span.end, end: select.where?.start ?? select.span.end })
  for (let at = 0; at < behind.tokens.count; at++) if (choosing.has(behind.word(at))) return false
  return true
}

/** They choose rows too. */
const choosing = new Set(['TABLESAMPLE', 'PARTITION', 'QUALIFY'])

function wordsOf(cursor: TokenCursor): string {
  return Array.from({ length: cursor.tokens.count }, (_, at) => cursor.word(at) || cursor.image(at)).join(' ')
}

interface Condition {
  /** Its words in capitals, without the name of the table. */
  readonly words: string
  readonly isDrawn: boolean
}

/** What AND joins after WHERE. Where OR or BETWEEN stand, AND may join less than it seems to. */
function conditionsOf(cursor: TokenCursor, alias = ''): Condition[] {
  const drawn = new Set(draws(cursor).map(({ token }) => token))
  const parts: (readonly [first: number, end: number])[] = []
  const { count } = cursor.tokens
  let first = 0
  let isWhole = false
  for (let at = 0; at < count; at = cursor.after(at)) {
    const word = cursor.word(at)
    isWhole ||= joins.has(word)
    if (word !== 'AND') continue
    parts.push([first, at])
    first = at + 1
  }
  parts.push([first, count])
  const ranges = isWhole ? [[0, count] as const] : parts
  return ranges.map(([from, end]) => {
    const places = Array.from({ length: end - from }, (_, at) => from + at)
    const isQualifier = (at: number): boolean =>
      cursor.word(at) !== '' && cursor.word(at) === alias.toUpperCase() && cursor.image(at + 1) === '.'
    const kept = places.filter((at) => !isQualifier(at) && !(cursor.image(at) === '.' && isQualifier(at - 1)))
    return {
      words: kept.map((at) => cursor.word(at) || cursor.image(at)).join(' '),
      isDrawn: places.some((at) => drawn.has(at)),
    }
  })
}

const joins = new Set(['OR', 'XOR', 'BETWEEN', 'CASE'])

function nameOf({ parts, quoted, span }: DottedName): Name {
  return {
    kind: 'name',
    span,
    parts: parts.map((value, at) => ({
      kind: 'identifier',
      value,
      span,
      ...(quoted[at] ? { quote: '"' as const } : {}),
    })),
  }
}

/** `CREATE TABLE … AS SELECT` and `CREATE VIEW`, where they surely make what they say. */
function copied(statement: Statement): { readonly name: Name; readonly view: boolean } | undefined {
  if (statement.kind !== 'sql' || statement.operation.kind !== 'create') return undefined
  const target = statement.scope.targets.find(({ action }) => action === 'create')
  if (!target || target.conditional || (target.object !== 'table' && target.object !== 'view'))
    return undefined
  return { name: target.name, view: target.object === 'view' }
}

function validationText(statement: Statement): string | undefined {
  const given = attributes(statement).find(({ key }) => key.value === 'validation.select')
  return given?.value.kind === 'string' && given.value.value.trim() !== '' ? given.value.value : undefined
}
