/** Publishes a model in OSS: bytes under their digest, then the metadata, then the link for others. */
import { isFaultOfModel, StoreError } from '../errors.ts'
import { retrying } from '../retry.ts'
import type { Bucket } from './bucket.ts'
import { decoded, readDocument } from './document.ts'
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

/** Long after bytes were replaced, nobody reads them any more. */
const keptMs = 24 * 60 * 60 * 1000

/** Hours of training are not lost to seconds without a network. */
const patiently = { tries: 8 }

export async function publish(
  bucket: Bucket,
  folder: string,
  { sha256, text, bytes }: Publication,
  signal: AbortSignal,
): Promise<void> {
  const before = await publishedDigest(bucket, folder, signal)
  await upload(bucket, `${folder}${linkName}.${sha256}`, bytes, signal)
  await retrying(() => bucket.put(`${folder}${metadataName}`, text, signal), signal, patiently)
  await link(bucket, folder, sha256, bytes, signal)
  await removeOld(bucket, `${folder}${linkName}.`, [sha256, before], signal)
}

async function upload(bucket: Bucket, key: string, bytes: Blob, signal: AbortSignal): Promise<void> {
  const tried = <T>(operation: () => Promise<T>): Promise<T> => retrying(operation, signal, patiently)
  if (bytes.size <= partBytes) {
    const content = new Uint8Array(await bytes.arrayBuffer())
    await tried(() => bucket.put(key, content, signal))
    return
  }
  const size = Math.max(partBytes, Math.ceil(bytes.size / mostParts))
  const id = await tried(() => bucket.startUpload(key, signal))
  try {
    const etags: string[] = []
    for (let from = 0; from < bytes.size; from += size) {
      const part = new Uint8Array(await bytes.slice(from, from + size).arrayBuffer())
      const number = etags.length + 1
      etags.push(await tried(() => bucket.uploadPart(key, id, number, part, signal)))
    }
    await tried(() => bucket.completeUpload(key, id, etags, bytes.size, signal))
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
    const linked = await hasLinked(bucket, key, `${key}.${target}`, signal)
    const published = (await publishedDigest(bucket, folder, signal)) ?? target
    if (published === target) {
      if (target === sha256) await ensureBytes(bucket, key, `${key}.${target}`, linked, bytes, signal)
      return
    }
    target = published
  }
}

/** Not everything that speaks OSS's language has links. */
async function hasLinked(bucket: Bucket, key: string, target: string, signal: AbortSignal): Promise<boolean> {
  try {
    await retrying(() => bucket.link(key, target, signal), signal)
    return true
  } catch (error) {
    if (signal.aborted || !(error instanceof StoreError)) throw error
    return false
  }
}

async function ensureBytes(
  bucket: Bucket,
  key: string,
  target: string,
  linked: boolean,
  bytes: Blob,
  signal: AbortSignal,
): Promise<void> {
  const has = async (name: string): Promise<boolean> =>
    (await retrying(() => bucket.size(name, signal), signal)) === bytes.size
  if (linked && (await has(key))) return
  // Another save may have removed bytes as old just when they came again.
  if (!(await has(target))) await upload(bucket, target, bytes, signal)
  if (!linked || !(await has(key))) await upload(bucket, key, bytes, signal)
}

/** The digest of the bytes that metadata.json goes with; nothing when it says none, or is no metadata. */
async function publishedDigest(
  bucket: Bucket,
  folder: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const read = (): Promise<Uint8Array | undefined> =>
      readDocument(bucket, `${folder}${metadataName}`, signal)
    const text = await retrying(read, signal, patiently)
    return text && decoded(text, '').sha256
  } catch (error) {
    if (error instanceof StoreError && isFaultOfModel(error.fault)) return undefined
    throw error
  }
}

/**
 * Bytes were in use until newer ones came, and for a day after that somebody may still read them. The
 * digests that are kept were published until now, whatever came in between.
 */
async function removeOld(
  bucket: Bucket,
  prefix: string,
  kept: readonly (string | undefined)[],
  signal: AbortSignal,
): Promise<void> {
  try {
    const { objects } = await bucket.list({ prefix }, signal)
    const byAge = objects.toSorted((a, b) => a.lastModified.getTime() - b.lastModified.getTime())
    const ended = Date.now() - keptMs
    for (const [at, { key }] of byAge.entries()) {
      const next = byAge[at + 1]
      if (next === undefined || next.lastModified.getTime() >= ended) return
      if (!kept.includes(key.slice(prefix.length))) await bucket.delete(key, signal)
    }
  } catch (error) {
    // The model is saved; who may not list or delete pays for old ones.
    if (!(error instanceof StoreError)) throw error
  }
}
