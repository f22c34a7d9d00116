/**
 * `sqlflow.lock.json`: metadata of models that were trained elsewhere, pinned by digest, so that a program
 * compiles the same without its store. The order of everything is fixed: changes read well in a review.
 */
import { createHash } from 'node:crypto'
import { checkedMetadata } from '../metadata/document.ts'
import { DocumentError } from '../metadata/document-error.ts'
import { canonical, isObject } from '../metadata/json.ts'
import type { Lock, PinnedModel } from '../metadata/lock.ts'
import type { Metadata } from '../metadata/metadata.ts'

export const lockFileName = 'sqlflow.lock.json'
const version = 1

/** Of what the document says, however it is spaced and ordered. */
export function digestOf(metadata: Metadata): string {
  return `sha256:${createHash('sha256').update(canonical(metadata)).digest('hex')}`
}

export function pinned(store: string, metadata: Metadata): PinnedModel {
  return { store, digest: digestOf(metadata), metadata }
}

/** Throws with a message for users when the text is no lock, or was changed by hand. */
export function readLock(text: string, path: string): Lock {
  const parsed = parse(text, path)
  if (!isObject(parsed)) throw new Error(`${path} must be an object with version and models`)
  if (parsed['version'] !== version) {
    throw new Error(
      `${path} has version ${String(parsed['version'])}, and this release reads ${version}; pin the models again`,
    )
  }
  const { models } = parsed
  if (!isObject(models)) throw new Error(`${path} has no models; pin them again`)
  return new Map(Object.entries(models).map(([name, entry]) => [name, readPin(name, entry, path)]))
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${path} is not JSON; if a merge left marks in it, pin the models again`)
  }
}

function readPin(name: string, entry: unknown, path: string): PinnedModel {
  const { store, digest, metadata } = isObject(entry) ? entry : {}
  if (typeof store !== 'string' || typeof digest !== 'string') {
    throw new Error(`${path}: the entry of \`${name}\` has no store or no digest; pin it again`)
  }
  try {
    const document = checkedMetadata(metadata, name)
    if (digestOf(document) !== digest) {
      throw new Error(
        `${path}: the metadata of \`${name}\` is not what its digest says, so it was changed by hand; pin it again`,
      )
    }
    return { store, digest, metadata: document }
  } catch (error) {
    if (error instanceof DocumentError)
      throw new Error(`${path}: \`${name}\`: ${error.message}; pin it again`)
    throw error
  }
}

export function writeLock(lock: Lock): string {
  const names = [...lock.keys()].sort()
  const models = Object.fromEntries(names.map((name) => [name, lock.get(name)]))
  return `${JSON.stringify({ version, models }, null, 2)}\n`
}
