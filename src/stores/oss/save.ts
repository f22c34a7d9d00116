/** Publishes a model in OSS: bytes under their digest, then the metadata, then the link for others. */
import { decodeMetadata } from '../../metadata/document.ts'
import { StoreError } from '../errors.ts'
import { retrying } from '../retry.ts'
import type { Bucket } from './bucket.ts'
import { metadataName } from './folders.ts'

export interface Publication {
  readonly sha256: string
  /** The metadata document. */
  readonly text: Uint8Array
  readonly bytes: Blob
}

const linkName = 'model_save'

/** Larger ones go up in parts, each of which may be tried again. */
const partBytes = 16 * 1024 * 1024
const mostParts = 10_000

/** Bytes that nothing refers to are kept for readers that began before. */
const keptMs = 24 * 60 * 60 * 1000

export async function publish(
  bucket: Bucket,
  folder: string,
  { sha256, text, bytes }: Publication,
  signal: AbortSignal,
): Promise<void> {
  await upload(bucket, `${folder}${linkName}.${sha256}`, bytes, signal)
  await retrying(() => bucket.put(`${folder}${metadataName}`, text, signal), signal)
  await link(bucket, folder, sha256, bytes, signal)
  await removeOld(bucket, folder, sha256, signal)
}

async function upload(bucket: Bucket, key: string, bytes: Blob, signal: AbortSignal): Promise<void> {
  if (bytes.size <= partBytes) {
    const content = new Uint8Array(await bytes.arrayBuffer())
    await retrying(() => bucket.put(key, content, signal), signal)
    return
  }
  const size = Math.max(partBytes, Math.ceil(bytes.size / mostParts))
  const id = await retrying(() => bucket.startUpload(key, signal), signal)
  try {
    const etags: string[] = []
    for (let from = 0; from < bytes.size; from += size) {
      const part = new Uint8Array(await bytes.slice(from, from + size).arrayBuffer())
      const number = etags.length + 1
      etags.push(await retrying(() => bucket.uploadPart(key, id, number, part, signal), signal))
    }
    await retrying(() => bucket.completeUpload(key, id, etags, signal), signal)
  } catch (error) {
    // Parts that were sent are kept, and paid for, until somebody says that they are not wanted.
    await bucket.abortUpload(key, id, AbortSignal.timeout(5000)).catch(() => undefined)
    throw error
  }
}

/**
 * Points `model_save` at the bytes that metadata.json goes with. Another save may have published in
 * between, and its link may have been overtaken: whoever comes last sets it right.
 */
async function link(
  bucket: Bucket,
  folder: string,
  sha256: string,
  bytes: Blob,
  signal: AbortSignal,
): Promise<void> {
  const key = `${folder}${linkName}`
  let target = sha256
  for (let tries = 0; tries < 5; tries++) {
    const aim = `${key}.${target}`
    await retrying(() => bucket.link(key, aim, signal), signal)
    const published = await publishedDigest(bucket, folder, signal)
    if (published === undefined || published === target) break
    target = published
  }
  // Not everything that speaks OSS's language has links.
  const size = await retrying(() => bucket.size(key, signal), signal)
  if (target === sha256 && size !== bytes.size) await upload(bucket, key, bytes, signal)
}

async function publishedDigest(
  bucket: Bucket,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const piece = await retrying(
    () => bucket.get(`${folder}${metadataName}`, 0, 64 * 1024 * 1024, signal),
    signal,
  )
  try {
    return piece && decodeMetadata(piece.bytes).sha256
  } catch {
    // Somebody else's document: nothing that a link could be set right for.
    return undefined
  }
}

async function removeOld(bucket: Bucket, folder: string, sha256: string, signal: AbortSignal): Promise<void> {
  try {
    const { objects } = await bucket.list({ prefix: `${folder}${linkName}.` }, signal)
    const ended = Date.now() - keptMs
    for (const { key, lastModified } of objects) {
      if (!key.endsWith(sha256) && lastModified.getTime() < ended) await bucket.delete(key, signal)
    }
  } catch (error) {
    // The model is saved; who may not list or delete pays for old ones.
    if (!(error instanceof StoreError)) throw error
  }
}
