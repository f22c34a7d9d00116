/** The OSS store at work: what it leaves in the bucket, however it ends, and what that costs. */
import { describe, expect, test } from 'vitest'
import type { Metadata } from '../../../src/index.ts'
import type { Fault } from '../../support/oss/faults.ts'
import { slice } from '../../support/oss/objects.ts'
import type { OssServer } from '../../support/oss/server.ts'
import { bytesOf, metadataOf, sha256 } from '../../support/stores/models.ts'
import {
  bucketName,
  failureOf,
  longEnough,
  putModel,
  readFrom,
  saveIn,
  serverWith,
  storeAt,
  storeOf,
} from '../../support/stores/oss.ts'
import { ossUrl } from '../../support/stores/places.ts'

const folder = 'someone/m/'
const day = 24 * 60 * 60 * 1000

const keysIn = (server: OssServer): string[] => [...server.objects(bucketName).keys()].sort()

function published(server: OssServer): Metadata {
  const object = server.objects(bucketName).get(`${folder}metadata.json`)
  return JSON.parse(Buffer.from(object?.bytes as Uint8Array).toString('utf8'))
}

/** What somebody finds who knows no digests. */
function linked(server: OssServer): Uint8Array {
  const objects = server.objects(bucketName)
  const own = objects.get(`${folder}model_save`)
  const object = own?.symlinkTarget === undefined ? own : objects.get(own.symlinkTarget)
  return object ? slice(object.bytes, 0, Number.POSITIVE_INFINITY) : new Uint8Array()
}

describe('layout', () => {
  test('a save leaves the metadata, the bytes and a link to them', async () => {
    const server = await serverWith()
    const bytes = bytesOf(100)
    await saveIn(storeOf(server), bytes)
    const digest = sha256(bytes)
    expect(keysIn(server)).toEqual([
      `${folder}metadata.json`,
      `${folder}model_save`,
      `${folder}model_save.${digest}`,
    ])
    expect(server.objects(bucketName).get(`${folder}model_save`)?.symlinkTarget).toBe(
      `${folder}model_save.${digest}`,
    )
    expect(server.objects(bucketName).get(`${folder}metadata.json`)?.contentType).toBe('application/json')
    expect(published(server)).toEqual({ ...metadataOf('m', { rows: 100 }), sha256: digest })
    expect(await storeOf(server).listModels(longEnough())).toEqual(['m'])
  })

  test.each([100, 17 * 1024 * 1024])('a server without links has the bytes twice: %i bytes', async (size) => {
    const server = await serverWith({ hasLinks: false })
    for (const seed of [1, 2]) {
      await saveIn(storeOf(server), bytesOf(size, seed))
      expect(sha256(linked(server))).toBe(sha256(bytesOf(size, seed)))
    }
  })

  test('a server that fails at links has the bytes twice, also when their size is the same', async () => {
    const server = await serverWith()
    server.fail('500', { times: 100, match: ({ query }) => query.has('symlink') })
    for (const seed of [1, 2]) {
      await saveIn(storeOf(server), bytesOf(10, seed))
      expect(sha256(linked(server))).toBe(sha256(bytesOf(10, seed)))
    }
  })

  test('bytes are removed a day after others took their place', async () => {
    const server = await serverWith()
    const old = (name: string, days: number): void => {
      const lastModified = new Date(Date.now() - days * day)
      server.put(bucketName, `${folder}model_save.${name}`, 'x', { lastModified })
    }
    old('first', 9)
    old('second', 3)
    old('third', 0.5)
    server.put(bucketName, 'someone/m2/model_save.other', 'x', { lastModified: new Date(0) })
    await saveIn(storeOf(server), bytesOf(1))
    expect(keysIn(server)).toEqual([
      `${folder}metadata.json`,
      `${folder}model_save`,
      `${folder}model_save.${sha256(bytesOf(1))}`,
      // In use until half a day ago.
      `${folder}model_save.second`,
      `${folder}model_save.third`,
      'someone/m2/model_save.other',
    ])
  })

  test('who reads an old model while it is replaced reads it to its end', async () => {
    const server = await serverWith()
    const lastModified = new Date(Date.now() - 30 * day)
    putModel(server, 9 * 1024 * 1024, { lastModified })
    // A save that was cut off, long ago.
    server.put(bucketName, `${folder}model_save.cut`, 'x', { lastModified: new Date(Date.now() - 20 * day) })
    const found = await storeOf(server).readModel('m', longEnough())
    await saveIn(storeOf(server), bytesOf(5))
    let size = 0
    for await (const piece of found?.bytes ?? []) size += piece.length
    expect(size).toBe(9 * 1024 * 1024)
  })
})

describe('what SQLFlow left', () => {
  const sqlflow = {
    original_sql: 'SELECT * FROM iris.train TO TRAIN DNNClassifier LABEL class INTO m',
    select: 'SELECT * FROM iris.train',
    validation_select: '',
    model_repo_image: 'sqlflow/sqlflow:latest',
    class_name: 'DNNClassifier',
    attributes: { n_classes: 3 },
    features: { feature_columns: [{ type: 'NumericColumn', field_desc: { name: 'petal_length' } }] },
    label: { type: 'NumericColumn', field_desc: { name: 'class' } },
    model_type: 0,
  }

  const withSqlflow = async (...projects: string[]): Promise<OssServer> => {
    const server = await serverWith()
    for (const project of projects) {
      server.put(bucketName, `${project}/someone/m/metadata.json`, JSON.stringify(sqlflow))
      server.put(bucketName, `${project}/someone/m/model.tar.gz`, `the tarball of ${project}`)
    }
    server.put(bucketName, 'third/another/m/metadata.json', '{}')
    return server
  }

  test('is found under the user and under the project, its metadata in our words', async () => {
    const server = await withSqlflow('my project')
    const url = ossUrl(server, '&region=cn-hangzhou')
    for (const store of [storeAt(url), storeAt(url.replace('/someone', '/my%20project/someone'))]) {
      const found = await readFrom(store)
      expect(found?.metadata).toMatchObject({
        formatVersion: 1,
        originalSql: sqlflow.original_sql,
        select: sqlflow.select,
        image: sqlflow.model_repo_image,
        estimator: 'DNNClassifier',
        engine: 'tensorflow',
        attributes: { 'model.n_classes': 3 },
        features: { feature_columns: [{ column: 'petal_length' }] },
        label: 'class',
        into: 'm',
      })
      expect(String(found?.bytes)).toBe('the tarball of my project')
    }
  })

  test('is not guessed among projects', async () => {
    const server = await withSqlflow('first', 'second')
    const reading = storeOf(server).readMetadata('m', longEnough())
    expect(await failureOf(reading)).toBe(
      'refused: several projects have a model of this name: `first/someone/m/`, `second/someone/m/`',
    )
    await expect(reading).rejects.toMatchObject({
      help: 'put the project into the URL of the store: oss://bucket/project/user',
    })
  })

  test('is replaced by a save under the user, and itself left as it is', async () => {
    const server = await withSqlflow('first')
    await saveIn(storeOf(server), bytesOf(10))
    expect((await readFrom(storeOf(server)))?.metadata.estimator).toBe('xgboost.gbtree')
    expect(keysIn(server)).toContain('first/someone/m/model.tar.gz')
  })

  test('model_save is preferred, and model.tar.gz read where there is none', async () => {
    const server = await withSqlflow('first')
    server.put(bucketName, 'first/someone/m/model_save', 'saved')
    expect(String((await readFrom(storeOf(server)))?.bytes)).toBe('saved')
  })
})

describe('a save that is killed', () => {
  /** Ends a save soon after the fault that befalls it for good. */
  function killedAfter(server: OssServer, fault: Fault, requests: number): AbortSignal {
    const killing = new AbortController()
    let seen = 0
    const match = (): boolean => {
      if (++seen <= requests) return false
      setTimeout(() => killing.abort(new Error('killed')), 120)
      return true
    }
    server.fail(fault, { times: 1000, match })
    return killing.signal
  }

  test.each([
    ['small', 'dead', 1000],
    ['small', 'lost', 1000],
    ['in parts', 'dead', 16 * 1024 * 1024 + 1],
    ['in parts', 'lost', 16 * 1024 * 1024 + 1],
  ] as const)('%s, %s after each request: the old model or the new one', async (_, fault, size) => {
    const server = await serverWith()
    const old = bytesOf(size, 1)
    const fresh = bytesOf(size, 2)
    const seen = { old: 0, fresh: 0 }
    for (let after = 0; ; after++) {
      server.objects(bucketName).clear()
      await saveIn(storeOf(server), old)
      const result = await failureOf(saveIn(storeOf(server), fresh, killedAfter(server, fault, after)))
      server.revive()
      const found = await readFrom(storeOf(server))
      const isFresh = found?.bytes.equals(fresh) === true
      expect(isFresh || found?.bytes.equals(old), `after ${after}`).toBe(true)
      expect(found?.metadata.sha256).toBe(sha256(isFresh ? fresh : old))
      seen[isFresh ? 'fresh' : 'old'] += 1
      if (result === 'no error') {
        expect(isFresh).toBe(true)
        break
      }
      const later = bytesOf(30, 100 + after)
      await saveIn(storeOf(server), later)
      expect((await readFrom(storeOf(server)))?.bytes.equals(later)).toBe(true)
      expect(sha256(linked(server))).toBe(sha256(later))
    }
    expect(seen.old).toBeGreaterThan(1)
    expect(seen.fresh).toBeGreaterThan(3)
  })

  test('a save that gives up takes its parts away', async () => {
    const server = await serverWith()
    server.fail('503', { after: 1, times: 1000, match: ({ query }) => query.has('partNumber') })
    const saving = saveIn(storeOf(server), bytesOf(33 * 1024 * 1024), AbortSignal.timeout(1500))
    expect(await failureOf(saving)).toMatch('TimeoutError')
    expect(server.uploads(bucketName).size).toBe(0)
    expect(keysIn(server)).toEqual([])
  })
})

describe('several saves at once', () => {
  test.each([
    ['two, different bytes', [1, 2]],
    ['two, the same bytes', [1, 1]],
    ['three, different bytes', [1, 2, 3]],
    ['three, two of them the same', [1, 2, 1]],
  ])('%s', async (_, seeds) => {
    const server = await serverWith()
    for (let round = 0; round < 10; round++) {
      const saving = seeds.map((seed) => saveIn(storeOf(server), bytesOf(1000 + seed * 7, seed + 10 * round)))
      const saved = await Promise.all(saving)
      const { sha256: digest } = published(server)
      expect(saved.map((metadata) => metadata.sha256)).toContain(digest)
      expect(sha256(linked(server))).toBe(digest)
      expect((await readFrom(storeOf(server)))?.metadata.sha256).toBe(digest)
    }
  })

  /** Between the metadata and the link of a save. */
  const atLink = (server: OssServer, act: () => void): void => {
    let done = false
    server.fail('slow', {
      match: ({ query }) => {
        if (!done && query.has('symlink')) {
          done = true
          act()
        }
        return false
      },
    })
  }

  test('whose link comes late sets it to what was published meanwhile', async () => {
    const server = await serverWith()
    atLink(server, () => void putModel(server, 77))
    await saveIn(storeOf(server), bytesOf(5))
    expect(published(server).sha256).toBe(sha256(bytesOf(77)))
    expect(sha256(linked(server))).toBe(sha256(bytesOf(77)))
  })

  test('bytes that another save took for old ones are saved again', async () => {
    const server = await serverWith()
    const key = `${folder}model_save.${sha256(bytesOf(5))}`
    atLink(server, () => void server.objects(bucketName).delete(key))
    await saveIn(storeOf(server), bytesOf(5))
    expect((await readFrom(storeOf(server)))?.bytes).toHaveLength(5)
    expect(sha256(linked(server))).toBe(sha256(bytesOf(5)))
  })
})
