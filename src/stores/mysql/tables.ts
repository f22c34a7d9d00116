/** Tables of a MySQL server that hold models, or might. */
import { splitParts } from '../../statements/names.ts'
import { StoreError } from '../errors.ts'
import type { Block, BlockTable } from '../format/block-table.ts'
import { mostBlockBytes } from '../format/limits.ts'
import { batchBytes, notAModel, paiSuffix } from '../saving.ts'
import type { Row, Session } from './connections.ts'
import { code } from './errors.ts'

export interface Table {
  /** The URL's database when absent. */
  readonly database?: string
  readonly name: string
}

/** The table that a model of this name is. */
export function tableOf(model: string): Table {
  const parts = splitParts(model)
  const [database, name] = parts.length === 2 ? parts : []
  if (database !== undefined && name !== undefined) return { database, name }
  // `c.d.m`: no server has such names; as one name it is looked up and not found.
  return { name: parts.join('.') }
}

/** `db`.`t` */
export function quoted({ database, name }: Table): string {
  return [...(database === undefined ? [] : [database]), name]
    .map((part) => `\`${part.replaceAll('`', '``')}\``)
    .join('.')
}

function text(value: string): string {
  // Bytes as hexadecimal digits: no setting of a server reads them in another way.
  return value === '' ? "''" : `CONVERT(x'${Buffer.from(value).toString('hex')}' USING utf8mb4)`
}

export function stringOf(row: Row | undefined, column = 0): string {
  return row?.[column]?.toString('utf8') ?? ''
}

/** What has this name: "a model", "a view", …; nothing when nothing has it. */
export async function kindOfTable(session: Session, { database, name }: Table): Promise<string | undefined> {
  const schema = database === undefined ? 'DATABASE()' : text(database)
  const rows = await session.query(
    `SELECT t.TABLE_TYPE, c.COLUMN_NAME
     FROM information_schema.TABLES AS t JOIN information_schema.COLUMNS AS c
       ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
     WHERE t.TABLE_SCHEMA = ${schema} AND t.TABLE_NAME = ${text(name)}`,
  )
  if (rows.length === 0) return undefined
  if (stringOf(rows[0]).includes('VIEW')) return 'a view'
  const columns = rows.map((row) => stringOf(row, 1).toLowerCase()).sort()
  return columns.join() === 'block,id' ? 'a model' : 'a table with other columns'
}

/**
 * The table of a model, or nothing when there is none. The table itself is asked, which waits for a save
 * that is replacing it; the server's lists of tables show the moment in which there is none.
 */
export async function modelTable(session: Session, model: string): Promise<Table | undefined> {
  const plain = tableOf(model)
  for (const table of [plain, { ...plain, name: `${plain.name}${paiSuffix}` }]) {
    try {
      await session.query(`SELECT id, block FROM ${quoted(table)} LIMIT 0`)
      return table
    } catch (error) {
      const errno = error instanceof StoreError ? error.errno : undefined
      if (errno === code.unknownColumn) throw notAModel(model, 'a table with other columns')
      if (errno !== code.noSuchTable) throw error
    }
  }
  await checkDatabase(session, plain)
  return undefined
}

/** That a model is not there is one thing; that its database is not there is another. */
async function checkDatabase(session: Session, { database }: Table): Promise<void> {
  if (database === undefined) {
    const [current] = await session.query('SELECT DATABASE()')
    if (stringOf(current) !== '') return
    throw new StoreError(
      'refused',
      'no database is named: add it to the URL, or write the model as database.model',
    )
  }
  const [found] = await session.query(
    `SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${text(database)}`,
  )
  if (!found)
    throw new StoreError('refused', `there is no database \`${database}\`, or the user may not use it`, {
      scope: 'model',
    })
}

/** All tables with the columns of a model: of the URL's database, or of all when it names none. */
export async function blockTables(session: Session): Promise<string[]> {
  const rows = await session.query(
    `SELECT TABLE_SCHEMA, TABLE_NAME, DATABASE() FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = COALESCE(DATABASE(), TABLE_SCHEMA)
       AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
     GROUP BY TABLE_SCHEMA, TABLE_NAME
     HAVING COUNT(*) = 2 AND SUM(LOWER(COLUMN_NAME) IN ('id', 'block')) = 2`,
  )
  return rows.map((row) => (row[2] ? stringOf(row, 1) : `${stringOf(row)}.${stringOf(row, 1)}`))
}

/** Inside a transaction, which keeps the table from being replaced. */
export function blockTable(session: Session, table: Table): BlockTable {
  const name = quoted(table)
  return {
    async piece(id, offset, length) {
      const rows = await session.query(
        `SELECT ${within(`SUBSTRING(block, ${offset + 1}, ${length})`)}, OCTET_LENGTH(block) FROM ${name} WHERE id = ${id}`,
      )
      if (rows.length > 1) throw twice(id)
      const [row] = rows
      return row && { bytes: row[0] ?? null, size: Number(stringOf(row, 1)) }
    },
    async nextId(after) {
      const [row] = await session.query(`SELECT MIN(id) FROM ${name} WHERE id > ${after}`)
      return row?.[0] ? Number(stringOf(row)) : undefined
    },
    async *blocks(): AsyncGenerator<Block> {
      const [about] = await session.query(`SELECT MIN(id), COUNT(id), COUNT(DISTINCT id) FROM ${name}`)
      if (stringOf(about, 1) !== stringOf(about, 2)) throw twice()
      let from = Number(stringOf(about))
      let atOnce = 1
      for (;;) {
        const rows = await session.query(
          `SELECT id, ${within('block')}, OCTET_LENGTH(block) FROM ${name} WHERE id >= ${from} ORDER BY id LIMIT ${atOnce}`,
        )
        if (rows.length === 0) return
        let bytes = 0
        for (const row of rows) {
          const id = Number(stringOf(row))
          bytes += row[1]?.length ?? 0
          from = id + 1
          yield { id, bytes: row[1] ?? null, size: Number(stringOf(row, 2)) }
        }
        // Few round trips, and bounded memory whatever size the blocks have.
        const mean = Math.max(1, bytes / rows.length)
        atOnce = Math.min(512, Math.max(1, Math.floor(batchBytes / mean)))
      }
    },
  }
}

/** Blocks that are too large to be believed stay on the server. */
function within(bytes: string): string {
  return `IF(OCTET_LENGTH(block) <= ${mostBlockBytes}, ${bytes}, NULL)`
}

function twice(id?: number): StoreError {
  const which = id === undefined ? 'a block' : `block ${id}`
  return new StoreError('damaged', `${which} is there more than once`)
}
