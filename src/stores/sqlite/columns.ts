/** Columns of tables, as SQLite describes them. */
import type { DatabaseSync } from 'node:sqlite'
import type { TableColumn } from '../column-reader.ts'
import { tableName } from './tables.ts'

export function readColumns(
  database: DatabaseSync,
  tables: readonly string[],
): ReadonlyMap<string, readonly TableColumn[]> {
  const columnsOf = database.prepare(
    'SELECT name, lower(type) AS type, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1',
  )
  const uniqueOf = database.prepare(
    `SELECT max(i.name) AS name FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i
     WHERE l."unique" = 1 AND l.partial = 0 GROUP BY l.name HAVING count(*) = 1`,
  )
  const found = new Map<string, readonly TableColumn[]>()
  for (const table of tables) {
    const rows = columnsOf.all(tableName(table))
    if (rows.length === 0) continue
    const unique = new Set(uniqueOf.all(tableName(table)).map(({ name }) => String(name)))
    const keys = rows.filter(({ pk }) => Number(pk) > 0)
    if (keys.length === 1) unique.add(String(keys[0]?.['name']))
    found.set(
      table,
      rows.map(({ name, type }) => ({
        name: String(name),
        type: String(type),
        ...(unique.has(String(name)) ? { unique: true } : {}),
      })),
    )
  }
  return found
}
