/** Names to keys: what one dialect, with one current database, takes for the same object. */
import type { Dialect } from '../dialects/dialect.ts'
import { type Resource, Resources } from '../effects/resource.ts'
import { joinParts } from '../statements/names.ts'
import type { Identifier, Name } from '../syntax/ast.ts'

export class Resolver {
  readonly #dialect: Dialect
  readonly #resources: Resources
  readonly #tables = new Map<string | undefined, Map<string, Resource>>()
  /** The current database: the data source's, until USE changes it. */
  database: string | undefined

  constructor(dialect: Dialect, database?: string, resources: Resources = new Resources()) {
    this.#dialect = dialect
    this.#resources = resources
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
    return this.resource(name).key
  }

  resource({ parts }: Name): Resource {
    if (parts.length > 2) return this.#resources.of('table', joinParts(parts.map((part) => this.fold(part))))
    const first = parts[0]
    const second = parts[1]
    if (!first) return this.#resources.of('table', '')
    const schema = second ? this.fold(first) : this.database
    const implied = schema === undefined || this.#isImplied(schema)
    return this.#table(implied ? undefined : schema, this.fold(second ?? first))
  }

  /** Made once for each table: a program names a table often, and one text is compared and found at once. */
  #table(schema: string | undefined, table: string): Resource {
    let tables = this.#tables.get(schema)
    if (!tables) {
      tables = new Map()
      this.#tables.set(schema, tables)
    }
    let resource = tables.get(table)
    if (!resource) {
      resource = this.#resources.of('table', joinParts(schema === undefined ? [table] : [schema, table]))
      tables.set(table, resource)
    }
    return resource
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
    const { temporarySchemas } = this.#dialect
    const schema = name.parts.length > 1 ? name.parts[name.parts.length - 2] : undefined
    return temporarySchemas.length > 0 && schema !== undefined && temporarySchemas.includes(this.fold(schema))
  }
}

/** Resolvers by current database, each made once. Nobody changes the database of one. */
export class Resolvers {
  readonly #dialect: Dialect
  readonly #resources = new Resources()
  readonly #known = new Map<string | undefined, Resolver>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  of(database: string | undefined): Resolver {
    let found = this.#known.get(database)
    if (!found) {
      found = new Resolver(this.#dialect, database, this.#resources)
      this.#known.set(database, found)
    }
    return found
  }
}
