/** Models that steps save are what the compiler reads, and the other way, in every kind of store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json, Metadata, Store } from '../../src/index.ts'
import { mariaDbMissing } from '../support/mysql/mariadb.ts'
import { stepPython } from '../support/python.ts'
import { bytesOf, collect, metadataOf, sha256 } from '../support/stores/models.ts'
import { type Job, type Result, results } from '../support/stores/python.ts'
import {
  mysqlStepPlace,
  ossStepPlace,
  type StepPlace,
  sqliteStepPlace,
} from '../support/stores/step-places.ts'

const { python = '', missing } = stepPython()
const signal = AbortSignal.timeout(600_000)
const mebibyte = 2 ** 20

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlflowc-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A file with these bytes, as a step leaves one. */
function fileOf(bytes: Uint8Array): string {
  const path = join(folder, `${sha256(bytes)}.bin`)
  writeFileSync(path, bytes)
  return path
}

const stamped = { trainedAt: '2026-01-31T09:30:00Z', compiler: 'sqlflowc test' }
const saveJob = (
  name: string,
  bytes: Uint8Array,
  more: Partial<Metadata> | Readonly<Record<string, Json>> = {},
): Job => ({
  do: 'save',
  name,
  metadata: metadataOf(name, { ...stamped, ...more }),
  path: fileOf(bytes),
})
const wrongSaves: Readonly<Record<string, Json>>[] = [
  { engine: 'pytorch' },
  { formatVersion: 2 },
  { estimator: '' },
  { sha256: '0'.repeat(64) },
  { rows: -1 },
]

function bothWays(kind: string, make: () => Promise<StepPlace>, skip?: string): void {
  const reason = missing ?? skip
  describe.skipIf(reason !== undefined)(`${kind}${reason === undefined ? '' : ` (${reason})`}`, () => {
    let place: StepPlace
    let store: Store
    beforeAll(async () => {
      place = await make()
      store = place.open()
    })
    afterAll(async () => {
      await store.close()
      await place.remove()
    })

    const run = (jobs: readonly Job[]): Promise<readonly Result[]> => results(python, place.env, jobs)
    const read = async (name: string) => {
      const found = await store.readModel(name, signal)
      return found && { metadata: found.metadata, bytes: await collect(found.bytes) }
    }

    const sizes = [0, 1, 700_000, 2 * 256 * 1024]
    test('what steps save the compiler reads, and steps what it saves', async () => {
      const saved = await run(
        sizes.map((size) => saveJob(`python_${size}`, bytesOf(size), { label: '类别 😀' })),
      )
      for (const [at, size] of sizes.entries()) {
        const name = `python_${size}`
        const expected = {
          ...metadataOf(name, { ...stamped, label: '类别 😀' }),
          sha256: sha256(bytesOf(size)),
        }
        expect(saved[at]).toEqual({ ok: expected })
        expect(await store.readMetadata(name, signal)).toEqual(expected)
        const found = await read(name)
        expect(found?.metadata).toEqual(expected)
        expect(found?.bytes.equals(bytesOf(size))).toBe(true)
        await store.saveModel(`node_${size}`, metadataOf(`node_${size}`), new Blob([bytesOf(size)]), signal)
      }
      const loaded = await run(
        sizes.flatMap((size) => [
          { do: 'load', name: `node_${size}` },
          { do: 'metadata', name: `node_${size}` },
        ]),
      )
      for (const [at, size] of sizes.entries()) {
        const digest = sha256(bytesOf(size))
        const metadata = { ...metadataOf(`node_${size}`), sha256: digest }
        expect(loaded[2 * at]).toEqual({
          ok: { metadata, file: 'model.ubj', length: size, sha256: digest },
        })
        expect(loaded[2 * at + 1]).toEqual({ ok: metadata })
      }
    })

    test.each([0, 100, 262_144, 1_000_000])('both write the same bytes: a model of %i', async (size) => {
      const later = { 10: 1, 2: [1e-7, 1e21, 0.5], text: '类别 \u2028 😀' }
      const metadata = metadataOf('same', { ...stamped, later })
      const [saved] = await run([saveJob('same', bytesOf(size), { later })])
      expect(saved?.error).toBeUndefined()
      const python = await place.stored('same')
      expect(JSON.stringify(python)).toContain('same')
      await store.saveModel('same', metadata, new Blob([bytesOf(size)]), signal)
      expect(await place.stored('same')).toEqual(python)
    })

    test('metadata in all scripts, longer than a block', async () => {
      const later = { vocabulary: Array.from({ length: 60_000 }, (_, at) => `слово-${at} 😀`) }
      const [saved, metadata] = await run([
        saveJob('long', bytesOf(100), { later }),
        { do: 'metadata', name: 'long' },
      ])
      expect(saved?.ok).toMatchObject({ later })
      expect(metadata).toEqual(saved)
      expect(await store.readMetadata('long', signal)).toEqual(saved?.ok)
    })

    test('what can’t be read again is not saved, and the old model stays', async () => {
      const jobs = [
        saveJob('kept', bytesOf(9)),
        ...wrongSaves.map((more) => saveJob('kept', bytesOf(3), more)),
      ]
      const [first, ...wrong] = await run(jobs)
      expect(first?.error).toBeUndefined()
      for (const { error } of wrong) expect(error).toMatch(/^the model `kept` can't be saved \(.*metadata/)
      expect((await read('kept'))?.bytes).toHaveLength(9)
    })

    test('a model that is not there, in one line without a secret', async () => {
      for (const job of [
        { do: 'load', name: 'nobody' },
        { do: 'metadata', name: 'nobody' },
      ]) {
        const [result] = await run([job])
        expect(result?.error).toMatch(/^there is no model `nobody` in \S+: train it first$/)
        expect(result?.error).not.toMatch(/test@|secret|%40/)
      }
    })

    test('names that look like something else are only names', async () => {
      const names = [
        'select',
        "o'brien",
        'a`b',
        'ünï',
        'x; DROP TABLE kept',
        '%_',
        '%s',
        'With Blank',
        '"a.b"',
      ]
      const saved = await run(names.map((name) => saveJob(name, bytesOf(4, 4))))
      expect(saved.map(({ error }) => error)).toEqual(names.map(() => undefined))
      for (const name of names) expect((await read(name))?.bytes, name).toHaveLength(4)
      expect(await read('a_b')).toBeUndefined()
    })

    test('several save and read one model at once: every reader sees one of them whole', async () => {
      const model = (seed: number) => bytesOf(300_000 + seed, seed)
      expect((await run([saveJob('busy', model(1), { rows: 1 })]))[0]?.error).toBeUndefined()
      let saving = 3
      const ended = () => {
        saving--
      }
      const savers = [10, 20].map((first) =>
        run(
          [1, 2, 3, 4].map((round) => saveJob('busy', model(first + round), { rows: first + round })),
        ).finally(ended),
      )
      const node = (async () => {
        const other = place.open()
        for (const seed of [31, 32, 33, 34]) {
          await other.saveModel('busy', metadataOf('busy', { rows: seed }), new Blob([model(seed)]), signal)
        }
        await other.close()
      })().finally(ended)
      const seen: (readonly [rows: number | undefined, digest: string])[] = []
      const reader = (async () => {
        while (saving > 0) {
          const loads = [1, 2, 3, 4].map(() => ({ do: 'load', name: 'busy' }))
          for (const { ok, error } of await run(loads)) {
            expect(error).toBeUndefined()
            const found = ok as unknown as { metadata: Metadata; sha256: string }
            seen.push([found.metadata.rows, found.sha256])
          }
        }
      })()
      const saved = (await Promise.all([...savers, node, reader])).slice(0, 2).flat() as Result[]
      expect(saved.map(({ error }) => error)).toEqual(saved.map(() => undefined))
      for (const [rows, digest] of seen) expect(digest).toBe(sha256(model(rows ?? 0)))
      const last = await read('busy')
      expect(sha256(last?.bytes ?? new Uint8Array())).toBe(last?.metadata.sha256)
    })

    test('a model of 128 MB takes little memory', async () => {
      const path = join(folder, 'large.bin')
      writeFileSync(path, Buffer.alloc(128 * mebibyte, bytesOf(mebibyte, 7)))
      const job = { do: 'save', name: 'large', metadata: metadataOf('large'), path }
      // A first small one loads what there is to load.
      const [, , before, saved, loaded, after] = await run([
        saveJob('small', bytesOf(10)),
        { do: 'load', name: 'small' },
        { do: 'memory' },
        job,
        { do: 'load', name: 'large' },
        { do: 'memory' },
      ])
      const { sha256: digest } = (saved?.ok ?? {}) as Partial<Metadata>
      expect(loaded?.ok).toMatchObject({ length: 128 * mebibyte, sha256: digest })
      expect((Number(after?.ok) - Number(before?.ok)) / mebibyte).toBeLessThan(80)
    })
  })
}

bothWays('SQLite', sqliteStepPlace)
bothWays('MySQL', mysqlStepPlace, mariaDbMissing())
bothWays('OSS, signatures of version 1', () => ossStepPlace('v1'))
bothWays('OSS, signatures of version 4 and temporary credentials', () =>
  ossStepPlace('v4', 'a token/of+STS='),
)
