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
import type { TableColumn } from './column-reader.ts'

type TableCatalog = ReadonlyMap<string, readonly TableColumn[]>

export const lockFileName = 'sqlflow.lock.json'
const version = 1

/** Of what the document says, however it is spaced and ordered. */
export function digestOf(metadata: Metadata): string {
  return `sha256:${createHash('sha256').update(canonical(metadata)).digest('hex')}`
}

export function pinned(store: string, metadata: Metadata): PinnedModel {
  return { store, digest: digestOf(metadata), metadata }
}

export interface LockFile {
  readonly models: Lock
  /** Columns of tables that programs read and do not make. */
  readonly tables: TableCatalog
}

/** Throws with a message for users when the text is no lock, or was changed by hand. */
export function readLock(text: string, path: string): LockFile {
  const parsed = parse(text, path)
  if (!isObject(parsed)) throw new Error(`${path} must be an object with version and models`)
  if (parsed['version'] !== version) {
    throw new Error(
      `${path} has version ${String(parsed['version'])}, and this release reads ${version}; pin the models again`,
    )
  }
  const { models, tables = {} } = parsed
  if (!isObject(models)) throw new Error(`${path} has no models; pin them again`)
  if (!isObject(tables)) throw new Error(`${path}: tables must be an object; pin the catalog again`)
  return {
    models: new Map(Object.entries(models).map(([name, entry]) => [name, readPin(name, entry, path)])),
    tables: new Map(Object.entries(tables).map(([name, entry]) => [name, readTable(name, entry, path)])),
  }
}

function readTable(name: string, entry: unknown, path: string): TableColumn[] {
  const { columns } = isObject(entry) ? entry : {}
  const wrong = new Error(`${path}: the columns of \`${name}\` can't be read; pin the catalog again`)
  if (!Array.isArray(columns)) throw wrong
  return columns.map((column: unknown) => {
    const { name: own, type, unique } = isObject(column) ? column : {}
    if (typeof own !== 'string' || typeof type !== 'string') throw wrong
    return { name: own, type, ...(unique === true ? { unique } : {}) }
  })
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

/** Without tables the file has no such member. */
export function writeLock({ models, tables }: LockFile): string {
  const document = {
    version,
    models: inOrder(models),
    ...(tables.size === 0
      ? {}
      : { tables: inOrder(new Map([...tables].map(([name, columns]) => [name, { columns }]))) }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function inOrder<T>(map: ReadonlyMap<string, T>): { readonly [name: string]: T } {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
}
