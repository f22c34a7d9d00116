/** Opens data sources that tell which columns their tables have. */
import { parseUrl } from '../config/url.ts'
import type { ColumnReader } from './column-reader.ts'
import { StoreError } from './errors.ts'
import type { OpenOptions } from './table.ts'

/** @throws StoreError `refused` when the data source can't be asked */
export async function openColumns(url: string, { env, connections }: OpenOptions): Promise<ColumnReader> {
  const { scheme, redacted } = parseUrl(url)
  if (scheme === 'sqlite') {
    const { SqliteStore, pathOf } = await import('./sqlite/sqlite.ts')
    return new SqliteStore(pathOf(url))
  }
  if (scheme === 'mysql' || scheme === 'tidb') {
    const { MysqlStore } = await import('./mysql/mysql.ts')
    const password = env?.['MYSQL_PWD']
    return new MysqlStore(url, {
      ...(password === undefined ? {} : { password }),
      ...(connections === undefined ? {} : { connections }),
    })
  }
  throw new StoreError('refused', `the columns of ${redacted} can't be asked for`, {
    help: 'mysql:, tidb: and sqlite: can be asked',
  })
}
