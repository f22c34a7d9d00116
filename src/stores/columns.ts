/** Opens data sources that tell which columns their tables have. */
import { parseUrl } from '../config/url.ts'
import { type CatalogDriverName, catalogDriver, schemesWhere } from '../datasources/table.ts'
import { listed } from '../keys.ts'
import type { ColumnReader } from './column-reader.ts'
import { StoreError } from './errors.ts'
import type { OpenOptions } from './table.ts'

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
