/**
 * A model as one stream of bytes, and cut into the blocks of a table. The format is in
 * docs/model-format.md: 8 bytes, the length of the metadata as an unsigned big-endian integer; the
 * metadata, UTF-8 JSON; the model, to the end. Streams of SQLFlow are read as well (`sqlflow-stream.ts`).
 */
import { counted } from '../../diagnostics/counted.ts'
import { decodeMetadata } from '../../metadata/document.ts'
import { DocumentError } from '../../metadata/document-error.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'
import { ByteReader } from './byte-reader.ts'
import { believable } from './limits.ts'
import { isBase64, sqlflowHeader, textOfTarball } from './sqlflow-stream.ts'

/** Bytes of a block. Small enough for a database's limits on packets, large enough that rows are few. */
export const blockBytes: number = 256 * 1024

const lengthBytes = 8

/** The stream of a model: what `decodeModel` reads. */
export async function* encodeModel(
  metadata: Uint8Array,
  model: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const length = Buffer.alloc(lengthBytes)
  length.writeBigUInt64BE(BigInt(metadata.length))
  yield length
  yield metadata
  yield* model
}

/** Cuts a stream into blocks of equal size; the last one may be shorter, and none is empty. */
export async function* blocksOf(
  stream: AsyncIterable<Uint8Array>,
  size: number = blockBytes,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(stream)
  try {
    for (;;) {
      const block = await reader.take(size)
      if (block.length === 0) return
      yield block
    }
  } finally {
    await reader.stop()
  }
}

export interface DecodedModel {
  readonly metadata: Metadata
  /** The model's bytes; the tarball where SQLFlow left one. */
  readonly model: AsyncIterable<Uint8Array>
  /** Nothing more is wanted. */
  stop(): Promise<void>
}

/**
 * Reads a model's stream, of our format or of SQLFlow's. No more is asked of the source than the metadata
 * needs, and no length is believed before the bytes are there.
 *
 * @param open gives the stored bytes, in pieces that end where blocks do or at multiples of four bytes;
 *   it is called twice for a tarball, whose metadata is found only by unpacking it
 * @throws StoreError `damaged`, `newer` or `unsupported`
 */
export async function decodeModel(
  open: () => AsyncIterable<Uint8Array>,
  name: string,
): Promise<DecodedModel> {
  const reader = new ByteReader(open())
  try {
    const start = await reader.peek(lengthBytes)
    if (start.length === 0) throw new StoreError('damaged', 'it holds no bytes')
    if (isBase64(start)) {
      await reader.stop()
      return await decodeModel(() => fromBase64(open()), name)
    }
    if (isTarball(start)) {
      const text = await textOfTarball(reader.rest())
      const again = new ByteReader(open())
      return { metadata: decoded(text, name), model: again.rest(), stop: () => again.stop() }
    }
    const length = (await sqlflowHeader(reader)) ?? (await ourHeader(reader))
    const text = await reader.take(length)
    if (text.length < length) {
      throw new StoreError(
        'damaged',
        `it says that its metadata has ${counted(length, 'byte')}, but only ${text.length} are there`,
      )
    }
    return { metadata: decoded(text, name), model: reader.rest(), stop: () => reader.stop() }
  } catch (error) {
    await reader.stop()
    throw error
  }
}

/** gzip's magic number */
function isTarball(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b
}

async function ourHeader(reader: ByteReader): Promise<number> {
  const head = Buffer.from(await reader.take(lengthBytes))
  if (head.length < lengthBytes) {
    throw new StoreError(
      'damaged',
      `it holds ${counted(head.length, 'byte')}, fewer than the length of its metadata takes`,
    )
  }
  return believable(head.readBigUInt64BE())
}

function decoded(document: Uint8Array, name: string): Metadata {
  try {
    return decodeMetadata(document, name)
  } catch (error) {
    if (error instanceof DocumentError) throw new StoreError(error.fault, error.message)
    throw error
  }
}

/** Each piece is a base64 text of its own. */
async function* fromBase64(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1').trim()
    const bytes = Buffer.from(text, 'base64')
    const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
    if (text.length % 4 !== 0 || bytes.length !== (text.length / 4) * 3 - padding) {
      throw new StoreError('damaged', 'a block of it is no base64 text')
    }
    yield bytes
  }
}
