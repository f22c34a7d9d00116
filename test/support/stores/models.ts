/** Models for tests of stores: their metadata and bytes. */
import { createHash } from 'node:crypto'
import type { Metadata } from '../../../src/index.ts'

export function metadataOf(name: string, more: Partial<Metadata> = {}): Metadata {
  return {
    formatVersion: 1,
    originalSql: `SELECT * FROM iris.train TO TRAIN xgboost.gbtree LABEL class INTO ${name}`,
    select: 'SELECT * FROM iris.train',
    estimator: 'xgboost.gbtree',
    engine: 'xgboost',
    attributes: { objective: 'multi:softmax', num_class: 3 },
    features: {},
    label: 'class',
    into: name,
    ...more,
  }
}

/** Bytes that differ at every place, so that a piece in the wrong place is seen. */
export function bytesOf(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let state = seed >>> 0 || 1
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}

/** A blob that makes its bytes when they are asked for, so that a large one takes no memory. */
export function largeBlob(size: number): Blob {
  const pattern = bytesOf(1024 * 1024, 7)
  const slice = (start = 0, end = size): Blob => {
    const bytes = new Uint8Array(Math.min(end, size) - start)
    for (let at = 0; at < bytes.length; at++) bytes[at] = pattern[(start + at) % pattern.length] ?? 0
    return new Blob([bytes])
  }
  const stream = (): ReadableStream<Uint8Array<ArrayBuffer>> => {
    let at = 0
    return new ReadableStream({
      pull: (controller) => {
        const piece = pattern.subarray(0, Math.min(pattern.length, size - at))
        at += piece.length
        if (piece.length > 0) controller.enqueue(piece)
        else controller.close()
      },
    })
  }
  return Object.defineProperties(new Blob([]), {
    size: { value: size },
    slice: { value: slice },
    stream: { value: stream },
  })
}
