/** Names to keys: what one dialect, with one current database, takes for the same object. */
import type { Dialect } from '../dialects/dialect.ts'
import { joinParts } from '../statements/names.ts'
import type { Identifier, Name } from '../syntax/ast.ts'
import type { Access } from './effects.ts'

/** A table as a resource, and the database that it waits for. */
export interface TableResources {
  readonly table: string
  readonly database: Access
}

export class Resolver {
  readonly #dialect: Dialect
  readonly #resources = new Map<string, TableResources>()
  readonly #databases = new Map<string, Access>()
  /** The current database: the data source's, until USE changes it. */
  database: string | undefined

  constructor(dialect: Dialect, database?: string) {
    this.#dialect = dialect
    this.database = database
  }

  /** One identifier as the dialect compares it. */
  fold(identifier: Identifier): string {
    return this.foldText(identifier.value, identifier.quote !== undefined)
  }

  foldText(text: string, quoted = false): string {
    const { nameCase } = this.#dialect
    return nameCase === 'kept' || (nameCase === 'lowered unless quoted' && quoted) ? text : text.toLowerCase()
  }

  /** `db.t`, or `t` when no database is known or it is the default one. */
  table(name: Name): string {
    const parts = name.parts.map((part) => this.fold(part))
    if (parts.length === 1 && this.database !== undefined) parts.unshift(this.database)
    if (parts.length === 2 && this.#isImplied(parts[0] ?? '')) parts.shift()
    return joinParts(parts)
  }

  #isImplied(schema: string): boolean {
    return schema === this.#dialect.defaultSchema || this.#dialect.temporarySchemas.includes(schema)
  }

  /** The name has no database and none is known, so it may be any table of that name. */
  isBare(name: Name): boolean {
    return name.parts.length === 1 && this.database === undefined
  }

  /** `main.t`: never a temporary table, even where one hides the other table of its name. */
  isPermanent(name: Name): boolean {
    const schema = name.parts.length > 1 ? name.parts[name.parts.length - 2] : undefined
    return schema !== undefined && !this.isTemporary(name)
  }

  /** `temp.t`: a temporary table by its schema. */
  isTemporary(name: Name): boolean {
    const schema = name.parts.length > 1 ? name.parts[name.parts.length - 2] : undefined
    return schema !== undefined && this.#dialect.temporarySchemas.includes(this.fold(schema))
  }

  /** Made once for each table: programs name a table often, and one text is compared at once. */
  resources(key: string): TableResources {
    let found = this.#resources.get(key)
    if (!found) {
      found = {
        table: `table:${key}`,
        database: this.#database(key.slice(0, Math.max(0, key.lastIndexOf('.')))),
      }
      this.#resources.set(key, found)
    }
    return found
  }

  #database(name: string): Access {
    let found = this.#databases.get(name)
    if (!found) {
      found = { resource: `database:${name}`, write: false, model: false }
      this.#databases.set(name, found)
    }
    return found
  }
}
