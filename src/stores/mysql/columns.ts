/** Columns of tables, from the server's own description of them. */
import { splitParts } from '../../statements/names.ts'
import type { TableColumn } from '../column-reader.ts'
import type { Session } from './connections.ts'

/** So many tables are asked for at once. */
const batch = 200

export async function readColumns(
  session: Session,
  tables: readonly string[],
): Promise<Map<string, readonly TableColumn[]>> {
  const found = new Map<string, readonly TableColumn[]>()
  for (let at = 0; at < tables.length; at += batch) {
    const asked = tables.slice(at, at + batch)
    const conditions = asked.map((table) => {
      const parts = splitParts(table)
      const [schema, name] = parts.length > 1 ? parts.slice(-2) : [undefined, parts[0]]
      return `(TABLE_SCHEMA = ${schema === undefined ? 'DATABASE()' : literal(schema)} AND TABLE_NAME = ${literal(name ?? '')})`
    })
    const rows = await session.query(
      `SELECT TABLE_SCHEMA = DATABASE(), TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_KEY
       FROM information_schema.COLUMNS WHERE ${conditions.join(' OR ')}
       ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION`,
    )
    const wanted = new Set(asked)
    const described = new Map<string, Described[]>()
    for (const row of rows) {
      const [isHere, schema, table = '', name = '', type = '', key] = row.map(
        (cell) => cell?.toString('utf8') ?? '',
      )
      const names = [`${schema}.${table}`, ...(isHere === '1' ? [table] : [])]
      for (const one of names.filter((candidate) => wanted.has(candidate))) {
        const columns = described.get(one)
        if (columns) columns.push({ name, type, key })
        else described.set(one, [{ name, type, key }])
      }
    }
    for (const [table, columns] of described) found.set(table, columnsOf(columns))
  }
  return found
}

interface Described {
  readonly name: string
  readonly type: string
  /** PRI, UNI or MUL. */
  readonly key: string | undefined
}

function columnsOf(described: readonly Described[]): TableColumn[] {
  // Of a key with several columns none is unique by itself.
  const isSingle = described.filter(({ key }) => key === 'PRI').length === 1
  return described.map(({ name, type, key }) => {
    const unique = key === 'UNI' || (key === 'PRI' && isSingle)
    return { name, type: type.toLowerCase(), ...(unique ? { unique } : {}) }
  })
}

/** A text that holds whatever it likes. */
function literal(text: string): string {
  return `CONVERT(X'${Buffer.from(text, 'utf8').toString('hex')}' USING utf8mb4)`
}
