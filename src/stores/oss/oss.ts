/**
 * Models in an OSS bucket: `<prefix>/<model>/metadata.json`, and the bytes in `…/model_save`.
 *
 * Two objects can't be replaced at once. So the bytes are kept under their digest, `model_save.<sha256>`;
 * writing metadata.json, which names the digest, is what publishes a model, and `model_save` is a link to
 * them for those who know no digests. Whatever fails in between, metadata.json goes with bytes that are there.
 */
import { parseUrl } from '../../config/url.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'
import { sha256Of, verified } from '../format/digest.ts'
import { holding } from '../format/streams.ts'
import { retrying } from '../retry.ts'
import { prepared } from '../saving.ts'
import type { Store, StoredModel } from '../store.ts'
import { Bucket } from './bucket.ts'
import { decoded, readDocument } from './document.ts'
import { replaced } from './errors.ts'
import { findInProjects, folderOf, listedModels, metadataName } from './folders.ts'
import { type Credentials, type Environment, type Place, readPlace } from './place.ts'
import { publish } from './save.ts'

export interface OssOptions {
  readonly env?: Environment
  /** Asked before the first request and when a token may have ended; instead of the environment's. */
  readonly credentials?: () => Promise<Credentials>
  /** The most connections at a time. */
  readonly connections?: number
}

/** Bytes of a model that are fetched at once. */
const modelPiece = 8 * 1024 * 1024

export class OssStore implements Store {
  readonly url: string
  readonly #place: Place
  readonly #bucket: Bucket

  /** Connects to nothing yet. @throws StoreError `refused` when the URL can't be understood, or without credentials */
  constructor(url: string, { env = {}, credentials, connections = 8 }: OssOptions = {}) {
    this.url = parseUrl(url).redacted
    this.#place = readPlace(url, env)
    const given = this.#place.credentials
    if (!credentials && !given) {
      throw new StoreError('refused', 'there is no access key', {
        help: 'set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or SQLFLOW_OSS_AK and SQLFLOW_OSS_SK',
      })
    }
    this.#bucket = new Bucket(this.#place, credentials ?? (async () => given as Credentials), connections)
  }

  async readMetadata(model: string, signal: AbortSignal): Promise<Metadata | undefined> {
    return (await this.#read(model, signal))?.metadata
  }

  async listModels(signal: AbortSignal): Promise<readonly string[]> {
    return listedModels(this.#bucket, this.#place.prefix, signal)
  }

  async readModel(model: string, signal: AbortSignal): Promise<StoredModel | undefined> {
    const found = await retrying(() => this.#read(model, signal), signal)
    if (!found) return undefined
    const { folder, metadata } = found
    const object = await retrying(() => this.#bytesOf(folder, metadata, signal), signal)
    if (!object) throw new StoreError('damaged', 'its metadata is there, but its bytes are not')
    const bytes = pieces(this.#bucket, object, signal)
    return { metadata, bytes: holding(verified(bytes, metadata), async () => {}, signal) }
  }

  async saveModel(model: string, metadata: Metadata, bytes: Blob, signal: AbortSignal): Promise<Metadata> {
    const folder = folderOf(this.#place.prefix, model)
    const sha256 = await sha256Of(bytes, signal)
    const { document, text } = prepared(model, metadata, sha256)
    await publish(this.#bucket, folder, { sha256, text, bytes }, signal)
    return document
  }

  async close(): Promise<void> {
    this.#bucket.close()
  }

  async #read(
    model: string,
    signal: AbortSignal,
  ): Promise<{ folder: string; metadata: Metadata } | undefined> {
    const own = folderOf(this.#place.prefix, model)
    const text = await readDocument(this.#bucket, `${own}${metadataName}`, signal)
    if (text) return { folder: own, metadata: decoded(text, model) }
    const folder = await findInProjects(this.#bucket, this.#place.prefix, model, signal)
    const other = folder && (await readDocument(this.#bucket, `${folder}${metadataName}`, signal))
    return folder && other ? { folder, metadata: decoded(other, model) } : undefined
  }

  /** SQLFlow's models have no digest, and some are a tarball. */
  async #bytesOf(
    folder: string,
    { sha256 }: Metadata,
    signal: AbortSignal,
  ): Promise<{ key: string; size: number } | undefined> {
    const names = [...(sha256 === undefined ? [] : [`model_save.${sha256}`]), 'model_save', 'model.tar.gz']
    for (const name of names) {
      const key = `${folder}${name}`
      const size = await this.#bucket.size(key, signal)
      if (size !== undefined) return { key, size }
    }
    return undefined
  }
}

/** Pieces of the bytes, all of one version. */
async function* pieces(
  bucket: Bucket,
  { key, size }: { key: string; size: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let etag: string | undefined
  for (let from = 0; from < size; from += modelPiece) {
    const length = Math.min(modelPiece, size - from)
    const piece = await retrying(() => bucket.get(key, from, length, signal, etag), signal)
    if (!piece || piece.size !== size) throw replaced()
    yield piece.bytes
    etag = piece.etag
  }
}
