/** The rows of a block table in memory, for what reads them. */
import type { BlockTable } from '../../../src/stores/format/block-table.ts'

export interface Row {
  readonly id: number
  readonly bytes: Uint8Array | null
}

export interface CountedTable extends BlockTable {
  /** Bytes that were given so far. */
  readonly read: number
}

export function tableOf(rows: readonly Row[]): CountedTable {
  const sorted = rows.toSorted((a, b) => a.id - b.id)
  let read = 0
  return {
    get read() {
      return read
    },
    async piece(id, offset, length) {
      const row = sorted.find((candidate) => candidate.id === id)
      if (!row) return undefined
      const bytes = row.bytes?.subarray(offset, offset + length) ?? null
      read += bytes?.length ?? 0
      return { bytes, size: row.bytes?.length ?? 0 }
    },
    nextId: async (after) => sorted.find(({ id }) => id > after)?.id,
    async *blocks() {
      for (const row of sorted) {
        read += row.bytes?.length ?? 0
        yield row
      }
    },
  }
}

export const rowsOf = (blocks: readonly Uint8Array[]): Row[] => blocks.map((bytes, id) => ({ id, bytes }))
