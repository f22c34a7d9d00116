/**
 * Statements that may be begun again from the first one when a later one has failed: in front of the last, each
 * starts its table afresh (DROP TABLE IF EXISTS, CREATE OR REPLACE), works on a table that was started afresh, or
 * leaves what it made before as it is. Nothing of them is done twice then, whatever had been done.
 */
import type { Effects } from '../effects/effects.ts'
import { type Resource, type ResourceKind, tableName } from '../effects/resource.ts'
import type { SqlStatement } from '../syntax/ast.ts'
import type { Operation } from '../syntax/operation.ts'

/** What a statement is to those before it: done again without harm; only done once; or out of place. */
type Fit = 'again' | 'once' | 'no'

export class Restart {
  /** Tables that these statements have started afresh. */
  readonly #fresh = new Set<Resource>()
  /** What they have looked at as it was before them. */
  readonly #read = new Set<Resource>()
  /** By its name without a database, each table. */
  readonly #called = new Map<string, Resource>()
  #fit: Fit = 'again'
  #makesAll = true

  /** All that they write is made by them from the start, whatever was there before. */
  get makesAll(): boolean {
    return this.#makesAll && this.#fit === 'again'
  }

  /** Takes one more; false when those before it could then not be begun again. Is of no use after that. */
  add(statement: SqlStatement, effect: Effects): boolean {
    if (this.#fit !== 'again') {
      this.#makesAll = false
      return false
    }
    this.#fit = this.#fitOf(statement, effect)
    return this.#fit !== 'no'
  }

  #fitOf(statement: SqlStatement, effect: Effects): Fit {
    const reads = effect.accesses.filter(({ write }) => !write).map(({ resource }) => resource)
    const writes = effect.accesses.filter(({ write }) => write).map(({ resource }) => resource)
    if (!this.#namesAgree([...reads, ...writes])) return 'no'
    const old = writes.filter((resource) => !this.#fresh.has(resource))
    if (old.some((resource) => this.#read.has(resource))) return 'no'
    const looked = reads.filter((resource) => !scenery.has(resource.kind) && !this.#fresh.has(resource))
    for (const resource of looked) this.#read.add(resource)
    if (outlivesDrop(statement.operation)) return 'no'
    if (old.length === 0) return 'again'
    if (old.some((resource) => this.#read.has(resource)) || !ownsAll(old, effect)) return 'once'
    if (!startsAfresh(statement)) {
      this.#makesAll = false
      return changesNothingAgain(statement) ? 'again' : 'once'
    }
    for (const resource of old) this.#fresh.add(resource)
    return 'again'
  }

  /** `t` and `db.t` may be one table: they are not told apart here. */
  #namesAgree(resources: readonly Resource[]): boolean {
    return resources.every((resource) => {
      if (resource.kind !== 'table') return true
      const name = tableName(resource)
      const before = this.#called.get(name)
      this.#called.set(name, resource)
      return before === undefined || before === resource
    })
  }
}

/** A table whose rows are elsewhere keeps them when it is dropped. */
function outlivesDrop(operation: Operation): boolean {
  return operation.kind === 'create' && operation.external
}

/** Databases that tables are in and the list of all tables: of these nothing is read. */
const scenery: ReadonlySet<ResourceKind> = new Set(['catalog', 'database', 'index', 'bare'])

function startsAfresh({ operation, scope }: SqlStatement): boolean {
  switch (operation.kind) {
    case 'drop':
      return scope.targets.every(({ action, conditional }) => action === 'drop' && conditional === true)
    case 'create':
      return operation.orReplace && !operation.temporary
    default:
      return false
  }
}

/** CREATE … IF NOT EXISTS, and Hive's INSERT OVERWRITE, which writes the same rows again. */
function changesNothingAgain({ operation, scope }: SqlStatement): boolean {
  if (operation.kind === 'insert') return operation.overwrite
  const { targets } = scope
  const all = targets.every(({ action, conditional }) => action === 'create' && conditional === true)
  return operation.kind === 'create' && targets.length > 0 && all
}

/** It writes the tables that it names and no others, as a foreign key or a view would have it do. */
function ownsAll(writes: readonly Resource[], { changes }: Effects): boolean {
  const own = new Set(changes.map(({ table }) => table))
  return writes.every(({ kind, key }) => (kind === 'table' || kind === 'bare') && own.has(key))
}
