/** The effects of one statement while they are gathered: what it touches, as tables, models and resources. */
import { catalog } from '../graph/build.ts'
import type { Name, Target } from '../syntax/ast.ts'
import { Accesses } from './accesses.ts'
import { Distinct } from './distinct.ts'
import type { Effects, TableChange } from './effects.ts'
import type { Resolver } from './resolver.ts'

const none: readonly never[] = []

/** Effects to which facts are still added. */
export type Gathering = { -readonly [K in keyof Effects]: Effects[K] }

export class Gathered {
  targets: readonly Target[] = none
  references: readonly Name[] = none
  /** Tables that a view names and that nobody looks at yet. */
  viewTables: readonly Name[] = none
  #changes: readonly TableChange[] = none
  unknown: string | undefined
  readonly #reads = new Distinct<string>()
  readonly #writes = new Distinct<string>()
  readonly #modelReads = new Distinct<string>()
  readonly #modelWrites = new Distinct<string>()
  readonly #temporaries = new Distinct<number>()
  readonly #accesses = new Accesses()

  read(key: string, resolver: Resolver, name?: Name): void {
    this.#reads.add(key)
    this.#table(key, false, false, resolver, name)
  }

  write(key: string, resolver: Resolver, name?: Name): void {
    this.#writes.add(key)
    this.#table(key, true, false, resolver, name)
  }

  model(key: string, write: boolean, apart: boolean, resolver: Resolver | undefined, name: Name): void {
    if (write) this.#modelWrites.add(key)
    else this.#modelReads.add(key)
    if (apart || !resolver) this.touch(`model:${key}`, write, true)
    else this.#table(key, write, true, resolver, name)
    // A model that appears in a database shows in SHOW TABLES.
    if (write) this.catalog(false)
  }

  temporary(key: string, statement: number | undefined, write: boolean): void {
    const into = write ? this.#writes : this.#reads
    into.add(key)
    this.touch(`temporary:${key}`, write)
    if (statement !== undefined) this.#temporaries.add(statement)
  }

  /** It needs the session of an earlier statement. */
  bound(statement: number): void {
    this.#temporaries.add(statement)
  }

  /** CREATE and DROP DATABASE order everything in it; what lives in it only waits for them. */
  database(name: string, drops: boolean): void {
    this.touch(`database:${name}`, true)
    if (drops) this.touch('database:', true)
    this.catalog(false)
  }

  /** SHOW TABLES sees every table made or dropped; those need no order among each other. */
  catalog(looks: boolean): void {
    this.touch(catalog, looks)
  }

  changed(change: TableChange): void {
    this.#changes = this.#changes.concat([change])
  }

  touch(resource: string, write: boolean, model = false): void {
    this.#accesses.add(resource, write, model)
  }

  #table(key: string, write: boolean, model: boolean, resolver: Resolver, name?: Name): void {
    const { table, database } = resolver.resources(key)
    this.touch(table, write, model)
    this.#accesses.addRead(database)
    if (name && resolver.isBare(name)) this.touch(`bare:${key}`, write)
  }

  readsSoFar(): readonly string[] {
    return this.#reads.list
  }

  result(): Gathering {
    const result: Gathering = {
      reads: this.#reads.list,
      writes: this.#writes.list,
      modelReads: this.#modelReads.list,
      modelWrites: this.#modelWrites.list,
      accesses: this.#accesses.taken(),
      changes: this.#changes,
      temporaries: this.#temporaries.list,
      variables: none,
      asksSession: false,
    }
    if (this.unknown !== undefined) result.unknown = this.unknown
    return result
  }
}
