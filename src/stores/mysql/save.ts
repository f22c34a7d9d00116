/**
 * Saves a model on a MySQL server: written into a table aside, which then takes the place of the old one
 * in a single RENAME. A connection that is lost leaves at most a table aside, which a later save removes.
 */
import { StoreError } from '../errors.ts'
import { blockBytes, blocksOf, encodeModel } from '../format/model-stream.ts'
import { asideName, batchBytes, isLeftAside, notReplaceable } from '../saving.ts'
import type { Session } from './connections.ts'
import { code } from './errors.ts'
import { kindOfTable, quoted, stringOf, type Table } from './tables.ts'

export async function saveTable(
  session: Session,
  table: Table,
  metadata: Uint8Array,
  model: Blob,
  signal: AbortSignal,
): Promise<void> {
  await checkReplaceable(session, table)
  await removeLeftAside(session, table)
  const aside = { ...table, name: asideName('saving') }
  await session.query(
    `CREATE TABLE ${quoted(aside)} (id INT NOT NULL PRIMARY KEY, block MEDIUMBLOB NOT NULL)`,
  )
  try {
    await writeBlocks(session, aside, encodeModel(metadata, model.stream()))
    await publish(session, table, aside, signal)
  } catch (error) {
    // On a lost connection this fails too; a later save removes the table then.
    await session.query(`DROP TABLE IF EXISTS ${quoted(aside)}`).catch(() => undefined)
    throw error
  }
}

async function checkReplaceable(session: Session, table: Table): Promise<boolean> {
  const what = await kindOfTable(session, table)
  if (what !== undefined && what !== 'a model') throw notReplaceable(table.name, what)
  return what !== undefined
}

async function writeBlocks(session: Session, aside: Table, stream: AsyncIterable<Uint8Array>): Promise<void> {
  const [limit] = await session.query('SELECT @@max_allowed_packet')
  // A packet holds the statement's other parts as well.
  const size = Math.min(blockBytes, Math.max(1024, Math.floor(Number(stringOf(limit)) / 2)))
  let id = 0
  await session.query('START TRANSACTION')
  for await (const block of blocksOf(stream, size)) {
    await session.execute(`INSERT INTO ${quoted(aside)} (id, block) VALUES (?, ?)`, [id, block])
    id++
    // A transaction that grows with the model would fill the server's logs.
    if (id % Math.ceil(batchBytes / size) === 0) {
      await session.query('COMMIT')
      await session.query('START TRANSACTION')
    }
  }
  await session.query('COMMIT')
}

/** How long new readers wait behind a save that waits for older ones. */
const lockWaitSeconds = 2

async function publish(session: Session, table: Table, aside: Table, signal: AbortSignal): Promise<void> {
  await session.query(`SET SESSION lock_wait_timeout = ${lockWaitSeconds}`)
  for (;;) {
    signal.throwIfAborted()
    // Somebody may have made another table meanwhile.
    const old = (await checkReplaceable(session, table))
      ? { ...table, name: asideName('replaced') }
      : undefined
    const swap = old ? `${quoted(table)} TO ${quoted(old)}, ` : ''
    try {
      await session.query(`RENAME TABLE ${swap}${quoted(aside)} TO ${quoted(table)}`)
    } catch (error) {
      if (isRace(error)) continue
      throw error
    }
    if (old) await session.query(`DROP TABLE IF EXISTS ${quoted(old)}`)
    return
  }
}

/** A reader holds the table, or another save was faster: the next try sees how things are then. */
function isRace(error: unknown): boolean {
  const errno = error instanceof StoreError ? error.errno : undefined
  return errno === code.lockWaitTimeout || errno === code.tableExists || errno === code.noSuchTable
}

async function removeLeftAside(session: Session, { database }: Table): Promise<void> {
  const from = database === undefined ? '' : ` FROM ${quoted({ name: database })}`
  const rows = await session.query(`SHOW TABLES${from} LIKE 'sqlflowc%'`)
  for (const name of rows.map((row) => stringOf(row)).filter(isLeftAside)) {
    await session.query(
      `DROP TABLE IF EXISTS ${quoted(database === undefined ? { name } : { database, name })}`,
    )
  }
}
