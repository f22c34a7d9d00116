/** Columns of the tables that programs read, asked of the data source. */

import type { Settings } from '../config/settings.ts'
import { parseUrl } from '../config/url.ts'
import type { TableCatalog } from '../effects/columns.ts'
import type { Host } from '../host.ts'
import { StoreError } from '../stores/errors.ts'
import { EnvironmentError, UsageError } from './errors.ts'

/** @throws EnvironmentError when it does not answer, UsageError when there is none */
export async function liveCatalog(
  host: Host,
  settings: Settings,
  tables: readonly string[],
): Promise<TableCatalog> {
  const { datasource, stores } = settings
  if (datasource === undefined)
    throw new UsageError('columns are asked of a data source: name one with --datasource')
  if (tables.length === 0) return new Map()
  const [{ openColumns }, { retrying }] = await Promise.all([
    import('../stores/columns.ts'),
    import('../stores/retry.ts'),
  ])
  const signal = AbortSignal.timeout(stores.deadlineSeconds * 1000)
  try {
    const reader = await openColumns(datasource, { env: host.env, connections: stores.connections })
    return await retrying(() => reader.readColumns(tables, signal), signal).finally(() => reader.close())
  } catch (error) {
    const { redacted } = parseUrl(datasource)
    if (signal.aborted)
      throw new EnvironmentError(`${redacted}: no answer within ${stores.deadlineSeconds} s`)
    if (error instanceof StoreError) throw new EnvironmentError(`${redacted}: ${error.message}`)
    throw error
  }
}
