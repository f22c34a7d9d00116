/**
 * A model in a table with the columns `id`, from 0, and `block`: what every database store has in
 * common. A database only says how it reads a piece of a block, and all blocks in order.
 */
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'
import { mostBlockBytes } from './limits.ts'
import { type DecodedModel, decodeModel } from './model-stream.ts'

/** One table that may hold a model. All calls see one version of it. */
export interface BlockTable {
  /** A part of one block, and the size of the whole block; nothing when there is no such row. */
  piece(id: number, offset: number, length: number): Promise<Piece | undefined>
  /** The smallest id above this one. */
  nextId(after: number): Promise<number | undefined>
  /** All blocks by id; read with one statement. */
  blocks(): AsyncIterable<Block>
}

/** The bytes are null where the block is NULL, and may be null where it is larger than `mostBlockBytes`. */
export interface Piece {
  readonly bytes: Uint8Array | null
  /** Of the whole block. */
  readonly size: number
}

export interface Block {
  readonly id: number
  readonly bytes: Uint8Array | null
  /** When it is more than the bytes that are given. */
  readonly size?: number
}

/** Enough for nearly every metadata; the next pieces are larger. Multiples of four keep base64 whole. */
const firstPiece = 64 * 1024
const nextPieces = 1024 * 1024

/** The metadata of the model in a table: reads its first blocks as far as they are needed. */
export async function readMetadata(table: BlockTable, name: string): Promise<Metadata> {
  const { metadata, stop } = await decodeModel(() => pieces(table), name)
  await stop()
  return metadata
}

/** The whole model in a table. */
export function readBlocks(table: BlockTable, name: string): Promise<DecodedModel> {
  return decodeModel(() => consecutive(table.blocks()), name)
}

async function* pieces(table: BlockTable): AsyncGenerator<Uint8Array> {
  for (let id = 0; ; id++) {
    let offset = 0
    let size = 0
    do {
      const length = id === 0 && offset === 0 ? firstPiece : nextPieces
      const piece = await table.piece(id, offset, length)
      if (!piece) {
        const next = await table.nextId(id)
        if (next !== undefined) throw gap(id, next)
        return
      }
      yield present(id, piece)
      offset += length
      size = piece.size
    } while (offset < size)
  }
}

async function* consecutive(blocks: AsyncIterable<Block>): AsyncGenerator<Uint8Array> {
  let expected = 0
  for await (const block of blocks) {
    if (block.id !== expected) throw gap(expected, block.id)
    expected++
    yield present(block.id, block)
  }
}

function present(id: number, { bytes, size = 0 }: Omit<Block, 'id'>): Uint8Array {
  if (size > mostBlockBytes) {
    throw new StoreError(
      'damaged',
      `block ${id} has ${size} bytes; more than ${mostBlockBytes} are not believed`,
    )
  }
  if (bytes === null) throw new StoreError('damaged', `block ${id} is NULL`)
  return bytes
}

function gap(expected: number, found: number): StoreError {
  if (found < 0) return new StoreError('damaged', `it has a block ${found}; the first one must be 0`)
  return new StoreError(
    'damaged',
    found < expected
      ? `block ${found} is there more than once`
      : `block ${expected} is missing; the next one is ${found}`,
  )
}
