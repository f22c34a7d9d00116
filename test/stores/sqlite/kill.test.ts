/** A save that is killed, before each of its statements and at any moment: the old model is whole, or the new one. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SqliteStore } from '../../../src/stores/sqlite/sqlite.ts'
import type { Operation } from '../../support/sqlite/child.ts'
import { inChild, killAfter } from '../../support/sqlite/processes.ts'
import { bytesOf, collect, metadataOf, sha256 } from '../../support/stores/models.ts'

const signal = AbortSignal.timeout(600_000)
const old = { length: 700_000, seed: 1 }
const next = { length: 2_200_000, seed: 2 }

/** Five batches of two blocks. */
const save: Operation = { do: 'save', model: 'm', ...next, atOnce: 512 * 1024 }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlflowc-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function put(path: string, { length, seed }: typeof old): Promise<void> {
  const store = new SqliteStore(path)
  await store.saveModel('m', metadataOf('m', { rows: seed }), new Blob([bytesOf(length, seed)]), signal)
}

/** Which model is there; fails when it is not whole. */
async function seedOf(path: string): Promise<number> {
  const found = await new SqliteStore(path).readModel('m', signal)
  const model = found?.metadata.rows === next.seed ? next : old
  expect(found?.metadata).toEqual({
    ...metadataOf('m', { rows: model.seed }),
    sha256: found?.metadata.sha256,
  })
  expect(sha256(await collect(found?.bytes ?? new Blob([]).stream()))).toBe(
    sha256(bytesOf(model.length, model.seed)),
  )
  return model.seed
}

/** A journal that must be played back before anything can be read. */
function isHot(path: string): boolean {
  if (!existsSync(`${path}-journal`)) return false
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    database.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}

function fresh(mode: string, name: string): string {
  const path = join(folder, `${mode}-${name}.db`)
  copyFileSync(join(folder, `${mode}.db`), path)
  return path
}

/** What is true whenever the process died. @returns which model it left */
async function checkLeft(path: string): Promise<number> {
  const left = await seedOf(path)
  expect(await new SqliteStore(path).listModels(signal)).toEqual(['m'])
  await put(path, { length: 10, seed: 1 })
  const found = await new SqliteStore(path).readModel('m', signal)
  expect(await collect(found?.bytes ?? new Blob([]).stream())).toHaveLength(10)
  const database = new DatabaseSync(path)
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  return left
}

describe.each(['DELETE', 'WAL'])('journal mode %s', (mode) => {
  beforeAll(async () => {
    const path = join(folder, `${mode}.db`)
    const database = new DatabaseSync(path)
    database.exec(`PRAGMA journal_mode = ${mode}`)
    database.close()
    await put(path, old)
  })

  test.concurrent('killed before each statement', async ({ expect }) => {
    const left: number[] = []
    let hot = 0
    for (let before = 0; ; before++) {
      const path = fresh(mode, String(before))
      const { results, signal: died } = await inChild(path, [{ do: 'spill' }, { do: 'die', before }, save])
      if (isHot(path)) hot++
      left.push(await checkLeft(path))
      for (const end of ['', '-journal', '-wal', '-shm']) rmSync(path + end, { force: true })
      if (died === null) {
        expect(results.at(-1)).toEqual({ saved: next.seed })
        break
      }
    }
    // First the old model, then the new one, and no way back.
    expect(left).toEqual(left.toSorted())
    expect(left.length).toBeGreaterThan(30)
    expect(left[0]).toBe(old.seed)
    expect(left.at(-1)).toBe(next.seed)
    expect(hot > 0).toBe(mode === 'DELETE')
  })

  test.concurrent('killed at any moment', async () => {
    const path = fresh(mode, 'any')
    for (let ms = 60; ms < 260; ms += 20) {
      await killAfter(path, [{ do: 'spill' }, save, save, save], ms)
      await seedOf(path)
    }
    await checkLeft(path)
  })
})
