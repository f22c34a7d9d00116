/**
 * Columns, where they can be known: from CREATE TABLE and select lists of the program itself, from what earlier
 * steps write, and from a catalog of tables. Follows the program from top to bottom. What is not certain is
 * not known: nobody guesses.
 */
import type { Dialect } from '../dialects/dialect.ts'
import type { KnownColumn, ProgramColumns, TableCatalog } from '../effects/columns.ts'
import type { Effects } from '../effects/effects.ts'
import type { Models } from '../effects/models.ts'
import { tableOfResult } from '../statements/names.ts'
import { remembered, selectOf, tokensOf } from '../statements/reading.ts'
import { touches } from '../statements/table.ts'
import type { Name, Program, SqlStatement, Statement, Target } from '../syntax/ast.ts'
import type { DottedName } from '../syntax/select.ts'
import { type ColumnChange, readTableChange, readTableDefinition } from '../syntax/table-definition.ts'
import { queryColumns } from './query-columns.ts'
import { Resolvers } from './resolver.ts'

export interface ColumnSources {
  readonly program: Program
  readonly effects: readonly Effects[]
  readonly models: Models
  readonly dialect: Dialect
  readonly catalog: TableCatalog
}

export function analyseColumns(sources: ColumnSources): ProgramColumns {
  const analysis = new ColumnAnalysis(sources)
  for (const [index, statement] of sources.program.statements.entries()) analysis.visit(statement, index)
  return analysis
}

type Columns = readonly KnownColumn[]

const definitionIn = remembered(({ span }, text, dialect) => readTableDefinition(text, span, dialect))
const changesIn = remembered(({ span }, text, dialect) => readTableChange(text, span, dialect))

/** What a statement made of a table. */
interface Version {
  readonly statement: number
  /** Nothing where they are not known, or where the table is gone. */
  readonly columns: Columns | undefined
}

class ColumnAnalysis implements ProgramColumns {
  readonly #sources: ColumnSources
  readonly #versions = new Map<string, Version[]>()
  readonly #queries = new Map<number, Columns | undefined>()
  /** Statements that may have done anything to any table. */
  readonly #unknown: number[] = []

  readonly #resolvers: Resolvers

  constructor(sources: ColumnSources) {
    this.#sources = sources
    this.#resolvers = new Resolvers(sources.dialect)
  }

  ofTable(table: string, statement: number): Columns | undefined {
    const last = lastBefore(this.#versions.get(table) ?? [], statement, (version) => version.statement)
    const forgotten = lastBefore(this.#unknown, statement, (index) => index) ?? -1
    if (last) return last.statement >= forgotten ? last.columns : undefined
    return forgotten >= 0 ? undefined : this.#sources.catalog.get(table)
  }

  ofQuery(statement: number): Columns | undefined {
    if (!this.#queries.has(statement)) this.#queries.set(statement, this.#query(statement))
    return this.#queries.get(statement)
  }

  visit(statement: Statement, index: number): void {
    if (this.#sources.effects[index]?.unknown !== undefined) this.#unknown.push(index)
    if (statement.kind === 'sql') this.#sql(statement, index)
    else if (statement.kind === 'predict')
      this.#set(tableOfResult(statement.result), index, this.#predicted(statement, index))
    else for (const result of touches(statement).results) this.#set(result, index, undefined)
  }

  #sql(statement: SqlStatement, index: number): void {
    for (const target of statement.scope.targets) {
      if (target.object !== 'table' && target.object !== 'view') continue
      if (target.action === 'write') continue
      this.#set(target.name, index, this.#changed(statement, target, index))
      if (target.to) this.#set(target.to, index, this.ofTable(this.#key(target.name, index), index))
    }
  }

  #changed(statement: SqlStatement, target: Target, index: number): Columns | undefined {
    const before = this.ofTable(this.#key(target.name, index), index)
    const { program, dialect } = this.#sources
    switch (target.action) {
      case 'create': {
        // Where the table may be there already its columns may be others.
        if (target.conditional) return before
        const defined = target.object === 'table' ? definitionIn(statement, program.text, dialect) : undefined
        const selected = this.ofQuery(index)
        if (defined) return selected ? undefined : defined
        return selected ?? this.#like(statement, target, index)
      }
      case 'alter': {
        const changes = before && changesIn(statement, program.text, dialect)
        return changes && before && applied(before, changes)
      }
      case 'drop':
      case 'rename':
      case 'write':
        return undefined
    }
  }

  /** CREATE TABLE t LIKE u */
  #like(statement: SqlStatement, { name }: Target, index: number): Columns | undefined {
    const [model, ...others] = statement.scope.tables
    if (!model || others.length > 0) return undefined
    const { program, dialect } = this.#sources
    const cursor = tokensOf(statement, program.text, dialect)
    const behind = cursor?.from(name.span.end) ?? 0
    const isLike = cursor?.word(cursor.opens(behind) ? behind + 1 : behind) === 'LIKE'
    return isLike ? this.ofTable(this.#key(model.name, index), index) : undefined
  }

  /** All columns of the SELECT but the label, then the result. */
  #predicted(statement: Statement<'predict'>, index: number): Columns | undefined {
    const label = this.#sources.models.uses[index]?.metadata.label
    const selected = this.ofQuery(index)
    const result = statement.result.parts.at(-1)?.value
    if (!selected || label === undefined || result === undefined) return undefined
    return [...selected.filter(({ name }) => name.toLowerCase() !== label.toLowerCase()), { name: result }]
  }

  #query(index: number): Columns | undefined {
    const { program, dialect } = this.#sources
    const statement = program.statements[index]
    const select = statement && selectOf(statement, program.text, dialect)
    if (!select) return undefined
    const table = ({ parts, quoted }: DottedName): Columns | undefined =>
      this.ofTable(this.#key(asName(parts, quoted), index), index)
    return queryColumns(select, { text: program.text, dialect, table })
  }

  #set(name: Name, statement: number, columns: Columns | undefined): void {
    const key = this.#key(name, statement)
    const versions = this.#versions.get(key)
    if (versions) versions.push({ statement, columns })
    else this.#versions.set(key, [{ statement, columns }])
  }

  #key(name: Name, index: number): string {
    return this.#resolvers.of(this.#sources.effects[index]?.database).table(name)
  }
}

function applied(columns: Columns, changes: readonly ColumnChange[]): Columns {
  let result = [...columns]
  for (const change of changes) {
    const isIt = ({ name }: KnownColumn): boolean =>
      change.kind !== 'add' && name.toLowerCase() === change.name.toLowerCase()
    if (change.kind === 'add') result.push(change.column)
    else if (change.kind === 'drop') result = result.filter((column) => !isIt(column))
    else result = result.map((column) => (isIt(column) ? { ...column, name: change.to } : column))
  }
  return result
}

/** The last of a list in the order of the program that stands before a statement; found by halving. */
function lastBefore<T>(list: readonly T[], statement: number, indexOf: (item: T) => number): T | undefined {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (indexOf(list[middle] as T) < statement) low = middle + 1
    else high = middle
  }
  return list[low - 1]
}

const nowhere = { start: 0, end: 0 }

function asName(parts: readonly string[], quoted: readonly boolean[]): Name {
  return {
    kind: 'name',
    span: nowhere,
    parts: parts.map((value, at) => ({
      kind: 'identifier',
      value,
      span: nowhere,
      ...(quoted[at] ? { quote: '`' as const } : {}),
    })),
  }
}

/** Tables that the program reads before it makes anything of that name, by key; models are none. */
export function tablesOfOthers(effects: readonly Effects[]): string[] {
  const made = new Set<string>()
  const found = new Set<string>()
  for (const { accesses, reads, writes } of effects) {
    const models = new Set(
      accesses.flatMap(({ resource, model }) => (model && resource.kind === 'table' ? [resource.key] : [])),
    )
    for (const table of reads) if (!made.has(table) && !models.has(table)) found.add(table)
    for (const table of writes) made.add(table)
  }
  return [...found]
}
