/** SQLite's files: opened, waited for when they are locked, and their errors in our words. */
import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { StoreError } from '../errors.ts'

/** https://www.sqlite.org/rescode.html; the lower byte of a code is its family. */
const family = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  notADatabase: 26,
} as const

/** SQLITE_READONLY_ROLLBACK: a journal must be played back. */
const readOnlyRollback = 776

function codeOf(error: unknown): number | undefined {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return isSqlite ? Number(error.errcode) : undefined
}

function familyOf(error: unknown): number | undefined {
  const code = codeOf(error)
  return code === undefined ? undefined : code & 0xff
}

/**
 * Opens a database. For reading it is opened read-only, but where a writer was killed the file must be
 * mended first, which takes the right to write.
 */
export async function openDatabase(
  name: string,
  forWriting: boolean,
  signal: AbortSignal,
): Promise<DatabaseSync> {
  const { DatabaseSync } = await import('node:sqlite')
  // Whole, so that `:memory:` and `file:` are names like others.
  const path = resolve(name)
  checkFile(path, forWriting)
  const attempt = (readOnly: boolean): DatabaseSync => {
    const database = new DatabaseSync(path, { readOnly, timeout: 0, allowExtension: false })
    try {
      // Nothing is read from the file before it is asked for something.
      database.prepare('SELECT count(*) FROM sqlite_master').get()
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }
  return patiently(() => {
    if (forWriting) return attempt(false)
    try {
      return attempt(true)
    } catch (error) {
      const code = familyOf(error)
      if (code !== family.readOnly && code !== family.cannotOpen) throw error
      try {
        return attempt(false)
      } catch (again) {
        throw cannotMend(again, path)
      }
    }
  }, signal)
}

/** Why reading needs the right to write. */
function cannotMend(error: unknown, path: string): unknown {
  if (codeOf(error) === readOnlyRollback) {
    return new StoreError(
      'refused',
      'a program was killed while it wrote the file; it must be opened once by one that may write it',
    )
  }
  return isWal(path)
    ? new StoreError(
        'refused',
        'the file is in WAL mode, and can’t be read where nothing may be written beside it',
      )
    : error
}

/** https://www.sqlite.org/fileformat2.html: the version that readers must know. */
function isWal(path: string): boolean {
  try {
    const file = openSync(path, 'r')
    const head = Buffer.alloc(20)
    readSync(file, head)
    closeSync(file)
    return head[19] === 2
  } catch {
    return false
  }
}

function checkFile(path: string, forWriting: boolean): void {
  let file: Stats | undefined
  try {
    file = statSync(path, { throwIfNoEntry: false })
  } catch {
    throw cannotOpen()
  }
  if (!file && !forWriting) throw new StoreError('refused', 'there is no such file')
  if (file?.isDirectory()) throw new StoreError('refused', 'this is a folder, not a file')
}

/** Tries again as long as another program holds the lock. SQLite itself would wait without letting others run. */
export async function patiently<T>(operation: () => T, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  for (let tries = 0; ; tries++) {
    try {
      return operation()
    } catch (error) {
      const code = familyOf(error)
      if (code !== family.busy && code !== family.locked) throw error
      await wait(Math.min(5 * 2 ** tries, 100), undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw sqliteError(error)
    }
  }
}

/** An error of SQLite in words for users; others are passed on. */
export function sqliteError(error: unknown): unknown {
  switch (familyOf(error)) {
    case undefined:
      // From Node, of a connection that is no more.
      return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE'
        ? new StoreError('failed', 'the store was closed')
        : error
    case family.busy:
    case family.locked:
      return new StoreError('unreachable', 'another program keeps the file locked')
    case family.readOnly:
      return new StoreError('refused', 'the file may not be written')
    case family.full:
      return new StoreError('failed', 'the disk is full; nothing was changed')
    case family.io:
      return new StoreError('failed', 'the file could not be read or written: the disk failed or is full')
    case family.cannotOpen:
      return cannotOpen()
    case family.corrupt:
      return new StoreError('failed', 'the file is damaged; PRAGMA integrity_check shows where')
    case family.notADatabase:
      return new StoreError('refused', 'the file is no SQLite database')
    case family.tooBig:
      return new StoreError('damaged', 'a block of it is larger than SQLite can give')
    default:
      return new StoreError(
        'failed',
        error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      )
  }
}

function cannotOpen(): StoreError {
  return new StoreError(
    'refused',
    'the file can’t be opened: it or its folder is missing, or may not be used',
  )
}

/** `"t"`, whatever the name holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
