/** A JSON file of metadata documents by model name: what `memory:FILE` answers from. */
import { checkedMetadata } from '../metadata/document.ts'
import { DocumentError } from '../metadata/document-error.ts'
import { isObject } from '../metadata/json.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { StoreError } from './errors.ts'

/** @throws StoreError `refused` when the file is not such a file */
export function readModels(text: string, path: string): Map<string, Metadata> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new StoreError('refused', `${path} is not JSON`)
  }
  if (!isObject(parsed)) {
    throw new StoreError('refused', `${path} must be an object with metadata documents by model name`)
  }
  return new Map(Object.entries(parsed).map(([name, document]) => [name, checked(name, document, path)]))
}

function checked(name: string, document: unknown, path: string): Metadata {
  try {
    return checkedMetadata(document, name)
  } catch (error) {
    if (error instanceof DocumentError)
      throw new StoreError('refused', `${path}: \`${name}\`: ${error.message}`)
    throw error
  }
}
