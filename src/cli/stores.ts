/** The store and the lock that a command reads models from. */

import type { Settings } from '../config/settings.ts'
import { parseUrl, redact } from '../config/url.ts'
import { dataSource, holdsBoth } from '../datasources/table.ts'
import type { Host } from '../host.ts'
import { StoreError } from '../stores/errors.ts'
import type { LockFile } from '../stores/lock-file.ts'
import type { MetadataReader, Store } from '../stores/store.ts'
import { EnvironmentError } from './errors.ts'
import { read, readOptional } from './input.ts'
import { progressOn } from './progress.ts'

/** Where `run` keeps tables and models when nothing says otherwise. */
const embeddedStore = '.sqlflow/sqlflow.db'
export const embeddedUrl = `sqlite:${embeddedStore}`

/** Where models live by these settings; nothing when nobody says it. */
export async function storeUrl(host: Host, settings: Settings): Promise<string | undefined> {
  const { modelStore, datasource } = settings
  if (modelStore !== undefined) return modelStore
  if (datasource !== undefined) {
    const source = dataSource(parseUrl(datasource).scheme)
    return source && holdsBoth(source) ? datasource : undefined
  }
  return (await host.exists(embeddedStore)) ? embeddedUrl : undefined
}

export interface StoreReading {
  readonly host: import('../compile.ts').CompilerHost
  /** Gives back what was opened. */
  close(): Promise<void>
}

export async function storeReading(host: Host, settings: Settings): Promise<StoreReading> {
  const url = settings.offline ? undefined : await storeUrl(host, settings)
  const store = url === undefined ? undefined : new LazyStore(url, host, settings)
  const progress = progressOn(host)
  return {
    host: {
      ...(store ? { store } : {}),
      lock: (await readLockFile(host)).models,
      deadlineMs: settings.stores.deadlineSeconds * 1000,
      concurrency: settings.stores.connections,
      onProgress: progress.step,
    },
    close: async () => {
      progress.end()
      await store?.close()
    },
  }
}

/** The lock of this folder; empty when there is none. */
export async function readLockFile(host: Host): Promise<LockFile> {
  // Its name is in the module that reads it, which is not loaded for nothing.
  const file = await readOptional(host, 'sqlflow.lock.json')
  if (!file) return { models: new Map(), tables: new Map() }
  const { readLock } = await import('../stores/lock-file.ts')
  try {
    return readLock(file.text, file.path)
  } catch (error) {
    throw new EnvironmentError(error instanceof Error ? error.message : String(error))
  }
}

/** Opened when the first model is asked for: a program that trains what it uses needs no store. */
export class LazyStore implements MetadataReader {
  readonly url: string
  readonly #open: () => Promise<Store>
  #opened: Promise<Store> | undefined

  constructor(url: string, host: Host, { stores }: Settings) {
    this.url = redact(url)
    this.#open = async () => {
      const { openStore } = await import('../stores/table.ts')
      const readFile = (path: string): Promise<Uint8Array> => read(host, path)
      return openStore(url, { env: host.env, readFile, connections: stores.connections })
    }
  }

  async readMetadata(model: string, signal: AbortSignal): ReturnType<Store['readMetadata']> {
    return (await this.#store()).readMetadata(model, signal)
  }

  async listModels(signal: AbortSignal): ReturnType<Store['listModels']> {
    return (await this.#store()).listModels(signal)
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined)
    await opened?.close()
  }

  #store(): Promise<Store> {
    this.#opened ??= this.#open()
    return this.#opened
  }
}

/** Makes the embedded store where it is missing. */
export async function makeEmbeddedStore(): Promise<void> {
  const { makeDatabase } = await import('../stores/sqlite/embedded.ts')
  try {
    await makeDatabase(embeddedStore, AbortSignal.timeout(embeddedWaitMs))
  } catch (error) {
    if (error instanceof StoreError) throw new EnvironmentError(`${embeddedStore}: ${error.message}`)
    throw error
  }
}

/** Others have it open for a moment only while they change its journal. */
const embeddedWaitMs = 10_000
