/** A save on MySQL that is cut at each of its commands: the old model is whole, or the new one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MysqlStore } from '../../../src/stores/mysql/mysql.ts'
import { asideName } from '../../../src/stores/saving.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { type MysqlProxy, startProxy } from '../../support/mysql/proxy.ts'
import { bytesOf, collect, metadataOf } from '../../support/stores/models.ts'

const missing = mariaDbMissing()
const signal = AbortSignal.timeout(600_000)
const old = { length: 300_000, seed: 1 }
/** Several blocks, so that a cut can come between them. */
const next = { length: 900_000, seed: 2 }

describe.skipIf(missing !== undefined)(
  `a save that is cut${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let server: MariaDb
    let proxy: MysqlProxy
    beforeAll(async () => {
      server = await startMariaDb()
      await server.query('CREATE DATABASE models')
      proxy = await startProxy(server.port)
    })
    afterAll(async () => {
      await proxy.close()
      await server.close()
    })

    async function save(model: typeof old, url = server.url('models')): Promise<void> {
      const store = new MysqlStore(url)
      const blob = new Blob([bytesOf(model.length, model.seed)])
      await store
        .saveModel('m', metadataOf('m', { rows: model.seed }), blob, signal)
        .finally(() => store.close())
    }

    /** Which model is there; fails when it is not whole. */
    async function seed(): Promise<number | undefined> {
      const store = new MysqlStore(server.url('models'))
      const found = await store.readModel('m', signal)
      if (found) {
        const model = found.metadata.rows === next.seed ? next : old
        expect(found.metadata.rows).toBe(model.seed)
        expect((await collect(found.bytes)).equals(bytesOf(model.length, model.seed))).toBe(true)
      }
      expect(await store.listModels(signal)).toEqual(found ? ['m'] : [])
      await store.close()
      return found?.metadata.rows
    }

    const cuts = {
      'after a command': (at: number) => proxy.cutAfterCommands(at),
      'before the answer to a command': (at: number) => proxy.cutBeforeAnswer(at + 1),
    }
    const starts = {
      'in place of an old model': { before: () => save(old), without: old.seed },
      'where there was none': {
        before: () => server.query('DROP TABLE IF EXISTS models.m'),
        without: undefined,
      },
    }

    for (const [how, cut] of Object.entries(cuts)) {
      for (const [where, { before, without }] of Object.entries(starts)) {
        test(`${how}, ${where}`, async () => {
          const through = server.url('models').replace(`:${server.port}/`, `:${proxy.port}/`)
          const seen = new Set<number | undefined>()
          let ended = false
          for (let at = 0; !ended; at++) {
            await before()
            await proxy.heal()
            cut(at)
            ended = await save(next, through).then(
              () => true,
              () => false,
            )
            await proxy.heal()
            const found = await seed()
            expect([without, next.seed], `cut ${at}`).toContain(found)
            if (ended) expect(found).toBe(next.seed)
            seen.add(found)
            expect(at).toBeLessThan(60)
          }
          expect(seen).toEqual(new Set([without, next.seed]))
          // Whatever was left, the next save works.
          await save(old)
          expect(await seed()).toBe(old.seed)
        })
      }
    }

    test('tables that were left a day ago are removed, younger ones are not', async () => {
      const young = asideName('saving')
      const left = young.replace(
        /_[0-9a-z]+_(?=[0-9a-f]+$)/,
        `_${(Date.now() - 25 * 3600 * 1000).toString(36)}_`,
      )
      const others = (await server.query("SHOW TABLES FROM models LIKE 'sqlflowc%'")).length
      for (const name of [young, left]) await server.query(`CREATE TABLE models.${name} (id INT, block BLOB)`)
      await save(old)
      const tables = JSON.stringify(await server.query("SHOW TABLES FROM models LIKE 'sqlflowc%'"))
      expect(tables).toContain(young)
      expect(tables).not.toContain(left)
      expect((await server.query("SHOW TABLES FROM models LIKE 'sqlflowc%'")).length).toBe(others + 1)
    })

    test('a reader that is slow keeps its version, and a save waits for it no longer than it may', async () => {
      await save(old)
      const store = new MysqlStore(server.url('models'))
      const found = await store.readModel('m', signal)
      const reading = found?.bytes[Symbol.asyncIterator]()
      const parts = [await reading?.next()]
      const blocked = new MysqlStore(server.url('models'))
      const short = AbortSignal.timeout(800)
      const blob = new Blob([bytesOf(next.length, next.seed)])
      await expect(blocked.saveModel('m', metadataOf('m'), blob, short)).rejects.toThrow()
      await blocked.close()
      const waiting = save(next)
      for (let part = await reading?.next(); part && !part.done; part = await reading?.next())
        parts.push(part)
      await waiting
      const bytes = Buffer.concat(parts.map((part) => part?.value ?? new Uint8Array()))
      expect(bytes.equals(bytesOf(old.length, old.seed))).toBe(true)
      expect(await seed()).toBe(next.seed)
      await store.close()
    })
  },
)
