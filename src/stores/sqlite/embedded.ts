/** The database that `run` works on when no setting names one. */
import { openDatabase, sqliteError } from './database.ts'

/**
 * Makes the file if it is missing. Steps read and write it at the same time, so it gets a write-ahead log:
 * a long read keeps no writer waiting. Where the file system can't do that it stays as it is.
 */
export async function makeDatabase(path: string, signal: AbortSignal): Promise<void> {
  try {
    const database = await openDatabase(path, true, signal)
    try {
      database.exec('PRAGMA journal_mode = WAL')
    } finally {
      database.close()
    }
  } catch (error) {
    throw sqliteError(error)
  }
}
