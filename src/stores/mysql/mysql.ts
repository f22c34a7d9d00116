/** Models as tables of a MySQL or MariaDB server. */

import { parseUrl } from '../../config/url.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import type { ColumnReader, TableColumn } from '../column-reader.ts'
import { readBlocks, readMetadata } from '../format/block-table.ts'
import { sha256Of, verified } from '../format/digest.ts'
import { holding } from '../format/streams.ts'
import { modelNames, prepared } from '../saving.ts'
import type { Store, StoredModel } from '../store.ts'
import { readAddress } from './address.ts'
import { readColumns } from './columns.ts'
import { Connections } from './connections.ts'
import { saveTable } from './save.ts'
import { blockTable, blockTables, modelTable, tableOf } from './tables.ts'

export interface MysqlOptions {
  /** For a URL without one. */
  readonly password?: string
  /** The most connections at a time. */
  readonly connections?: number
}

export class MysqlStore implements Store, ColumnReader {
  readonly url: string
  readonly #connections: Connections

  /** Connects to nothing yet. @throws StoreError `refused` when the URL can't be understood */
  constructor(url: string, { password, connections = 8 }: MysqlOptions = {}) {
    this.url = parseUrl(url).redacted
    this.#connections = new Connections(readAddress(url, password), connections)
  }

  async readMetadata(model: string, signal: AbortSignal): Promise<Metadata | undefined> {
    return this.#connections.with(signal, async (session) => {
      await session.query('START TRANSACTION READ ONLY')
      const table = await modelTable(session, model)
      const metadata = table && (await readMetadata(blockTable(session, table), model))
      await session.query('COMMIT')
      return metadata
    })
  }

  async listModels(signal: AbortSignal): Promise<readonly string[]> {
    return this.#connections.with(signal, async (session) => modelNames(await blockTables(session)))
  }

  async readModel(model: string, signal: AbortSignal): Promise<StoredModel | undefined> {
    const { session, release } = await this.#connections.lend(signal)
    try {
      await session.query('START TRANSACTION READ ONLY')
      const table = await modelTable(session, model)
      if (table === undefined) {
        await session.query('COMMIT')
        release(true)
        return undefined
      }
      const { metadata, model: bytes } = await readBlocks(blockTable(session, table), model)
      // The transaction ends with the connection: an answer may still be on its way.
      const end = async (): Promise<void> => release(false)
      return { metadata, bytes: holding(verified(bytes, metadata), end, signal) }
    } catch (error) {
      release(false)
      throw error
    }
  }

  async saveModel(model: string, metadata: Metadata, bytes: Blob, signal: AbortSignal): Promise<Metadata> {
    const { document, text } = prepared(model, metadata, await sha256Of(bytes, signal))
    await this.#connections.with(signal, (session) => saveTable(session, tableOf(model), text, bytes, signal))
    return document
  }

  async readColumns(
    tables: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly TableColumn[]>> {
    return this.#connections.with(signal, (session) => readColumns(session, tables))
  }

  async close(): Promise<void> {
    this.#connections.close()
  }
}
