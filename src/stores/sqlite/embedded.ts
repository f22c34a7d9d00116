/** The database that `run` works on when no setting names one. */
import { StoreError } from '../errors.ts'
import { openDatabase, patiently, sqliteError } from './database.ts'

/**
 * Makes the file if it is missing. Steps read and write it at the same time, so it gets a write-ahead log:
 * a long read keeps no writer waiting. Where that can't be had now, it stays as it is.
 */
export async function makeDatabase(path: string, signal: AbortSignal): Promise<void> {
  try {
    const database = await openDatabase(path, true, signal)
    try {
      await patiently(() => database.exec('PRAGMA journal_mode = WAL'), signal)
    } finally {
      database.close()
    }
  } catch (error) {
    const told = sqliteError(error)
    // Whoever keeps it locked will be waited for by the steps.
    if (told instanceof StoreError && told.fault === 'unreachable') return
    throw told
  }
}
