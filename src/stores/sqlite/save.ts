/**
 * Saves a model into an SQLite file: written aside in small transactions, so that other programs can
 * write in between, and put in the place of the old one in a last one.
 */
import type { DatabaseSync } from 'node:sqlite'
import { blockBytes, blocksOf, encodeModel } from '../format/model-stream.ts'
import { asideName, isLeftAside, notReplaceable } from '../saving.ts'
import { patiently, quoted } from './database.ts'
import { kindOfTable } from './tables.ts'

export interface Saving {
  readonly table: string
  readonly metadata: Uint8Array
  readonly model: Blob
  /** Bytes that are written in one transaction. */
  readonly atOnce: number
}

export async function saveTable(
  database: DatabaseSync,
  { table, metadata, model, atOnce }: Saving,
  signal: AbortSignal,
): Promise<void> {
  const aside = asideName('saving')
  // Without it a rename looks at every view and trigger, and fails on the first that is broken.
  database.exec('PRAGMA legacy_alter_table = ON')
  await patiently(() => checkReplaceable(database, table), signal)
  try {
    await transaction(database, signal, () => {
      for (const left of leftAside(database)) database.exec(`DROP TABLE ${quoted(left)}`)
      database.exec(`CREATE TABLE ${quoted(aside)} (id INTEGER PRIMARY KEY, block BLOB NOT NULL)`)
    })
    const blocks = blocksOf(encodeModel(metadata, model.stream()))
    await writeBlocks(database, aside, inBatches(blocks, atOnce), signal)
    await transaction(database, signal, () => {
      // Somebody may have made another table meanwhile.
      checkReplaceable(database, table)
      database.exec(`DROP TABLE IF EXISTS ${quoted(table)}`)
      database.exec(`ALTER TABLE ${quoted(aside)} RENAME TO ${quoted(table)}`)
    })
  } catch (error) {
    await discard(database, aside)
    throw error
  }
}

function checkReplaceable(database: DatabaseSync, table: string): void {
  const what = kindOfTable(database, table)
  if (what !== undefined && what !== 'a model') throw notReplaceable(table, what)
}

async function writeBlocks(
  database: DatabaseSync,
  table: string,
  batches: AsyncIterable<readonly Uint8Array[]>,
  signal: AbortSignal,
): Promise<void> {
  let id = 0
  for await (const batch of batches) {
    await transaction(database, signal, () => {
      const insert = database.prepare(`INSERT INTO ${quoted(table)} (id, block) VALUES (?, ?)`)
      for (const [at, block] of batch.entries()) insert.run(id + at, block)
    })
    id += batch.length
  }
}

async function* inBatches(
  blocks: AsyncIterable<Uint8Array>,
  atOnce: number,
): AsyncGenerator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = []
  for await (const block of blocks) {
    batch.push(block)
    if (batch.length * blockBytes < atOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** All of it or nothing. `work` may be done several times, when another program is in the way. */
async function transaction(database: DatabaseSync, signal: AbortSignal, work: () => void): Promise<void> {
  await patiently(() => {
    try {
      database.exec('BEGIN IMMEDIATE')
      work()
      database.exec('COMMIT')
    } catch (error) {
      // A full disk has rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }, signal)
}

function leftAside(database: DatabaseSync): string[] {
  const tables = database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'sqlflowc%'`)
    .all()
  return tables.map(({ name }) => String(name)).filter(isLeftAside)
}

/** What was written aside is of no use; if it can't be removed now, a later save will. */
async function discard(database: DatabaseSync, aside: string): Promise<void> {
  try {
    await transaction(database, AbortSignal.timeout(1000), () => {
      database.exec(`DROP TABLE IF EXISTS ${quoted(aside)}`)
    })
  } catch {
    // The failure that led here is the one to tell.
  }
}
