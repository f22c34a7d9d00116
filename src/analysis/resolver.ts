/** Names to keys: what one dialect, with one current database, takes for the same object. */
import type { Dialect } from '../dialects/dialect.ts'
import { joinParts } from '../statements/names.ts'
import type { Identifier, Name } from '../syntax/ast.ts'

export class Resolver {
  readonly #dialect: Dialect
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
    const schema = parts.length === 2 ? parts[0] : undefined
    const implied =
      schema === this.#dialect.defaultSchema || this.#dialect.temporarySchemas.includes(schema ?? '')
    if (schema !== undefined && implied) parts.shift()
    return joinParts(parts)
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

  /** The database that a table key lives in, if it is known. */
  databaseOf(tableKey: string): string | undefined {
    const dot = tableKey.lastIndexOf('.')
    return dot < 0 ? undefined : tableKey.slice(0, dot)
  }
}
