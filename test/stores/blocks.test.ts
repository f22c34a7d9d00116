/** Models as blocks: the vectors in fixtures/blocks, all ways of cutting a stream, and bounded memory. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeMetadata } from '../../src/metadata/document.ts'
import { readBlocks, readMetadata } from '../../src/stores/format/block-table.ts'
import { verified } from '../../src/stores/format/digest.ts'
import { blockBytes, blocksOf, decodeModel, encodeModel } from '../../src/stores/format/model-stream.ts'
import { expectFile } from '../support/fixture-files.ts'
import { projectRoot } from '../support/shared.ts'
import { bytesOf, collect, largeBlob, metadataOf, sha256 } from '../support/stores/models.ts'
import { type Row, rowsOf, tableOf } from '../support/stores/rows.ts'
import { tar, tarball } from '../support/stores/tarball.ts'
import {
  type BlockVector,
  blockVectors,
  bytesOfVector,
  type RowsVector,
  sqlflowVectors,
  textOf,
  wrongVectors,
} from '../support/stores/vectors.ts'

const folder = join(projectRoot, 'fixtures/blocks')

const vector = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))

async function* piecesOf(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** The whole model, compared with the digest in its metadata. */
async function wholeModel(rows: readonly Row[]) {
  const { metadata, model } = await readBlocks(tableOf(rows), 'm')
  return { metadata, bytes: await collect(verified(model, metadata)) }
}

describe('the vectors are current', async () => {
  test.each(Object.entries({ ...blockVectors, ...wrongVectors, ...(await sqlflowVectors()) }))(
    '%s',
    (name, content) => {
      expectFile(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 2)}\n`)
    },
  )
})

const files = readdirSync(folder).sort()

describe('blocks that are right', () => {
  const names = files.filter((file) => !/^(wrong|sqlflow)-/.test(file))
  test.each(names)('%s', async (file) => {
    const { metadata, model, blockSize, blocks }: BlockVector = vector(file)
    const text = new TextEncoder().encode(textOf(metadata))
    const bytes = bytesOfVector(model) ?? new Uint8Array()
    if ('sha256' in model) expect(sha256(bytes)).toBe(model.sha256)
    const written = await all(blocksOf(encodeModel(text, piecesOf(bytes)), blockSize))
    expect(
      written.map((block, at) => {
        const expected = blocks[at]
        return expected && 'base64' in expected
          ? { base64: Buffer.from(block).toString('base64') }
          : { length: block.length, sha256: sha256(block) }
      }),
    ).toEqual(blocks)
    const found = await wholeModel(rowsOf(written))
    expect(found.metadata).toEqual(decodeMetadata(text, 'm'))
    expect(found.bytes.equals(bytes)).toBe(true)
    expect(await readMetadata(tableOf(rowsOf(written)), 'm')).toEqual(found.metadata)
  })
})

describe('rows that are wrong, and rows of SQLFlow', () => {
  const names = files.filter((file) => /^(wrong|sqlflow)-/.test(file))
  test.each(names)('%s', async (file) => {
    const { rows, document, model, fault }: RowsVector = vector(file)
    const table = rows.map(({ id, base64, text }) => ({
      id,
      bytes:
        base64 === undefined && text === undefined
          ? null
          : Buffer.from(base64 ?? text ?? '', base64 === undefined ? 'latin1' : 'base64'),
    }))
    const metadata = readMetadata(tableOf(table), 'm')
    if (!fault) {
      expect(await metadata).toEqual(document)
      const found = await wholeModel(table)
      expect(found.metadata).toEqual(document)
      return expect({ length: found.bytes.length, sha256: sha256(found.bytes) }).toEqual(model)
    }
    const error = expect.objectContaining({ fault: fault.kind, message: fault.message })
    if (fault.found === 'metadata') await expect(metadata).rejects.toEqual(error)
    else expect((await metadata).estimator).toBe('xgboost.gbtree')
    await expect(wholeModel(table)).rejects.toEqual(error)
  })
})

test('an empty block in the middle, and blocks of unequal size, are read', async () => {
  const text = new TextEncoder().encode(JSON.stringify(metadataOf('m')))
  const stream = await collect(encodeModel(text, piecesOf(bytesOf(100))))
  const blocks = [stream.subarray(0, 3), stream.subarray(3, 3), stream.subarray(3, 200), stream.subarray(200)]
  expect((await wholeModel(rowsOf(blocks))).bytes.equals(bytesOf(100))).toBe(true)
  expect((await readMetadata(tableOf(rowsOf(blocks)), 'm')).into).toBe('m')
})

describe('all ways of cutting', () => {
  /** The stream in pieces that end at these places. */
  const cutAt = (stream: Uint8Array, places: readonly number[]): Uint8Array[] => {
    const ends = [...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
    return ends.map((end, at) => stream.subarray(at === 0 ? 0 : ends[at - 1], end))
  }
  const places = fc.array(fc.nat({ max: 5000 }), { maxLength: 12 })

  test('written', async () => {
    const sizes = fc.integer({ min: 1, max: 400 })
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 1000 }),
        fc.nat({ max: 300 }),
        places,
        sizes,
        async (model, length, cuts, size) => {
          const stream = Buffer.concat([Buffer.alloc(length, 'x'), model])
          const blocks = await all(blocksOf(piecesOf(...cutAt(stream, cuts)), size))
          expect(blocks.map((block) => block.length)).toEqual(
            Array.from({ length: Math.ceil(stream.length / size) }, (_, at) =>
              Math.min(size, stream.length - at * size),
            ),
          )
          expect(Buffer.concat(blocks).equals(stream)).toBe(true)
        },
      ),
    )
  })

  test('read', async () => {
    const later = fc.string({ unit: 'grapheme', maxLength: 50 })
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 1000 }), later, places, async (model, text, cuts) => {
        const metadata = metadataOf('m', { later: text })
        const stream = await collect(
          encodeModel(new TextEncoder().encode(JSON.stringify(metadata)), piecesOf(model)),
        )
        const found = await decodeModel(() => piecesOf(...cutAt(stream, cuts)), 'm')
        expect(found.metadata).toEqual(metadata)
        expect((await collect(found.model)).equals(model)).toBe(true)
      }),
    )
  })

  test('a tarball, and base64 in blocks and parts of blocks', async () => {
    const members = [
      ['a', 'b'.repeat(3000)],
      ['./model_meta.json', '{"class_name":"E"}'],
    ] as const
    const bytes = await tarball(members)
    await fc.assert(
      fc.asyncProperty(places, places, async (cuts, parts) => {
        // No writer's first block is shorter than a mark of three bytes.
        const blocks = cutAt(
          bytes,
          cuts.map((place) => 3 + place),
        )
        const texts = blocks.flatMap((block) => {
          const text = Buffer.from(Buffer.from(block).toString('base64'))
          return cutAt(
            text,
            parts.map((place) => (place * 4) % (text.length + 4)),
          )
        })
        for (const form of [blocks, texts]) {
          const found = await decodeModel(() => piecesOf(...form), 'm')
          expect(found.metadata.estimator).toBe('E')
          expect((await collect(found.model)).equals(bytes)).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('any bytes are a model or a fault', async () => {
    const starts = [
      '',
      '0x',
      '0x00000002{}',
      'MHgw',
      'MHgwMDAwMDAwMnt9',
      'H4sI',
      '\x1f\x8b\x08',
      '\0\0\0\0\0\0\0\x02{}',
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 100 }),
        places,
        async (start, rest, cuts) => {
          const stream = Buffer.concat([Buffer.from(start, 'latin1'), rest])
          const reading = decodeModel(() => piecesOf(...cutAt(stream, cuts)), 'm').then(({ model }) =>
            collect(model),
          )
          await reading.catch((error) =>
            expect(error).toMatchObject({ name: 'StoreError', fault: 'damaged' }),
          )
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('no more is read than is asked for', () => {
  test('metadata: the first piece, whatever the model’s size', async () => {
    const text = new TextEncoder().encode(JSON.stringify(metadataOf('m')))
    const table = tableOf(rowsOf(await all(blocksOf(encodeModel(text, largeBlob(8 * 2 ** 20).stream())))))
    expect((await readMetadata(table, 'm')).into).toBe('m')
    expect(table.read).toBe(64 * 1024)
  })

  test('a source is stopped, however reading ends', async () => {
    const sources = { opened: 0, stopped: 0 }
    const open = (...pieces: Uint8Array[]) =>
      async function* (): AsyncGenerator<Uint8Array> {
        sources.opened++
        try {
          yield* pieces
          // What stops early never comes here.
          yield new Uint8Array()
        } finally {
          sources.stopped++
        }
      }
    const good = Buffer.from(`0x00000012{"class_name":"E"}${'x'.repeat(100)}`)
    const packed = await tarball([
      ['model_meta.json', '{"class_name":"E"}'],
      ['x', 'y'.repeat(200_000)],
    ])
    for (const [bytes, reads] of [
      [good, true],
      [packed, true],
      [Buffer.from(packed.toString('base64')), true],
      [Buffer.from('0x0000'), false],
      [Buffer.from('H4sI!!!!'), false],
    ] as const) {
      const reading = decodeModel(open(bytes), 'm')
      if (reads) await (await reading).stop()
      else await expect(reading).rejects.toThrow()
      expect(sources, bytes.subarray(0, 12).toString('latin1')).toEqual({
        opened: sources.opened,
        stopped: sources.opened,
      })
    }
  })
})

describe('bounded memory', () => {
  const mebibyte = 2 ** 20

  /** By how much this process has grown at most, in MiB. */
  async function growth(run: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage.rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss())
    }, 20)
    await run().finally(() => clearInterval(watch))
    return (Math.max(most, process.memoryUsage.rss()) - before) / mebibyte
  }

  test('a model of 1 GiB', async () => {
    const size = 1024 * mebibyte
    const text = new TextEncoder().encode(JSON.stringify(metadataOf('m')))
    const grown = await growth(async () => {
      const blocks = blocksOf(encodeModel(text, largeBlob(size).stream()), blockBytes)
      const { model } = await decodeModel(() => blocks, 'm')
      let read = 0
      for await (const piece of model) {
        read += piece.length
        // As a real store does: others run in between.
        if (read % mebibyte < piece.length) await new Promise(setImmediate)
      }
      expect(read).toBe(size)
    })
    expect(grown).toBeLessThan(200)
  })

  test('a bomb: 2 GiB of zeros before the metadata', async () => {
    const zeros = 2048 * mebibyte
    const header = (await tar([['zeros', '']])).subarray(0, 512)
    header.write(`${zeros.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
    header.write('        ', 148, 'latin1')
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    const some = gzipSync(Buffer.alloc(16 * mebibyte))
    const parts = [
      gzipSync(header),
      ...Array.from({ length: 128 }, () => some),
      gzipSync(await tar([['model_meta.json', '{"class_name":"E"}']])),
    ]
    const grown = await growth(async () => {
      const { metadata } = await decodeModel(() => piecesOf(...parts), 'm')
      expect(metadata.estimator).toBe('E')
    })
    expect(grown).toBeLessThan(200)
  })

  test('metadata of a tarball that says it is large, and a header that is', async () => {
    const archive = await tar([['model_meta.json', '{}']])
    const header = archive.subarray(0, 512)
    for (const [type, message] of [
      ['0', /it says that its metadata has 8589934591 bytes; more than/],
      ['x', /it is a tarball that can’t be unpacked/],
    ] as const) {
      header.write('77777777777\0', 124, 'latin1')
      header.write(type, 156, 'latin1')
      header.write('        ', 148, 'latin1')
      const sum = header.reduce((total, byte) => total + byte, 0)
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
      await expect(decodeModel(() => piecesOf(gzipSync(archive)), 'm')).rejects.toThrow(message)
    }
  })

  test('a block that is larger than any writer’s', async () => {
    const table = { ...tableOf([]), piece: async () => ({ bytes: null, size: 2 ** 40 }) }
    await expect(readMetadata(table, 'm')).rejects.toThrow(
      'block 0 has 1099511627776 bytes; more than 67108864 are not believed',
    )
  })
})
