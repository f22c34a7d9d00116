/** One bucket: the few requests that a store makes of it, and their errors in words. */
import type OSS from 'ali-oss'
import { StoreError } from '../errors.ts'
import { hasCode, isEmptyObject, isMissing, ossError } from './errors.ts'
import type { Credentials, Place } from './place.ts'
import { Requests } from './requests.ts'

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

/** For so many bytes that go along, a request may take its time once more. */
const bytesPerTimeout = 4 * 1024 * 1024

export class Bucket {
  readonly #place: Place
  readonly #requests: Requests

  constructor(place: Place, credentials: () => Promise<Credentials>, connections: number) {
    this.#place = place
    this.#requests = new Requests(place, credentials, connections)
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
    const result = await this.#do(
      signal,
      (client) => client.get(key, { headers, timeout: this.#timeFor(length) }),
      (error) => {
        if (isMissing(error)) return undefined
        if (isEmptyObject(error)) return 'empty' as const
        throw error
      },
    )
    if (result === undefined) return undefined
    if (result === 'empty') return { bytes: new Uint8Array(), size: from, etag: '' }
    const content: Uint8Array = result.content
    const found = headersOf(result.res)
    // A proxy's page has none.
    if (!found['etag']) throw new StoreError('unreachable', 'the answer is not from OSS')
    const whole = /\/(\d+)$/.exec(found['content-range'] ?? '')?.[1]
    const size = Number(whole ?? content.length)
    const bytes = whole === undefined ? content.subarray(from, from + length) : content
    if (bytes.length !== Math.min(length, size - from)) {
      throw new StoreError('unreachable', 'the answer was cut off')
    }
    return { bytes, size, etag: found['etag'] }
  }

  /** Size of an object, or nothing when there is none. */
  async size(key: string, signal: AbortSignal): Promise<number | undefined> {
    const head = (client: OSS): Promise<OSS.HeadObjectResult> => client.head(key)
    const result = await this.#do(signal, head, (error) => {
      if (isMissing(error)) return undefined
      throw error
    })
    return result && Number(headersOf(result.res)['content-length'] ?? 0)
  }

  async put(key: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const timeout = this.#timeFor(bytes.length)
    await this.#do(signal, (client) => client.put(key, bufferOf(bytes), { timeout }))
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

  /**
   * As any other PUT: the client's own way pumps a stream, whose errors end on the console, and sends no MD5.
   *
   * @returns the part's ETag
   */
  async uploadPart(
    key: string,
    upload: string,
    part: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<string> {
    const timeout = this.#timeFor(bytes.length)
    const options = { timeout, subres: { partNumber: part, uploadId: upload } }
    const result = await this.#do(signal, (client) => client.put(key, bufferOf(bytes), options))
    const etag = headersOf(result.res)['etag']
    if (!etag) throw new StoreError('unreachable', 'the answer is not from OSS')
    return etag
  }

  /** An upload that is gone, while the object has its size, was completed before: the answer was lost. */
  async completeUpload(
    key: string,
    upload: string,
    etags: readonly string[],
    size: number,
    signal: AbortSignal,
  ): Promise<void> {
    const parts = etags.map((etag, at) => ({ number: at + 1, etag }))
    await this.#do(
      signal,
      (client) => client.completeMultipartUpload(key, upload, parts),
      async (error) => {
        if (!hasCode(error, 'NoSuchUpload') || (await this.size(key, signal)) !== size) throw error
      },
    )
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
    this.#requests.close()
  }

  /** Runs a request; `otherwise` may know what an error of the client means. */
  async #do<T, U = never>(
    signal: AbortSignal,
    use: (client: OSS) => Promise<T>,
    otherwise?: (error: unknown) => U | Promise<U>,
  ): Promise<T | U> {
    try {
      const result = this.#requests.run(signal, use)
      return await (otherwise ? result.catch(otherwise) : result)
    } catch (error) {
      throw signal.aborted ? signal.reason : ossError(error, this.#place.signature)
    }
  }

  /** The client's limit is for all of a request, so one that moves many bytes needs more of it. */
  #timeFor(bytes: number): number {
    return Math.ceil(this.#place.timeoutMs * (1 + Math.floor(bytes / bytesPerTimeout)))
  }
}

/** The same memory. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

function headersOf(response: unknown): Readonly<Record<string, string | undefined>> {
  const has = typeof response === 'object' && response !== null && 'headers' in response
  return has ? (response.headers as Record<string, string | undefined>) : {}
}
