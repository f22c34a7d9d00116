/**
 * SQLite's own record of what a statement reads and writes, by its authorizer; and what it changed in
 * the schema, which the authorizer does not tell in full (the new name of a table, say).
 */
import { constants, type DatabaseSync } from 'node:sqlite'

export interface Touched {
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
  /** What else changed in the schema: views that a RENAME wrote anew. */
  readonly changed: ReadonlySet<string>
}

/** Can this driver tell? Node's can since 24.10. */
export const canRecord = 'SQLITE_READ' in constants && typeof constants.SQLITE_READ === 'number'

const rows = new Set([constants.SQLITE_INSERT, constants.SQLITE_UPDATE, constants.SQLITE_DELETE])
const named = new Set([
  constants.SQLITE_CREATE_TABLE,
  constants.SQLITE_CREATE_TEMP_TABLE,
  constants.SQLITE_CREATE_VIEW,
  constants.SQLITE_CREATE_TEMP_VIEW,
  constants.SQLITE_DROP_TABLE,
  constants.SQLITE_DROP_TEMP_TABLE,
  constants.SQLITE_DROP_VIEW,
  constants.SQLITE_DROP_TEMP_VIEW,
])
/** Their second argument is the table. */
const onTable = new Set([
  constants.SQLITE_CREATE_INDEX,
  constants.SQLITE_CREATE_TEMP_INDEX,
  constants.SQLITE_CREATE_TRIGGER,
  constants.SQLITE_CREATE_TEMP_TRIGGER,
  constants.SQLITE_DROP_INDEX,
  constants.SQLITE_DROP_TEMP_INDEX,
  constants.SQLITE_DROP_TRIGGER,
  constants.SQLITE_DROP_TEMP_TRIGGER,
  constants.SQLITE_ALTER_TABLE,
])

interface Thing {
  readonly key: string
  readonly kind: string
  readonly table: string
  readonly sql: string
}

/** Runs one statement and records what it touches. */
export function recorded(db: DatabaseSync, sql: string, run: () => void): Touched {
  const before = things(db)
  const known = new Map([...before.values()].map(({ key }) => [key, key]))
  const reads = new Set<string>()
  const writes = new Set<string>()
  const find = (table: string, schema: string | null): string | undefined => {
    if (schema !== null && schema !== '') return known.get(keyOf(schema, table))
    return (
      known.get(keyOf('temp', table)) ?? known.get(keyOf('main', table)) ?? known.get(keyOf('aux', table))
    )
  }
  db.setAuthorizer((action, first, second, schema, inside) => {
    if (action === constants.SQLITE_READ && first !== null) {
      // A CTE that no column is read of is told like a table: by its name, and without a schema.
      const key = (schema ?? '') === '' && isCommonTable(sql, first) ? undefined : find(first, schema)
      if (key !== undefined) reads.add(key)
      const view = inside === null || isCommonTable(sql, inside) ? undefined : find(inside, null)
      if (view !== undefined && before.get(view)?.kind === 'view') reads.add(view)
    } else if ((rows.has(action) || named.has(action)) && first !== null && !/^sqlite_/i.test(first)) {
      writes.add(keyOf(schema ?? 'main', first))
    } else if (onTable.has(action) && second !== null) {
      writes.add(keyOf((action === constants.SQLITE_ALTER_TABLE ? first : schema) ?? 'main', second))
    }
    return constants.SQLITE_OK
  })
  run()
  db.setAuthorizer(null)
  const changed = new Set<string>()
  const after = things(db)
  for (const [key, thing] of after) if (before.get(key)?.sql !== thing.sql) changed.add(thing.table)
  for (const [key, thing] of before) if (!after.has(key)) changed.add(thing.table)
  return { reads, writes, changed }
}

/** `t` of the database itself, `temp.t` and `aux.t`; as SQLite compares names. */
function keyOf(schema: string, table: string): string {
  return schema === 'main' ? table.toLowerCase() : `${schema}.${table}`.toLowerCase()
}

function things(db: DatabaseSync): Map<string, Thing> {
  const found = new Map<string, Thing>()
  const schemas = db.prepare('SELECT name FROM pragma_database_list').all()
  for (const { name: schema } of schemas) {
    const all = db.prepare(`SELECT type, name, tbl_name, sql FROM "${String(schema)}".sqlite_master`).all()
    for (const { type, name, tbl_name: table, sql } of all) {
      const key = keyOf(String(schema), String(name))
      found.set(key, {
        key,
        kind: String(type),
        table: keyOf(String(schema), String(table)),
        sql: `${String(type)} ${String(sql)}`,
      })
    }
  }
  return found
}

function isCommonTable(sql: string, name: string): boolean {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(
    `(?<!\\w)${escaped}[\`"\\]]?\\s*(\\([^()]*\\))?\\s*as\\s+((not\\s+)?materialized\\s+)?\\(`,
    'i',
  ).test(sql)
}
