/** What every store does before it saves: nothing is written that could not be read again. */
import { decodeMetadata, encodeMetadata } from '../metadata/document.ts'
import { DocumentError } from '../metadata/document-error.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { StoreError } from './errors.ts'
import { mostMetadataBytes } from './format/limits.ts'

export interface Prepared {
  readonly document: Metadata
  readonly text: Uint8Array
}

/** The document with the digest of the bytes, checked, and as it will be stored. */
export function prepared(model: string, metadata: Metadata, sha256: string): Prepared {
  if (metadata.sha256 !== undefined && metadata.sha256 !== sha256) {
    throw new StoreError(
      'failed',
      `the metadata of \`${model}\` was written for other bytes: their SHA-256 differs`,
    )
  }
  try {
    const text = new TextEncoder().encode(encodeMetadata({ ...metadata, sha256 }))
    if (text.length > mostMetadataBytes) {
      throw new DocumentError(
        'damaged',
        `its metadata has ${text.length} bytes; more than ${mostMetadataBytes} are not read again`,
      )
    }
    return { document: decodeMetadata(text, model), text }
  } catch (error) {
    if (error instanceof DocumentError) {
      throw new StoreError('failed', `the model \`${model}\` can’t be saved: ${error.message}`)
    }
    throw error
  }
}

/** Bytes that are written to a database at once. */
export const batchBytes: number = 8 * 1024 * 1024

/** Tables and objects that a save writes aside; their names say when, so that left ones can be told. */
const asidePattern = /^sqlflowc_(?:saving|replaced)_([0-9a-z]+)_[0-9a-f]+$/

export function asideName(purpose: 'saving' | 'replaced'): string {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex')
  return `sqlflowc_${purpose}_${Date.now().toString(36)}_${random}`
}

function isAside(name: string): boolean {
  return asidePattern.test(name)
}

/** A day: no save takes longer, and no two clocks differ by more. */
const longestSave = 24 * 60 * 60 * 1000

/** Left by a save that was killed long ago. */
export function isLeftAside(name: string): boolean {
  const started = asidePattern.exec(name)?.[1]
  return started !== undefined && Date.now() - Number.parseInt(started, 36) > longestSave
}

/** The suffix of the tables that hold the metadata of SQLFlow's models on PAI. */
export const paiSuffix = '_sqlflow_pai_model'

/** Names of models for people, from the names of tables that look like models. */
export function modelNames(tables: Iterable<string>): string[] {
  const names = [...tables].filter((table) => !isAside(table))
  return [
    ...new Set(names.map((name) => (name.endsWith(paiSuffix) ? name.slice(0, -paiSuffix.length) : name))),
  ].sort()
}

export function notAModel(model: string, what: string): StoreError {
  return new StoreError('not-a-model', `\`${model}\` is ${what}, not a model`, {
    help: 'models are tables with the columns id and block, made by TO TRAIN … INTO',
  })
}

/** A save over something else would destroy it. */
export function notReplaceable(model: string, what: string): StoreError {
  return new StoreError('not-a-model', `\`${model}\` is ${what}, not a model, and is left as it is`, {
    help: 'save the model under another name, or drop what has this one',
  })
}
