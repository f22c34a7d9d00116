/** Metadata documents in a bucket: read whole, of one version, and never longer than is believed. */
import { decodeMetadata } from '../../metadata/document.ts'
import { DocumentError } from '../../metadata/document-error.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'
import { believable } from '../format/limits.ts'
import type { Bucket } from './bucket.ts'
import { replaced } from './errors.ts'

/** Nearly every document is smaller; what is left comes in larger pieces. */
const firstPiece = 1024 * 1024
const nextPieces = 8 * 1024 * 1024

export async function readDocument(
  bucket: Bucket,
  key: string,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const first = await bucket.get(key, 0, firstPiece, signal)
  if (!first) return undefined
  const size = believable(BigInt(first.size))
  const parts = [first.bytes]
  for (let from = first.bytes.length; from < size; from += nextPieces) {
    const next = await bucket.get(key, from, Math.min(nextPieces, size - from), signal, first.etag)
    if (!next) throw replaced()
    parts.push(next.bytes)
  }
  return Buffer.concat(parts)
}

export function decoded(text: Uint8Array, model: string): Metadata {
  try {
    return decodeMetadata(text, model)
  } catch (error) {
    if (error instanceof DocumentError) throw new StoreError(error.fault, error.message)
    throw error
  }
}
