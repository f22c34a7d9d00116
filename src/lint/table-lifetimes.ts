/**
 * What becomes of tables from top to bottom: made, filled, read, dropped. Finds what can't have been meant; the rules
 * say it in words. What is not certain ends the story: after a statement of unknown effects every table begins anew.
 */

import { Resolvers } from '../analysis/resolver.ts'
import { walkScope } from '../analysis/scopes.ts'
import type { Analysis } from '../analyze.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Effects, TableChange } from '../effects/effects.ts'
import { splitParts } from '../statements/names.ts'
import { isOpaque, touches } from '../statements/table.ts'
import type { Statement } from '../syntax/ast.ts'
import type { Operation } from '../syntax/operation.ts'

export type TableProblemKind =
  | 'reads-its-result'
  | 'replaces-input'
  | 'result-lost'
  | 'rows-lost'
  | 'used-after-drop'
  | 'used-before-created'
  | 'created-twice'
  | 'dropped-twice'
  | 'dropped-before-created'

export interface TableProblem {
  readonly kind: TableProblemKind
  readonly table: string
  /** The statement that is wrong, and the one that makes it so. */
  readonly at: number
  readonly other: number
}

interface Lifetime {
  /** The statement since which it is there, or is not. */
  there?: number | undefined
  gone?: number | undefined
  /** The first statement that needs it, while nobody in the program has made it. */
  used?: number | undefined
  /** The first statement of the extended language that reads it, while nobody in the program has made it. */
  input?: number | undefined
  /** A DROP without IF EXISTS, before anything else. */
  dropped?: number | undefined
  /** The first statement that wrote rows which nobody has read. */
  unread?: number | undefined
}

export function followTables({ program, effects }: Analysis, dialect: Dialect): readonly TableProblem[] {
  const walk = new TableWalk(unclear(effects), dialect)
  for (const [index, statement] of program.statements.entries()) {
    const effect = effects[index]
    if (effect) walk.visit(statement, effect, index)
  }
  return walk.problems
}

/** Temporary tables, which hide others, and names that are written with their database and without. */
function unclear(effects: readonly Effects[]): Set<string> {
  const found = new Set<string>()
  const bare = new Set<string>()
  const tables = new Set<string>()
  for (const { resource } of effects.flatMap(({ accesses }) => accesses)) {
    if (resource.kind === 'temporary') found.add(resource.key)
    if (resource.kind === 'bare') bare.add(resource.key)
    if (resource.kind === 'table') tables.add(resource.key)
  }
  for (const table of tables) {
    const last = splitParts(table).at(-1) ?? table
    if (last !== table && bare.has(last)) found.add(table).add(last)
  }
  return found
}

/** It takes back, drops or moves more than it names. */
function endsStories(operation: Operation): boolean {
  switch (operation.kind) {
    case 'end':
      return operation.undoes
    case 'rollback-to':
      return true
    case 'explain':
      return operation.runs
    case 'drop':
      return operation.cascade
    case 'alter':
      return operation.movesRows
    default:
      return false
  }
}

class TableWalk {
  readonly problems: TableProblem[] = []
  readonly #dialect: Dialect
  readonly #resolvers: Resolvers
  readonly #unclear: Set<string>
  readonly #lifetimes = new Map<string, Lifetime>()
  /** Statements whose results are tables. */
  readonly #results = new Set<number>()
  /** Nothing has made the stories begin anew: what the program has not made is not its own. */
  #isWhole = true
  /** The last statement that may read every table. */
  #readAll = -1

  constructor(unclear: Set<string>, dialect: Dialect) {
    this.#dialect = dialect
    this.#resolvers = new Resolvers(dialect)
    this.#unclear = unclear
  }

  visit(statement: Statement, effect: Effects, index: number): void {
    const operation = statement.kind === 'sql' ? statement.operation : undefined
    const isUnknown = statement.kind === 'broken' || effect.unknown !== undefined
    if (isUnknown || (operation && endsStories(operation))) {
      // A part's rows are rows of the whole as well.
      if (operation?.kind === 'alter') for (const table of effect.writes) this.#unclear.add(table)
      this.#forget()
      return
    }
    // EXPLAIN only says what would be done.
    if (operation?.kind === 'explain' || operation?.kind === 'describe') return
    // A command may read tables that its SELECT does not name.
    if (isOpaque(statement.kind)) this.#readAll = index
    const made = effect.changes.filter(({ action }) => action === 'create').map(({ table }) => table)
    const named = this.#named(statement, effect)
    for (const table of effect.reads) {
      if (this.#unclear.has(table)) continue
      const life = this.#lifetimeOf(table)
      life.unread = undefined
      // Tables behind views and foreign keys are read as well, and may be missing.
      if (!named.has(table)) continue
      this.#need(life, table, index)
      if (statement.kind === 'sql') continue
      if (made.includes(table)) this.#report('reads-its-result', table, index, index)
      else if (life.there === undefined && this.#isWhole) life.input ??= index
    }
    if (effect.dropsDatabase !== undefined) this.#forget()
    for (const change of effect.changes) {
      if (!this.#unclear.has(change.table)) this.#change(change, operation, index)
      else if (change.to !== undefined) this.#lifetimes.delete(change.to)
    }
    if (effect.makes !== undefined) this.#lifetimes.set(effect.makes, { there: index })
  }

  /** Tables that its queries name. A table that REFERENCES names may be made later, and may be the table itself. */
  #named(statement: Statement, { database, changes }: Effects): ReadonlySet<string> {
    const resolver = this.#resolvers.of(database)
    const named = new Set<string>()
    // CREATE TABLE IF NOT EXISTS … AS looks at nothing where the table is there.
    if (changes.some(({ action, conditional }) => action === 'create' && conditional)) return named
    for (const scope of touches(statement).scopes) {
      const { tables, targets, references } = walkScope(scope, resolver, this.#dialect)
      // What a view names is looked at when it is used, in some databases.
      if (!this.#dialect.viewsChecked && targets.some(({ object }) => object === 'view')) continue
      const rows = [...tables, ...targets.filter(({ reads }) => reads)].map(({ name }) => name)
      for (const name of rows) if (!references.includes(name)) named.add(resolver.table(name))
    }
    return named
  }

  /** @param operation of ordinary SQL; other statements make their results */
  #change(change: TableChange, operation: Operation | undefined, index: number): void {
    const { action, table, to } = change
    const life = this.#lifetimeOf(table)
    switch (action) {
      case 'drop':
        this.#drop(life, change, operation, index)
        return
      case 'create':
        if (operation) this.#create(life, change, operation, index)
        else this.#result(life, table, index)
        return
      case 'write':
        this.#need(life, table, index)
        if (operation) this.#write(life, table, operation, index)
        return
      case 'alter':
      case 'rename':
        if (operation?.kind !== 'alter' || !operation.ifExists) this.#need(life, table, index)
        life.unread = undefined
        if (to === undefined) return
        this.#lifetimes.set(table, { gone: index })
        if (!this.#unclear.has(to)) this.#lifetimes.set(to, { there: index })
        return
    }
  }

  /** It must be there. */
  #need(life: Lifetime, table: string, index: number): void {
    if (life.gone !== undefined) {
      this.#report('used-after-drop', table, index, life.gone)
      life.gone = undefined
      life.there = index
    } else if (life.there === undefined) life.used ??= index
  }

  #drop(life: Lifetime, change: TableChange, operation: Operation | undefined, index: number): void {
    const { table } = change
    const conditional = change.conditional || this.#dialect.dropsNothing
    const isFirst =
      this.#isWhole && life.there === undefined && life.used === undefined && life.gone === undefined
    if (life.gone !== undefined && !conditional) this.#report('dropped-twice', table, index, life.gone)
    // Rows written through a view are in the table behind it.
    if (operation?.kind === 'drop' && operation.object === 'table') this.#lose(life, table, index)
    this.#lifetimes.set(table, { gone: index, dropped: isFirst && !conditional ? index : undefined })
  }

  #create(life: Lifetime, change: TableChange, operation: Operation, index: number): void {
    const { table, conditional } = change
    const create = operation.kind === 'create' ? operation : undefined
    const isPlain = create?.object === 'table' && !create.orReplace && !create.temporary && !conditional
    if (isPlain && life.there !== undefined) this.#report('created-twice', table, index, life.there)
    else if (isPlain && life.used !== undefined) this.#report('used-before-created', table, life.used, index)
    if (life.dropped !== undefined) this.#report('dropped-before-created', table, life.dropped, index)
    // It goes when the table goes that it is a part of.
    if (create?.partOfOther) {
      this.#unclear.add(table)
      return
    }
    const isThere = life.there !== undefined || life.used !== undefined
    if (conditional && isThere) return
    if (create?.orReplace) this.#lose(life, table, index)
    // With IF NOT EXISTS the rows may be those of another day.
    this.#lifetimes.set(table, { there: index, unread: isPlain && create.as ? index : undefined })
  }

  #result(life: Lifetime, table: string, index: number): void {
    const { input } = life
    if (input !== undefined && input !== index) this.#report('replaces-input', table, index, input)
    this.#lose(life, table, index)
    this.#results.add(index)
    this.#lifetimes.set(table, { there: index, unread: index })
  }

  #write(life: Lifetime, table: string, operation: Operation, index: number): void {
    switch (operation.kind) {
      case 'truncate':
      // DELETE with WHERE reads what it deletes from.
      case 'delete':
        this.#lose(life, table, index)
        return
      case 'insert':
        if (operation.overwrite) {
          if (operation.partial) life.unread = undefined
          else this.#lose(life, table, index)
        }
        life.unread ??= index
        return
      case 'load':
      case 'copy':
        life.unread ??= index
        return
    }
  }

  /** The rows are gone; nobody should have needed them. */
  #lose(life: Lifetime, table: string, index: number): void {
    const { unread } = life
    life.unread = undefined
    if (unread === undefined || unread < this.#readAll) return
    this.#report(this.#results.has(unread) ? 'result-lost' : 'rows-lost', table, unread, index)
  }

  #forget(): void {
    this.#lifetimes.clear()
    this.#isWhole = false
  }

  #lifetimeOf(table: string): Lifetime {
    let life = this.#lifetimes.get(table)
    if (!life) {
      life = {}
      this.#lifetimes.set(table, life)
    }
    return life
  }

  #report(kind: TableProblemKind, table: string, at: number, other: number): void {
    this.problems.push({ kind, table, at, other })
  }
}
