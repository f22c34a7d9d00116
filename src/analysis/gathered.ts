/** The effects of one statement while they are gathered: what it touches, as tables, models and resources. */
import type { Effects, TableChange } from '../effects/effects.ts'
import { catalog, type Resource, type Resources } from '../effects/resource.ts'
import type { Name, Target } from '../syntax/ast.ts'
import { Accesses } from './accesses.ts'
import { Distinct } from './distinct.ts'
import { TableAccesses } from './table-accesses.ts'

const none: readonly never[] = []
const looksAtCatalog = { resource: catalog, write: true, model: false }
const changesCatalog = { resource: catalog, write: false, model: false }

/** What is not gathered, but known of the statement as a whole. */
type Facts = Pick<Effects, 'asksSession' | 'database' | 'makes' | 'session' | 'uses' | 'variables'>

/** Gathers for one statement after the other: `take` gives what belongs to a statement and begins anew. */
export class Gathered {
  targets: readonly Target[] = none
  references: readonly Name[] = none
  /** Tables that a view names and that nobody looks at yet. */
  viewTables: readonly Name[] = none
  unknown: string | undefined
  dropsDatabase: string | undefined
  #changes: readonly TableChange[] = none
  readonly #resources: Resources
  readonly #tables: TableAccesses
  readonly #reads = new Distinct<string>()
  readonly #writes = new Distinct<string>()
  readonly #modelReads = new Distinct<string>()
  readonly #modelWrites = new Distinct<string>()
  readonly #sessions = new Distinct<number>()
  readonly #accesses = new Accesses()

  constructor(resources: Resources) {
    this.#resources = resources
    this.#tables = new TableAccesses(resources)
  }

  /** `bare` where the table is named without a database and none is known. */
  read(table: Resource, bare: boolean): void {
    this.#reads.add(table.key)
    const { read, database } = this.#tables.of(table)
    this.#accesses.add(read)
    this.#accesses.add(database)
    if (bare) this.#touch(this.#resources.of('bare', table.key), false)
  }

  write(table: Resource, bare: boolean): void {
    this.#writes.add(table.key)
    const { write, database } = this.#tables.of(table)
    this.#accesses.add(write)
    this.#accesses.add(database)
    if (bare) this.#touch(this.#resources.of('bare', table.key), true)
  }

  /** A model that is kept in a table. */
  modelTable(table: Resource, write: boolean, bare: boolean): void {
    this.#model(table, write)
    this.#accesses.add(this.#tables.of(table).database)
    if (bare) this.#touch(this.#resources.of('bare', table.key), write)
    // A model that appears in a database shows in SHOW TABLES.
    if (write) this.catalog(false)
  }

  /** A model that is kept apart from tables. */
  modelApart(key: string, write: boolean): void {
    this.#model(this.#resources.of('model', key), write)
    if (write) this.catalog(false)
  }

  #model(resource: Resource, write: boolean): void {
    const models = write ? this.#modelWrites : this.#modelReads
    models.add(resource.key)
    this.#accesses.add({ resource, write, model: true })
  }

  temporary(key: string, statement: number | undefined, write: boolean): void {
    const into = write ? this.#writes : this.#reads
    into.add(key)
    this.#touch(this.#resources.of('temporary', key), write)
    if (statement !== undefined) this.#sessions.add(statement)
  }

  /** It needs the session of an earlier statement. */
  sharesSession(statement: number): void {
    this.#sessions.add(statement)
  }

  /** CREATE and DROP DATABASE order everything in it; what lives in it only waits for them. */
  database(name: string, drops: boolean): void {
    this.#touch(this.#resources.of('database', name), true)
    if (drops) this.#touch(this.#resources.of('database', ''), true)
    this.catalog(false)
  }

  file(path: string): void {
    this.#touch(this.#resources.of('file', path), true)
  }

  index(key: string, write: boolean): void {
    this.#touch(this.#resources.of('index', key), write)
  }

  /** SHOW TABLES sees every table made or dropped; those need no order among each other. */
  catalog(looks: boolean): void {
    this.#accesses.add(looks ? looksAtCatalog : changesCatalog)
  }

  changed(change: TableChange): void {
    this.#changes = this.#changes.length === 0 ? [change] : [...this.#changes, change]
  }

  #touch(resource: Resource, write: boolean): void {
    this.#accesses.add({ resource, write, model: false })
  }

  readsSoFar(): readonly string[] {
    return this.#reads.list
  }

  take(facts: Facts): Effects {
    // All in one literal: effects of every statement have one shape.
    const result: Effects = {
      reads: this.#reads.take(),
      writes: this.#writes.take(),
      modelReads: this.#modelReads.take(),
      modelWrites: this.#modelWrites.take(),
      accesses: this.#accesses.take(),
      unknown: this.unknown,
      changes: this.#changes,
      dropsDatabase: this.dropsDatabase,
      database: facts.database,
      session: facts.session,
      variables: facts.variables,
      sharesSession: this.#sessions.take(),
      asksSession: facts.asksSession,
      uses: facts.uses,
      makes: facts.makes,
    }
    this.targets = none
    this.references = none
    this.viewTables = none
    this.unknown = undefined
    this.dropsDatabase = undefined
    this.#changes = none
    return result
  }
}
