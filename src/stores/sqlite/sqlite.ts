/**
 * The embedded store: models as tables of an SQLite file. Every call opens the file for itself, so that
 * reads are of one version and nothing stays locked in between.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Metadata } from '../../metadata/metadata.ts'
import type { ColumnReader, TableColumn } from '../column-reader.ts'
import { StoreError } from '../errors.ts'
import { readBlocks, readMetadata } from '../format/block-table.ts'
import { sha256Of, verified } from '../format/digest.ts'
import { holding } from '../format/streams.ts'
import { batchBytes, modelNames, prepared } from '../saving.ts'
import type { Store, StoredModel } from '../store.ts'
import { readColumns } from './columns.ts'
import { openDatabase, patiently, sqliteError } from './database.ts'
import { saveTable } from './save.ts'
import { blockTable, blockTables, modelTable, tableName } from './tables.ts'

export class SqliteStore implements Store, ColumnReader {
  readonly url: string
  readonly #path: string
  readonly #atOnce: number
  readonly #open = new Set<DatabaseSync>()

  /**
   * @param path of the file, from the current folder
   * @param atOnce bytes that are written in one transaction
   */
  constructor(path: string, atOnce: number = batchBytes) {
    this.#path = path
    this.#atOnce = atOnce
    this.url = `sqlite:${path}`
  }

  async readMetadata(model: string, signal: AbortSignal): Promise<Metadata | undefined> {
    return this.#using(false, signal, async (database) => {
      const table = await patiently(() => modelTable(database, model), signal)
      return table === undefined ? undefined : await readMetadata(blockTable(database, table, signal), model)
    })
  }

  async listModels(signal: AbortSignal): Promise<readonly string[]> {
    return this.#using(false, signal, async (database) =>
      modelNames(await patiently(() => blockTables(database), signal)),
    )
  }

  async readModel(model: string, signal: AbortSignal): Promise<StoredModel | undefined> {
    const database = await this.#opened(false, signal)
    const release = async (): Promise<void> => this.#close(database)
    try {
      const table = await patiently(() => modelTable(database, model), signal)
      if (table === undefined) {
        await release()
        return undefined
      }
      const { metadata, model: bytes } = await readBlocks(blockTable(database, table, signal), model)
      return { metadata, bytes: holding(translated(verified(bytes, metadata)), release, signal) }
    } catch (error) {
      await release()
      throw sqliteError(error)
    }
  }

  async saveModel(model: string, metadata: Metadata, bytes: Blob, signal: AbortSignal): Promise<Metadata> {
    const { document, text } = prepared(model, metadata, await sha256Of(bytes, signal))
    return this.#using(true, signal, async (database) => {
      await saveTable(
        database,
        { table: tableName(model), metadata: text, model: bytes, atOnce: this.#atOnce },
        signal,
      )
      return document
    })
  }

  async readColumns(
    tables: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly TableColumn[]>> {
    return this.#using(false, signal, (database) => patiently(() => readColumns(database, tables), signal))
  }

  async close(): Promise<void> {
    for (const database of this.#open) this.#close(database)
  }

  async #using<T>(
    forWriting: boolean,
    signal: AbortSignal,
    use: (database: DatabaseSync) => Promise<T>,
  ): Promise<T> {
    const database = await this.#opened(forWriting, signal)
    try {
      return await use(database)
    } catch (error) {
      throw sqliteError(error)
    } finally {
      this.#close(database)
    }
  }

  async #opened(forWriting: boolean, signal: AbortSignal): Promise<DatabaseSync> {
    try {
      const database = await openDatabase(this.#path, forWriting, signal)
      this.#open.add(database)
      // A transaction that only reads sees one version from its first statement to its last.
      if (!forWriting) database.exec('BEGIN')
      return database
    } catch (error) {
      throw sqliteError(error)
    }
  }

  #close(database: DatabaseSync): void {
    if (this.#open.delete(database)) database.close()
  }
}

/** Errors that come while the bytes are read, in our words. */
async function* translated(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    throw sqliteError(error)
  }
}

/** `sqlite:models.db`, `sqlite:///var/models.db`: what follows the scheme is a path, whatever it holds. */
export function pathOf(url: string): string {
  const path = url.replace(/^sqlite:(\/\/)?/i, '')
  // An empty name is a database that is gone with its connection.
  if (path === '')
    throw new StoreError('refused', 'the URL names no file', { help: 'write it as sqlite:models.db' })
  return path
}
