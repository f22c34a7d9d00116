/** What is in a database at the moment, and the many ways to write a name of it. */
import type { DatabaseSync } from 'node:sqlite'
import type { Random } from './sql-random.ts'

/** A table or view; a CTE has no schema. */
export interface Relation {
  readonly schema: string
  readonly name: string
  readonly view: boolean
  readonly columns: readonly string[]
  /** Its name alone means something else here. */
  readonly hidden?: boolean
}

export interface Named {
  readonly schema: string
  readonly name: string
  readonly table: string
}

export interface Contents {
  readonly relations: readonly Relation[]
  readonly indexes: readonly Named[]
  readonly triggers: readonly Named[]
  readonly attached: boolean
}

/** Asks the database itself, so that the generator keeps no books of its own. */
export function contents(db: DatabaseSync): Contents {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  const rows = (sql: string, ...values: string[]): Record<string, unknown>[] => db.prepare(sql).all(...values)
  const relations = rows(
    "SELECT schema, name, type FROM pragma_table_list WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY 1, 2",
  ).map((row): Relation => {
    const [schema, name] = [text(row['schema']), text(row['name'])]
    let columns: string[] = []
    try {
      columns = rows('SELECT name FROM pragma_table_info(?, ?)', name, schema).map((column) =>
        text(column['name']),
      )
    } catch {
      // A view over a table that is gone has no columns.
    }
    return { schema, name, view: row['type'] === 'view', columns }
  })
  const schemas = rows('SELECT name FROM pragma_database_list ORDER BY seq').map((row) => text(row['name']))
  const others = (type: string): Named[] =>
    schemas.flatMap((schema) =>
      rows(
        `SELECT name, tbl_name FROM ${schema}.sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY 1`,
        type,
      ).map((row) => ({ schema, name: text(row['name']), table: text(row['tbl_name']) })),
    )
  return {
    relations,
    indexes: others('index'),
    triggers: others('trigger'),
    attached: schemas.includes('aux'),
  }
}

const plain = /^[a-z_]\w*$/i
const keywords = new Set(['order', 'select', 'group', 'table', 'left'])

/** The name as some user may write it: other case, one of the quotes, in words of its own. */
export function written(name: string, random: Random): string {
  const bare = plain.test(name) && !keywords.has(name.toLowerCase())
  if (bare && random.chance(0.65)) {
    return random.chance(0.75) ? name : random.chance(0.5) ? name.toUpperCase() : name.toLowerCase()
  }
  const [open, close] = random.pick([
    ['"', '"'],
    ['`', '`'],
    ['[', ']'],
  ])
  return `${open}${name}${close}`
}

/** A relation by its name, with its schema where the name alone means another, or for a change. */
export function mentioned(relation: Relation, all: readonly Relation[], random: Random): string {
  const { schema, name } = relation
  if (schema === '') return written(name, random)
  const hidden = all.some((other) => {
    const same = other.name.toLowerCase() === name.toLowerCase() && other.schema !== schema
    return same && (other.schema === 'temp' || schema === 'aux')
  })
  const qualified =
    relation.hidden || (hidden ? random.chance(0.9) : random.chance(schema === 'aux' ? 0.8 : 0.15))
  return qualified ? `${written(schema, random)}.${written(name, random)}` : written(name, random)
}

export const tableNames = ['t1', 't2', 'T3', 'my table', 'order', 'Größe', 'u'] as const
export const viewNames = ['v1', 'V2', 'my view', 'v3'] as const
export const columnNames = ['a', 'b', 'c', 'D', 'the column', 'group'] as const
