/** What every store does: the same tests over each of them. */
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../../src/index.ts'
import { bytesOf, collect, metadataOf, sha256 } from './models.ts'

/** One kind of store, over a place of its own. */
export interface StorePlace {
  /** Opens the store once more: what another process does. */
  open(): Promise<Store>
  /** Ends servers and removes files. */
  remove(): Promise<void>
}

const signal = AbortSignal.timeout(600_000)

export function storeContract(kind: string, make: () => Promise<StorePlace>, skip?: string): void {
  describe.skipIf(skip !== undefined)(`${kind}${skip === undefined ? '' : ` (${skip})`}`, () => {
    let place: StorePlace
    let store: Store

    beforeAll(async () => {
      place = await make()
      store = await place.open()
    })
    afterAll(async () => {
      await store.close()
      await place.remove()
    })

    const save = (name: string, bytes: Uint8Array<ArrayBuffer>, more = {}, by = store) =>
      by.saveModel(name, metadataOf(name, more), new Blob([bytes]), signal)

    const read = async (name: string, by = store) => {
      const found = await by.readModel(name, signal)
      return found && { metadata: found.metadata, bytes: await collect(found.bytes) }
    }

    test('a model that is not there', async () => {
      expect(await store.readMetadata('nobody', signal)).toBeUndefined()
      expect(await store.readModel('nobody', signal)).toBeUndefined()
    })

    test.each([
      ['empty', 0],
      ['of one byte', 1],
      ['of several blocks', 700_000],
      ['of exactly two blocks', 2 * 256 * 1024],
    ])('a model that is %s', async (title, size) => {
      const name = `model_${size}`
      const bytes = bytesOf(size)
      const saved = await save(name, bytes, { title })
      expect(saved).toEqual({ ...metadataOf(name, { title }), sha256: sha256(bytes) })
      expect(await store.readMetadata(name, signal)).toEqual(saved)
      const found = await read(name)
      expect(found?.metadata).toEqual(saved)
      expect(found?.bytes.equals(bytes)).toBe(true)
    })

    test('another process sees what was saved', async () => {
      await save('shared', bytesOf(10))
      const other = await place.open()
      expect((await read('shared', other))?.bytes).toHaveLength(10)
      await other.close()
    })

    test('metadata in all scripts, longer than a block, with fields nobody knows', async () => {
      const more = {
        label: '类别',
        later: { vocabulary: Array.from({ length: 60_000 }, (_, at) => `слово-${at} 😀`) },
      }
      await save('long', bytesOf(100), more)
      expect(await store.readMetadata('long', signal)).toMatchObject(more)
      expect((await read('long'))?.bytes.equals(bytesOf(100))).toBe(true)
    })

    test('a save replaces the model and nothing of it stays', async () => {
      await save('replaced', bytesOf(600_000, 1), { label: 'old' })
      await save('replaced', bytesOf(5, 2), { label: 'new' })
      const found = await read('replaced')
      expect(found?.metadata.label).toBe('new')
      expect(found?.bytes.equals(bytesOf(5, 2))).toBe(true)
    })

    test('models are listed in order, and nothing else is', async () => {
      await save('b_listed', bytesOf(1))
      await save('a_listed', bytesOf(1))
      const names = await store.listModels(signal)
      expect(names).toEqual([...names].sort())
      expect(names).toEqual(expect.arrayContaining(['a_listed', 'b_listed', 'shared']))
      expect(names.filter((name) => name.includes('sqlflowc'))).toEqual([])
    })

    test('metadata that could not be read again is not saved, and the old model stays', async () => {
      await save('kept', bytesOf(9))
      for (const wrong of [
        { engine: 'pytorch' },
        { metrics: { loss: Number.NaN } },
        { formatVersion: 2 },
        { estimator: '' },
        { sha256: '0'.repeat(64) },
        { columns: [{ name: 'a' }] },
      ]) {
        await expect(save('kept', bytesOf(3), wrong)).rejects.toThrow(/metadata/)
      }
      expect((await read('kept'))?.bytes).toHaveLength(9)
    })

    test('several save and read one model at once: every reader sees one of them whole', async () => {
      await save('busy', bytesOf(300_000, 1), { rows: 1 })
      const others = await Promise.all(Array.from({ length: 4 }, () => place.open()))
      let saving = true
      const savers = others.slice(0, 2).map(async (other, at) => {
        for (let round = 0; round < 5; round++) {
          const seed = 10 * (at + 1) + round
          await save('busy', bytesOf(300_000 + seed, seed), { rows: seed }, other)
        }
      })
      const seen = new Set<number>()
      const readers = others.slice(2).map(async (other) => {
        while (saving) {
          // A store without a network may leave the savers no turn.
          await setImmediate()
          const found = await read('busy', other)
          const seed = found?.metadata.rows ?? 0
          seen.add(seed)
          expect(found?.bytes.equals(bytesOf(seed === 1 ? 300_000 : 300_000 + seed, seed))).toBe(true)
        }
      })
      const ended = Promise.all(savers).finally(() => {
        saving = false
      })
      await Promise.all([ended, ...readers])
      expect(seen.size).toBeGreaterThan(1)
      expect([14, 24]).toContain((await store.readMetadata('busy', signal))?.rows)
      await Promise.all(others.map((other) => other.close()))
    })

    test('a reader that stops early leaves nothing locked', async () => {
      await save('left', bytesOf(2_000_000, 1))
      const found = await store.readModel('left', signal)
      for await (const part of found?.bytes ?? []) {
        expect(part.length).toBeGreaterThan(0)
        break
      }
      await save('left', bytesOf(3, 2))
      const unread = await store.readModel('left', signal)
      await unread?.bytes[Symbol.asyncIterator]().return?.()
      await save('left', bytesOf(4, 3))
      expect((await read('left'))?.bytes).toHaveLength(4)
    })

    test('an aborted call ends with the reason', async () => {
      const gone = AbortSignal.abort(new Error('enough'))
      await expect(save('kept', bytesOf(1)).then(() => store.readMetadata('kept', gone))).rejects.toThrow(
        'enough',
      )
      await expect(store.saveModel('kept', metadataOf('kept'), new Blob(['x']), gone)).rejects.toThrow(
        'enough',
      )
    })

    test('names that look like something else are only names', async () => {
      for (const name of ['select', "o'brien", 'a`b', 'ünï', 'x; DROP TABLE kept', '%_', 'With Blank']) {
        await save(name, bytesOf(4, 4))
        expect((await read(name))?.bytes, name).toHaveLength(4)
      }
      expect(await read('a_b')).toBeUndefined()
    })
  })
}
