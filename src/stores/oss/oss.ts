/**
 * Models in an OSS bucket: `<prefix>/<model>/metadata.json`, and the bytes in `…/model_save`.
 *
 * Two objects can't be replaced at once. So the bytes are kept under their digest, `model_save.<sha256>`;
 * writing metadata.json, which names the digest, is what publishes a model, and `model_save` is a link to
 * them for those who know no digests. Whatever fails in between, metadata.json goes with bytes that are there.
 */
import { parseUrl } from '../../config/url.ts'
import { decodeMetadata } from '../../metadata/document.ts'
import { DocumentError } from '../../metadata/document-error.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'
import { sha256Of, verified } from '../format/digest.ts'
import { believable } from '../format/limits.ts'
import { holding } from '../format/streams.ts'
import { retrying } from '../retry.ts'
import { prepared } from '../saving.ts'
import type { Store, StoredModel } from '../store.ts'
import { Bucket } from './bucket.ts'
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

/** Bytes that are fetched at once: metadata is nearly always smaller. */
const metadataPiece = 1024 * 1024
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
    const key = await retrying(() => this.#bytesOf(folder, metadata, signal), signal)
    if (key === undefined) throw new StoreError('damaged', 'its metadata is there, but its bytes are not')
    const bytes = pieces(this.#bucket, key, signal)
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
    const text = await document(this.#bucket, `${own}${metadataName}`, signal)
    if (text) return { folder: own, metadata: decoded(text, model) }
    const folder = await findInProjects(this.#bucket, this.#place.prefix, model, signal)
    const other = folder && (await document(this.#bucket, `${folder}${metadataName}`, signal))
    return folder && other ? { folder, metadata: decoded(other, model) } : undefined
  }

  /** SQLFlow's models have no digest, and some are a tarball. */
  async #bytesOf(folder: string, { sha256 }: Metadata, signal: AbortSignal): Promise<string | undefined> {
    const names = [...(sha256 === undefined ? [] : [`model_save.${sha256}`]), 'model_save', 'model.tar.gz']
    for (const name of names) {
      if ((await this.#bucket.size(`${folder}${name}`, signal)) !== undefined) return `${folder}${name}`
    }
    return undefined
  }
}

/** A whole object of bounded size, all of one version. */
async function document(bucket: Bucket, key: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const first = await bucket.get(key, 0, metadataPiece, signal)
  if (!first) return undefined
  believable(BigInt(first.size))
  const parts = [first.bytes]
  for (let from = first.bytes.length; from < first.size; from += modelPiece) {
    const next = await bucket.get(key, from, modelPiece, signal, first.etag)
    if (!next) throw replaced()
    parts.push(next.bytes)
  }
  return Buffer.concat(parts)
}

async function* pieces(bucket: Bucket, key: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let etag: string | undefined
  let from = 0
  for (;;) {
    const piece = await retrying(() => bucket.get(key, from, modelPiece, signal, etag), signal)
    if (!piece) throw replaced()
    if (piece.bytes.length > 0) yield piece.bytes
    from += piece.bytes.length
    if (from >= piece.size) return
    etag = piece.etag
  }
}

function replaced(): StoreError {
  return new StoreError('failed', 'the model was replaced while it was read', { transient: true })
}

function decoded(text: Uint8Array, model: string): Metadata {
  try {
    return decodeMetadata(text, model)
  } catch (error) {
    if (error instanceof DocumentError) throw new StoreError(error.fault, error.message)
    throw error
  }
}
