/** The contract of a data source that tells which columns its tables have. */
import { parseUrl } from '../config/url.ts'
import { type CatalogDriverName, catalogDriver, schemesWhere } from '../datasources/table.ts'
import { listed } from '../keys.ts'
import { StoreError } from './errors.ts'
import type { OpenOptions } from './table.ts'

export interface TableColumn {
  readonly name: string
  /** In the database's own words, in lower case. */
  readonly type: string
  /** No two rows have the same value. */
  readonly unique?: boolean
}

export interface ColumnReader {
  /**
   * Columns by table; a table that is not there has none. Rejects with a `StoreError`.
   *
   * @param tables as `statements/names.ts` writes them: `t`, `db.t`
   */
  readColumns(
    tables: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly TableColumn[]>>
  /** Gives back connections and files. */
  close(): Promise<void>
}

type Opener = (url: string, options: OpenOptions) => Promise<ColumnReader>

const openers: Readonly<Record<CatalogDriverName, Opener>> = {
  sqlite: async (url) => {
    const { SqliteStore, pathOf } = await import('./sqlite/sqlite.ts')
    return new SqliteStore(pathOf(url))
  },
  mysql: async (url, { env, connections }) => {
    const { MysqlStore } = await import('./mysql/mysql.ts')
    const password = env?.['MYSQL_PWD']
    return new MysqlStore(url, {
      ...(password === undefined ? {} : { password }),
      ...(connections === undefined ? {} : { connections }),
    })
  },
}

/** @throws StoreError `refused` when the data source can't be asked */
export async function openColumns(url: string, options: OpenOptions): Promise<ColumnReader> {
  const { scheme, redacted } = parseUrl(url)
  const driver = catalogDriver(scheme)
  if (driver !== undefined) return openers[driver](url, options)
  const known = schemesWhere(({ catalog }) => catalog === true).map((name) => `${name}:`)
  throw new StoreError('refused', `the columns of ${redacted} can't be asked for`, {
    help: `${listed(known)} can be asked`,
  })
}
