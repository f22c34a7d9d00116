/**
 * Another process over an SQLite store. Takes a list of operations as JSON and writes a line of JSON for each:
 * what came of it, or the fault. It can lock, and be made to die in the middle of a save.
 */
import { once } from 'node:events'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { SqliteStore } from '../../../src/stores/sqlite/sqlite.ts'
import { bytesOf, collect, metadataOf, sha256 } from '../stores/models.ts'

export type Operation =
  | {
      readonly do: 'save'
      readonly model: string
      readonly length: number
      readonly seed: number
      readonly atOnce?: number
    }
  | { readonly do: 'read'; readonly model: string }
  /** Holds a lock until the standard input ends. */
  | { readonly do: 'lock'; readonly sql: string }
  /** Kills this process before the n-th statement from here on. */
  | { readonly do: 'die'; readonly before: number }
  /** Keeps so few pages in memory that a transaction is written to the file before it ends. */
  | { readonly do: 'spill' }
  /** From here on as another user. */
  | { readonly do: 'become'; readonly user: number }

const deadline = AbortSignal.timeout(60_000)

async function run(path: string, operation: Operation): Promise<object> {
  switch (operation.do) {
    case 'save': {
      const { model, length, seed, atOnce } = operation
      const store = new SqliteStore(path, atOnce)
      await store.saveModel(
        model,
        metadataOf(model, { rows: seed }),
        new Blob([bytesOf(length, seed)]),
        deadline,
      )
      return { saved: seed }
    }
    case 'read': {
      const found = await new SqliteStore(path).readModel(operation.model, deadline)
      return found ? { rows: found.metadata.rows, sha256: sha256(await collect(found.bytes)) } : {}
    }
    case 'lock': {
      const database = new DatabaseSync(path)
      database.exec(operation.sql)
      console.log(JSON.stringify({ locked: true }))
      process.stdin.resume()
      await once(process.stdin, 'end')
      database.close()
      return { released: true }
    }
    case 'die':
      dieBefore(operation.before)
      return {}
    case 'spill':
      spill()
      return {}
    case 'become':
      process.setegid?.(operation.user)
      process.seteuid?.(operation.user)
      return {}
  }
}

/** Statements are run by these, and by nothing else that the store calls in a save. */
function dieBefore(count: number): void {
  let left = count
  const wrap = (prototype: object, name: string): void => {
    const original: unknown = Reflect.get(prototype, name)
    Reflect.set(prototype, name, function (this: unknown, ...parameters: unknown[]): unknown {
      if (left-- === 0) process.kill(process.pid, 'SIGKILL')
      return typeof original === 'function' ? Reflect.apply(original, this, parameters) : undefined
    })
  }
  wrap(DatabaseSync.prototype, 'exec')
  for (const name of ['run', 'get', 'all']) wrap(StatementSync.prototype, name)
}

function spill(): void {
  const { exec } = DatabaseSync.prototype
  DatabaseSync.prototype.exec = function (sql) {
    if (sql.startsWith('BEGIN')) exec.call(this, 'PRAGMA cache_size = 4')
    exec.call(this, sql)
  }
}

async function main(path = '', operations = '[]'): Promise<void> {
  for (const operation of JSON.parse(operations) as Operation[]) {
    const result = await run(path, operation).catch((error: unknown) =>
      error instanceof Error && 'fault' in error
        ? { fault: error.fault, message: error.message }
        : { fault: 'none of ours', message: String(error) },
    )
    console.log(JSON.stringify(result))
  }
}

if (import.meta.main) await main(...process.argv.slice(2))
