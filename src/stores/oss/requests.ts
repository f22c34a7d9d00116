/**
 * Requests to one bucket: so many at a time, each over a connection of its own, which is cut when nobody
 * waits for the answer any more. The client alone would hold a connection until its own time is up.
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type OSS from 'ali-oss'
import { withAbort } from '../abort.ts'
import { StoreError } from '../errors.ts'
import type { Credentials, Place } from './place.ts'

const stayingOpen = { keepAlive: true, maxSockets: 1 }

/** A connection that stays open between requests, whatever the scheme. */
class Line {
  http = new HttpAgent(stayingOpen)
  https = new HttpsAgent(stayingOpen)

  /** A new agent comes after: the old one would connect again for a request that waits in it. */
  cut(): void {
    this.http.destroy()
    this.https.destroy()
    this.http = new HttpAgent(stayingOpen)
    this.https = new HttpsAgent(stayingOpen)
  }
}

/** Whoever gives temporary credentials has renewed them by then. */
const credentialsMs = 5 * 60 * 1000

export class Requests {
  readonly #place: Place
  readonly #ask: () => Promise<Credentials>
  readonly #lines: readonly Line[]
  readonly #idle: Line[]
  readonly #waiting = new Set<(line: Line) => void>()
  readonly #closing = new AbortController()
  #credentials: { readonly asked: Promise<Credentials>; readonly until: number } | undefined

  constructor(place: Place, ask: () => Promise<Credentials>, connections: number) {
    this.#place = place
    this.#ask = ask
    this.#lines = Array.from({ length: Math.max(1, connections) }, () => new Line())
    this.#idle = [...this.#lines]
  }

  /** Runs one request. Rejects with the signal's reason, or with what the client rejects with. */
  async run<T>(signal: AbortSignal, use: (client: OSS) => Promise<T>): Promise<T> {
    const ended = AbortSignal.any([signal, this.#closing.signal])
    ended.throwIfAborted()
    const line = this.#idle.pop() ?? (await this.#turn(ended))
    const cut = (): void => line.cut()
    ended.addEventListener('abort', cut, { once: true })
    try {
      const client = await withAbort(this.#client(line), ended)
      // A request that began after the cut would hold the line.
      ended.throwIfAborted()
      return await withAbort(use(client), ended)
    } finally {
      ended.removeEventListener('abort', cut)
      this.#give(line)
    }
  }

  /** Cuts all connections, whatever they are doing. */
  close(): void {
    this.#closing.abort(new StoreError('failed', 'the store is closed'))
    for (const line of this.#lines) line.cut()
  }

  async #turn(ended: AbortSignal): Promise<Line> {
    const { promise, resolve } = Promise.withResolvers<Line>()
    this.#waiting.add(resolve)
    try {
      return await withAbort(promise, ended)
    } catch (error) {
      // The turn may have come at the same moment: somebody else takes it.
      if (!this.#waiting.delete(resolve)) this.#give(await promise)
      throw error
    }
  }

  #give(line: Line): void {
    const [next] = this.#waiting
    if (next === undefined) this.#idle.push(line)
    else {
      this.#waiting.delete(next)
      next(line)
    }
  }

  async #client(line: Line): Promise<OSS> {
    const [{ default: Client }, credentials] = await Promise.all([import('ali-oss'), this.#current()])
    const { bucket, endpoint, region, signature, cname, pathStyle, timeoutMs } = this.#place
    return new Client({
      ...credentials,
      // Without it the client warns on the console that nobody renews the token.
      refreshSTSTokenInterval: credentialsMs,
      bucket,
      endpoint,
      ...(region === undefined ? {} : { region: `oss-${region}` }),
      authorizationV4: signature === 'v4',
      cname,
      sldEnable: pathStyle,
      timeout: timeoutMs,
      agent: line.http,
      httpsAgent: line.https,
    } as OSS.Options)
  }

  async #current(): Promise<Credentials> {
    if (this.#credentials === undefined || this.#credentials.until < Date.now()) {
      this.#credentials = { asked: this.#askOnce(), until: Date.now() + credentialsMs }
    }
    const { asked } = this.#credentials
    try {
      return await asked
    } catch (error) {
      // The next request asks again.
      if (this.#credentials?.asked === asked) this.#credentials = undefined
      throw error
    }
  }

  /** What went wrong in there is not shown: it may tell a secret. */
  async #askOnce(): Promise<Credentials> {
    const given = await Promise.resolve()
      .then(this.#ask)
      .catch((error: unknown) => {
        if (error instanceof StoreError) throw error
        throw new StoreError('refused', 'the access key could not be had from where it should come', {
          transient: true,
        })
      })
    const { accessKeyId, accessKeySecret, stsToken } = given
    if (!accessKeyId || !accessKeySecret) throw new StoreError('refused', 'the access key is empty')
    return { accessKeyId, accessKeySecret, ...(stsToken ? { stsToken } : {}) }
  }
}
