/**
 * A model in a table with the columns `id`, from 0, and `block`: what every database store has in
 * common. A database only says how it reads a piece of a block, and all blocks in order.
 */
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../errors.ts'
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

export interface Piece {
  readonly bytes: Uint8Array
  readonly size: number
}

export interface Block {
  readonly id: number
  readonly bytes: Uint8Array
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
      yield piece.bytes
      offset += length
      size = piece.size
    } while (offset < size)
  }
}

async function* consecutive(blocks: AsyncIterable<Block>): AsyncGenerator<Uint8Array> {
  let expected = 0
  for await (const { id, bytes } of blocks) {
    if (id !== expected) throw gap(expected, id)
    expected++
    yield bytes
  }
}

function gap(expected: number, found: number): StoreError {
  return new StoreError(
    'damaged',
    found < expected
      ? `block ${found} is there more than once`
      : `block ${expected} is missing; the next one is ${found}`,
  )
}
