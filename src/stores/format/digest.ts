/** SHA-256 of a model's bytes: made when they are saved, compared when they are read. */
import { createHash } from 'node:crypto'
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'

/** Reads all bytes, a piece at a time. */
export async function sha256Of(bytes: Blob, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of bytes.stream()) {
    signal.throwIfAborted()
    hash.update(piece)
  }
  return hash.digest('hex')
}

/** Passes the bytes on, and fails at their end when they are not those of the metadata. */
export async function* verified(
  bytes: AsyncIterable<Uint8Array>,
  { sha256 }: Metadata,
): AsyncGenerator<Uint8Array> {
  if (sha256 === undefined) {
    yield* bytes
    return
  }
  const hash = createHash('sha256')
  for await (const piece of bytes) {
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== sha256) {
    throw new StoreError('damaged', 'its bytes are not those that its metadata was written for')
  }
}
