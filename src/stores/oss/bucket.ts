/** One bucket: the few requests that a store makes, each with a deadline, over a bounded number of connections. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type OSS from 'ali-oss'
import { withAbort } from '../abort.ts'
import { StoreError } from '../errors.ts'
import { isEmptyObject, isMissing, ossError } from './errors.ts'
import type { Credentials, Place } from './place.ts'

export interface Piece {
  readonly bytes: Uint8Array
  /** Of the whole object. */
  readonly size: number
  readonly etag: string
}

export interface ListedObject {
  readonly key: string
  readonly lastModified: Date
}

export class Bucket {
  readonly #place: Place
  readonly #credentials: () => Promise<Credentials>
  readonly #agents: { http: HttpAgent; https: HttpsAgent }
  #client: Promise<OSS> | undefined

  constructor(place: Place, credentials: () => Promise<Credentials>, connections: number) {
    this.#place = place
    this.#credentials = credentials
    const options = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections }
    this.#agents = { http: new HttpAgent(options), https: new HttpsAgent(options) }
  }

  /** Bytes `from` to `from + length`, or fewer at the end; nothing when there is no such object. */
  async get(
    key: string,
    from: number,
    length: number,
    signal: AbortSignal,
    etag?: string,
  ): Promise<Piece | undefined> {
    const headers = {
      Range: `bytes=${from}-${from + length - 1}`,
      // Without it a range beyond the end gets the whole object.
      'x-oss-range-behavior': 'standard',
      ...(etag === undefined ? {} : { 'If-Match': etag }),
    }
    const result = await this.#request(signal, (client) => client.get(key, { headers })).catch(
      (error: unknown) => {
        if (isMissing(error)) return undefined
        if (isEmptyObject(error)) return 'empty' as const
        throw signal.aborted ? signal.reason : ossError(error)
      },
    )
    if (result === undefined) return undefined
    if (result === 'empty') return { bytes: new Uint8Array(), size: from, etag: '' }
    const bytes: Uint8Array = result.content
    const found = headersOf(result.res)
    const size = Number(/\/(\d+)$/.exec(found['content-range'] ?? '')?.[1] ?? bytes.length)
    if (bytes.length !== Math.min(length, size - from))
      throw new StoreError('unreachable', 'the answer was cut off')
    return { bytes, size, etag: found['etag'] ?? '' }
  }

  /** Size of an object, or nothing when there is none. */
  async size(key: string, signal: AbortSignal): Promise<number | undefined> {
    const result = await this.#request(signal, (client) => client.head(key)).catch((error: unknown) => {
      if (isMissing(error)) return undefined
      throw signal.aborted ? signal.reason : ossError(error)
    })
    return result && Number(headersOf(result.res)['content-length'] ?? 0)
  }

  async put(key: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#do(signal, (client) => client.put(key, Buffer.from(bytes)))
  }

  /** `key` stands for `target` from now on. */
  async link(key: string, target: string, signal: AbortSignal): Promise<void> {
    await this.#do(signal, (client) =>
      client.putSymlink(key, target, { storageClass: 'Standard', meta: {} as never }),
    )
  }

  async delete(key: string, signal: AbortSignal): Promise<void> {
    await this.#do(signal, (client) => client.delete(key))
  }

  async startUpload(key: string, signal: AbortSignal): Promise<string> {
    return (await this.#do(signal, (client) => client.initMultipartUpload(key))).uploadId
  }

  /** @returns the part's ETag */
  async uploadPart(
    key: string,
    upload: string,
    part: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<string> {
    const file = Buffer.from(bytes)
    const result = await this.#do(signal, (client) =>
      client.uploadPart(key, upload, part, file, 0, file.length),
    )
    return result.etag
  }

  async completeUpload(
    key: string,
    upload: string,
    etags: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const parts = etags.map((etag, at) => ({ number: at + 1, etag }))
    await this.#do(signal, (client) => client.completeMultipartUpload(key, upload, parts))
  }

  async abortUpload(key: string, upload: string, signal: AbortSignal): Promise<void> {
    await this.#do(signal, (client) => client.abortMultipartUpload(key, upload))
  }

  /** A page of objects and, with a delimiter, of folders. Pass `next` on to get the page after it. */
  async list(
    query: { prefix: string; delimiter?: '/'; next?: string },
    signal: AbortSignal,
  ): Promise<{ objects: readonly ListedObject[]; folders: readonly string[]; next?: string }> {
    // Empty values of a query are signed differently by the client and the service.
    const options = {
      'max-keys': '1000',
      ...(query.prefix === '' ? {} : { prefix: query.prefix }),
      ...(query.delimiter === undefined ? {} : { delimiter: query.delimiter }),
      ...(query.next === undefined ? {} : { 'continuation-token': query.next }),
    }
    const page = await this.#do(signal, (client) => client.listV2(options as never, {}))
    const { objects, prefixes, nextContinuationToken } = page
    return {
      objects: (objects ?? []).map(({ name, lastModified }) => ({
        key: name,
        lastModified: new Date(lastModified),
      })),
      folders: prefixes ?? [],
      ...(nextContinuationToken ? { next: nextContinuationToken } : {}),
    }
  }

  /** Ends all connections, whatever they are doing. */
  close(): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }

  async #do<T>(signal: AbortSignal, use: (client: OSS) => Promise<T>): Promise<T> {
    try {
      return await this.#request(signal, use)
    } catch (error) {
      throw signal.aborted ? signal.reason : ossError(error)
    }
  }

  async #request<T>(signal: AbortSignal, use: (client: OSS) => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    this.#client ??= this.#open()
    return withAbort(this.#client.then(use), signal)
  }

  async #open(): Promise<OSS> {
    const { default: Client } = await import('ali-oss')
    const { bucket, endpoint, region, signature, cname, pathStyle, timeoutMs } = this.#place
    const credentials = await this.#credentials()
    return new Client({
      ...credentials,
      // The client warns on the console when a token has nobody to renew it.
      refreshSTSToken: async () => {
        const { accessKeyId, accessKeySecret, stsToken = '' } = await this.#credentials()
        return { accessKeyId, accessKeySecret, stsToken }
      },
      bucket,
      endpoint,
      ...(region === undefined ? {} : { region: `oss-${region}` }),
      authorizationV4: signature === 'v4',
      cname,
      sldEnable: pathStyle,
      timeout: timeoutMs,
      agent: this.#agents.http,
      httpsAgent: this.#agents.https,
    } as OSS.Options)
  }
}

function headersOf(response: unknown): Readonly<Record<string, string | undefined>> {
  const has = typeof response === 'object' && response !== null && 'headers' in response
  return has ? (response.headers as Record<string, string | undefined>) : {}
}
