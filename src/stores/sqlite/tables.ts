/** Tables of an SQLite file that hold models, or might. */
import type { DatabaseSync } from 'node:sqlite'
import { splitParts } from '../../statements/names.ts'
import { StoreError } from '../errors.ts'
import type { BlockTable } from '../format/block-table.ts'
import { mostBlockBytes } from '../format/limits.ts'
import { notAModel, paiSuffix } from '../saving.ts'
import { patiently, quoted } from './database.ts'

/**
 * A model's name as the name of its table. SQLite knows no other database than `main` here, so that the
 * dot of `models.m` is a part of the table's name.
 */
export function tableName(model: string): string {
  const parts = splitParts(model)
  return (parts.length > 1 && parts[0]?.toLowerCase() === 'main' ? parts.slice(1) : parts).join('.')
}

/** The table of a model, or nothing when there is none. */
export function modelTable(database: DatabaseSync, model: string): string | undefined {
  for (const table of [tableName(model), `${tableName(model)}${paiSuffix}`]) {
    const what = kindOfTable(database, table)
    if (what === 'a model') return table
    if (what !== undefined) throw notAModel(model, what)
  }
  return undefined
}

/** What has this name: "a model", "a view", …; nothing when nothing has it. */
export function kindOfTable(database: DatabaseSync, table: string): string | undefined {
  const [found] = database.prepare(`SELECT type FROM pragma_table_list(?) WHERE schema = 'main'`).all(table)
  if (!found) return undefined
  if (found['type'] === 'view') return 'a view'
  // `shadow`: a virtual table's own; those of a full-text index have a model's columns.
  if (found['type'] !== 'table') return `a ${found['type'] === 'shadow' ? 'part of a ' : ''}virtual table`
  const columns = database
    .prepare('SELECT lower(name) AS name FROM pragma_table_info(?) ORDER BY 1')
    .all(table)
  const names = columns.map(({ name }) => String(name))
  return names.join() === 'block,id' ? 'a model' : 'a table with other columns'
}

export function blockTables(database: DatabaseSync): string[] {
  const tables = database
    .prepare(
      `SELECT t.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
       WHERE t.schema = 'main' AND t.type = 'table'
       GROUP BY t.name HAVING count(*) = 2 AND group_concat(lower(c.name)) IN ('id,block', 'block,id')`,
    )
    .all()
  return tables.map(({ name }) => String(name))
}

export function blockTable(database: DatabaseSync, table: string, signal: AbortSignal): BlockTable {
  const name = quoted(table)
  return {
    piece: (id, offset, length) =>
      patiently(() => {
        const row = database
          .prepare(
            `SELECT ${whole('substr(CAST(block AS BLOB), ?, ?)')}, octet_length(block) AS size FROM ${name} WHERE id = ?`,
          )
          .get(offset + 1, length, id)
        return row && { bytes: bytesOf(row['bytes']), size: Number(row['size']) }
      }, signal),
    nextId: (after) =>
      patiently(() => {
        const row = database
          .prepare(`SELECT CAST(min(id) AS REAL) AS id FROM ${name} WHERE id > ?`)
          .get(after)
        return typeof row?.['id'] === 'number' ? row['id'] : undefined
      }, signal),
    async *blocks() {
      const rows = database
        .prepare(
          // As REAL, since an id may be larger than a number of JavaScript can be.
          `SELECT CAST(id AS REAL) AS at, ${whole('CAST(block AS BLOB)')}, octet_length(block) AS size FROM ${name} ORDER BY id`,
        )
        .iterate()
      for (const { at, bytes, size } of rows) {
        signal.throwIfAborted()
        if (typeof at !== 'number') throw new StoreError('damaged', 'a block of it has no id')
        yield { id: at, bytes: bytesOf(bytes), size: Number(size) }
      }
    },
  }
}

/** SQLite loads all of a block for any part of it, but tells its length without. */
function whole(bytes: string): string {
  return `CASE WHEN octet_length(block) <= ${mostBlockBytes} THEN ${bytes} END AS bytes`
}

function bytesOf(value: unknown): Uint8Array | null {
  return value instanceof Uint8Array ? value : null
}
