/** Stores by their driver, which the scheme of a URL decides. Each is loaded, and its driver with it, when it is opened. */
import { parseUrl } from '../config/url.ts'
import { type DriverName, dataSource, schemesWhere } from '../datasources/table.ts'
import { nearest } from '../diagnostics/suggest.ts'
import { StoreError } from './errors.ts'
import type { Store } from './store.ts'

export interface OpenOptions {
  /** Variables with credentials; nothing else is read of them. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Reads the file of a `memory:FILE` store. */
  readonly readFile?: (path: string) => Promise<Uint8Array>
  /** The most connections at a time. */
  readonly connections?: number
}

type Opener = (url: string, options: OpenOptions) => Promise<Store>

const mysql: Opener = async (url, { env, connections }) => {
  const { MysqlStore } = await import('./mysql/mysql.ts')
  const password = env?.['MYSQL_PWD']
  return new MysqlStore(url, {
    ...(password === undefined ? {} : { password }),
    ...(connections === undefined ? {} : { connections }),
  })
}

const openers: Readonly<Record<DriverName, Opener>> = {
  mysql,
  sqlite: async (url) => {
    const { SqliteStore, pathOf } = await import('./sqlite/sqlite.ts')
    return new SqliteStore(pathOf(url))
  },
  oss: async (url, { env, connections }) => {
    const { OssStore } = await import('./oss/oss.ts')
    return new OssStore(url, {
      ...(env ? { env } : {}),
      ...(connections === undefined ? {} : { connections }),
    })
  },
  memory: async (url, { readFile }) => {
    const [{ MemoryStore }, { readModels }] = await Promise.all([
      import('./memory.ts'),
      import('./models-file.ts'),
    ])
    const path = url.slice('memory:'.length)
    if (path === '') return new MemoryStore({}, url)
    if (!readFile) throw new StoreError('refused', 'files can’t be read here')
    return new MemoryStore(readModels(new TextDecoder().decode(await readFile(path)), path), url)
  },
}

/**
 * Opens the store at a URL, without connecting to it yet.
 *
 * @throws StoreError `refused` when there is no such kind of store, or the URL can't be understood
 */
export async function openStore(url: string, options: OpenOptions = {}): Promise<Store> {
  const { scheme, redacted } = parseUrl(url)
  const driver = dataSource(scheme)?.driver
  if (driver !== undefined) return openers[driver](url, options)
  const stores = schemesWhere((source) => source.driver !== undefined)
  const [close] = nearest(scheme, stores)
  const known = stores.map((name) => `${name}:`)
  throw new StoreError('refused', `${redacted} is no model store`, {
    help: close === undefined ? `known are ${known.join(', ')}` : `perhaps ${close}: was meant`,
  })
}
