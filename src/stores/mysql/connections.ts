/**
 * Connections to a MySQL server: never more than a number of them, each used by one call at a time, and
 * destroyed rather than waited for when a call is aborted or takes too long. A query that was given up
 * leaves a connection in the middle of an answer, so such a one is never used again.
 */
import type { Connection } from 'mysql2'
import { withAbort } from '../abort.ts'
import { StoreError } from '../errors.ts'
import type { Address } from './address.ts'
import { mysqlError } from './errors.ts'
import { connectionOptions } from './options.ts'

/** Rows as the server sends them: every value a text or bytes, undecoded. */
export type Row = readonly (Buffer | null)[]

export interface Session {
  /** One statement in the text protocol. */
  query(sql: string): Promise<readonly Row[]>
  /** One prepared statement: its parameters are sent as bytes. */
  execute(sql: string, parameters: readonly (number | Uint8Array)[]): Promise<void>
}

export class Connections {
  readonly #address: Address
  readonly #most: number
  readonly #idle: { readonly connection: Connection; readonly since: number }[] = []
  readonly #all = new Set<Connection>()
  readonly #waiting: (() => void)[] = []
  #used = 0

  constructor(address: Address, most: number) {
    this.#address = address
    this.#most = most
  }

  /** Lends a connection; it is given back when `use` ends, or destroyed when it failed. */
  async with<T>(signal: AbortSignal, use: (session: Session) => Promise<T>): Promise<T> {
    const { session, release } = await this.lend(signal)
    let ended = false
    try {
      const result = await use(session)
      ended = true
      return result
    } finally {
      release(ended)
    }
  }

  /** The same for a time that the caller decides; `release(false)` destroys it. */
  async lend(signal: AbortSignal): Promise<{ session: Session; release: (reusable: boolean) => void }> {
    await this.#turn(signal)
    try {
      const connection = (await this.#rested(signal)) ?? (await this.#connect(signal))
      let released = false
      const release = (reusable: boolean): void => {
        if (released) return
        released = true
        if (reusable && this.#all.has(connection)) this.#idle.push({ connection, since: Date.now() })
        else this.#destroy(connection)
        this.#next()
      }
      return { session: this.#session(connection, signal), release }
    } catch (error) {
      this.#next()
      throw error
    }
  }

  /** A connection that was used before; one that rested for long is asked whether the server still knows it. */
  async #rested(signal: AbortSignal): Promise<Connection | undefined> {
    for (;;) {
      const idle = this.#idle.pop()
      if (!idle || Date.now() - idle.since < 1000) return idle?.connection
      try {
        await this.#session(idle.connection, signal).query('DO 0')
        return idle.connection
      } catch {
        this.#destroy(idle.connection)
        signal.throwIfAborted()
      }
    }
  }

  /** Ends all connections, whatever they are doing. */
  close(): void {
    for (const connection of this.#all) this.#destroy(connection)
    this.#idle.length = 0
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#used < this.#most) {
      this.#used++
      return
    }
    const turn = Promise.withResolvers<void>()
    this.#waiting.push(turn.resolve)
    try {
      // Whoever gives up the turn before hands it over with its count.
      await withAbort(turn.promise, signal)
    } catch (error) {
      const at = this.#waiting.indexOf(turn.resolve)
      if (at >= 0) this.#waiting.splice(at, 1)
      else this.#next()
      throw error
    }
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#used--
  }

  async #connect(signal: AbortSignal): Promise<Connection> {
    const { connectTimeoutMs, tls, password = '' } = this.#address
    const attempt = async (encrypted: boolean): Promise<Connection> => {
      const { createConnection } = await import('mysql2')
      const connection = createConnection(await connectionOptions(this.#address, encrypted))
      this.#all.add(connection)
      const ready = new Promise<void>((resolve, reject) => {
        connection.once('connect', () => resolve())
        connection.once('error', reject)
      })
      // Errors of an idle connection: the next to use it is told.
      connection.on('error', () => this.#destroy(connection))
      try {
        await withDeadline(ready, connectTimeoutMs, signal)
        return connection
      } catch (error) {
        this.#destroy(connection)
        throw error
      }
    }
    try {
      return await attempt(tls !== 'off')
    } catch (error) {
      const hasNoTls = error instanceof Error && 'code' in error && error.code === 'HANDSHAKE_NO_SSL_SUPPORT'
      if (tls === 'preferred' && hasNoTls) {
        return attempt(false).catch((second: unknown) => {
          throw mysqlError(second, [password])
        })
      }
      throw mysqlError(error, [password])
    }
  }

  #destroy(connection: Connection): void {
    const at = this.#idle.findIndex((idle) => idle.connection === connection)
    if (at >= 0) this.#idle.splice(at, 1)
    if (this.#all.delete(connection)) connection.destroy()
  }

  #session(connection: Connection, signal: AbortSignal): Session {
    const { queryTimeoutMs, password = '' } = this.#address
    const run = async <T>(start: (done: (error: unknown, result: T) => void) => void): Promise<T> => {
      const answer = new Promise<T>((resolve, reject) => {
        start((error, result) => (error ? reject(error) : resolve(result)))
      })
      try {
        return await withDeadline(answer, queryTimeoutMs, signal)
      } catch (error) {
        throw signal.aborted ? signal.reason : mysqlError(error, [password])
      }
    }
    return {
      query: async (sql) => {
        const result = await run<unknown>((done) => connection.query(sql, done))
        return Array.isArray(result) ? result : []
      },
      execute: async (sql, parameters) => {
        await run<unknown>((done) => connection.execute(sql, [...parameters], done))
      },
    }
  }
}

/** A server that is silent must not hold anybody up. */
async function withDeadline<T>(promise: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  const timer = new AbortController()
  const timeout = setTimeout(() => {
    timer.abort(new StoreError('unreachable', 'the server did not answer in time'))
  }, milliseconds)
  try {
    return await withAbort(promise, AbortSignal.any([signal, timer.signal]))
  } finally {
    clearTimeout(timeout)
  }
}
