/** What the OSS store says and does when the service fails, refuses, or keeps nonsense. */
import { describe, expect, test } from 'vitest'
import { OssStore } from '../../../src/stores/oss/oss.ts'
import type { Credential } from '../../support/oss/access.ts'
import type { Fault, FaultOptions } from '../../support/oss/faults.ts'
import type { OssServerOptions } from '../../support/oss/server.ts'
import { bytesOf } from '../../support/stores/models.ts'
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
import { ossEnv, ossKeys } from '../../support/stores/places.ts'

const v4 = '&region=cn-hangzhou'

async function readingFails(store: OssStore): Promise<string> {
  const said = await failureOf(store.readMetadata('m', longEnough()))
  // One line, and nothing of the request or the answer.
  expect(said).not.toMatch(/[\n?]|http:|127\.0|<|secret\/of|the-key-id|a token|someone/)
  return said
}

describe('reading metadata fails at once, and says why', () => {
  const faults: [Fault, FaultOptions, string][] = [
    ['503', {}, 'unreachable, transient: the service is busy (ServiceUnavailable)'],
    ['429', {}, 'unreachable, transient: the service is busy (TooManyRequests)'],
    ['500', {}, 'unreachable, transient: the service failed (InternalError)'],
    ['reset', {}, 'unreachable, transient: the connection was lost'],
    ['lost', {}, 'unreachable, transient: the connection was lost'],
    ['dead', {}, 'unreachable, transient: the connection was lost'],
    ['hang', {}, 'unreachable, transient: no answer came in time'],
    ['stall', {}, 'unreachable, transient: no answer came in time'],
    ['truncate', {}, 'unreachable, transient: the answer was cut off, or is not from OSS'],
    ['garbage', { status: 200 }, 'unreachable, transient: the answer is not from OSS'],
    ['garbage', { status: 500 }, 'unreachable, transient: the service failed (HTTP 500)'],
    ['garbage', { status: 404 }, 'unreachable, transient: the answer was cut off, or is not from OSS'],
    ['garbage', { status: 403 }, 'refused: access is denied (HTTP 403)'],
  ]
  test.each(faults)('%s %o', async (fault, options, expected) => {
    const server = await serverWith()
    putModel(server, 1000)
    const store = storeOf(server, `${v4}&timeout=300ms`)
    server.fail(fault, { ...options, times: 100 })
    expect(await readingFails(store)).toBe(expected)
    expect(server.requests).toHaveLength(1)
    server.revive()
    expect((await readFrom(store))?.bytes).toHaveLength(1000)
  })

  test('the server is down', async () => {
    const server = await serverWith()
    const store = storeOf(server)
    await server.close()
    expect(await readingFails(store)).toBe('unreachable, transient: nothing answers at this address')
  })

  test('an answer that comes slowly is waited for', async () => {
    const server = await serverWith()
    putModel(server)
    server.fail('slow', { bytesAtATime: 100, everyMs: 5 })
    expect((await storeOf(server).readMetadata('m', longEnough()))?.estimator).toBe('xgboost.gbtree')
  })

  test('a host that does not encrypt', async () => {
    const server = await serverWith()
    const endpoint = encodeURIComponent(`https://127.0.0.1:${server.port}`)
    expect(await readingFails(storeAt(`oss://${bucketName}/someone?endpoint=${endpoint}`))).toBe(
      'refused: no encrypted connection: the host’s certificate is not trusted',
    )
  })

  test('the deadline ends it, and the connection', async () => {
    const server = await serverWith()
    server.fail('hang', { times: 100 })
    const store = storeOf(server, v4, { connections: 2 })
    const reads = Array.from({ length: 5 }, () => store.readMetadata('m', AbortSignal.timeout(100)))
    expect(await failureOf(Promise.all(reads))).toMatch(/^TimeoutError/)
    await expect.poll(() => server.openSockets).toBe(0)
    server.revive()
    expect(await store.readMetadata('m', longEnough())).toBeUndefined()
  })
})

describe('the service refuses', () => {
  const token = { ...ossKeys, token: 'a token' }
  const denied =
    'refused: access is denied: the access key has no right to this, or the bucket is somebody else’s or in another region'
  const cases: [string, Partial<OssServerOptions>, Credential & { stsToken?: string }, string, string][] = [
    [
      'a wrong secret',
      {},
      { ...ossKeys, accessKeySecret: 'wrong' },
      v4,
      'refused: the secret does not belong to this access key id',
    ],
    [
      'a wrong secret, with version 1',
      {},
      { ...ossKeys, accessKeySecret: 'wrong' },
      '',
      'refused: the secret does not belong to this access key id',
    ],
    [
      'an unknown key id',
      {},
      { ...ossKeys, accessKeyId: 'unknown' },
      v4,
      'refused: the access key id is unknown or disabled; one of temporary credentials needs its token too',
    ],
    [
      'a token that is missing',
      { credentials: [token] },
      ossKeys,
      v4,
      'refused: the access key id is unknown or disabled; one of temporary credentials needs its token too',
    ],
    [
      'a wrong token',
      { credentials: [token] },
      { ...ossKeys, stsToken: 'a token of somebody' },
      v4,
      'refused: the security token does not belong to this access key id',
    ],
    [
      'an expired token',
      { credentials: [{ ...token, tokenExpired: true }] },
      { ...ossKeys, stsToken: 'a token' },
      v4,
      'refused: the security token has expired',
    ],
    [
      'no such bucket',
      { buckets: ['another'] },
      ossKeys,
      v4,
      'refused: there is no such bucket at this endpoint',
    ],
    [
      'a clock that is off',
      { now: () => new Date(Date.now() + 20 * 60_000) },
      ossKeys,
      v4,
      'refused: the clock of this machine is more than 15 minutes off',
    ],
    [
      'an old signature',
      { acceptOnly: 'v4' },
      ossKeys,
      '',
      `${denied}; some buckets need signatures of version 4: add region=… to the URL`,
    ],
    ['a new signature', { acceptOnly: 'v1' }, ossKeys, v4, denied],
    [
      'another region',
      {},
      ossKeys,
      '&region=cn-beijing',
      'refused: the service does not take the request as it is; perhaps the region is wrong',
    ],
  ]
  test.each(cases)('%s', async (_, options, credentials, more, expected) => {
    const server = await serverWith(options)
    const store = storeOf(server, more, { credentials: async () => credentials })
    expect(await readingFails(store)).toBe(expected)
    expect(server.requests).toHaveLength(1)
  })

  test('who may only read is told so when saving, at once, and nothing is left', async () => {
    const server = await serverWith({ credentials: [{ ...ossKeys, readOnly: true }] })
    expect(await failureOf(saveIn(storeOf(server), bytesOf(10)))).toBe(denied)
    expect([...server.objects(bucketName).keys()]).toEqual([])
  })

  test('who may not list the bucket can do all else', async () => {
    const server = await serverWith({ credentials: [{ ...ossKeys, listForbidden: true }] })
    const store = storeOf(server)
    expect(await store.readMetadata('nobody', longEnough())).toBeUndefined()
    await saveIn(store, bytesOf(10))
    expect((await readFrom(store))?.bytes).toHaveLength(10)
    expect(await failureOf(store.listModels(longEnough()))).toBe(denied)
  })

  test('the credentials can’t be had: what went wrong is not shown, and the next request asks again', async () => {
    const server = await serverWith()
    let asked = 0
    const credentials = async () => {
      asked += 1
      if (asked === 1) throw new Error('GET http://10.0.0.1/the secret')
      if (asked === 2) return { accessKeyId: '', accessKeySecret: '' }
      return ossKeys
    }
    const store = storeOf(server, v4, { credentials })
    expect(await readingFails(store)).toBe(
      'refused, transient: the access key could not be had from where it should come',
    )
    expect(await readingFails(store)).toBe('refused: the access key is empty')
    expect(await store.readMetadata('m', longEnough())).toBeUndefined()
    expect(await store.readMetadata('m', longEnough())).toBeUndefined()
    expect(asked).toBe(3)
  })
})

describe('metadata that is none', () => {
  test.each([
    ['empty', '', 'damaged: its metadata is not JSON'],
    ['cut off', '{"formatVersion": 1, "the secret', 'damaged: its metadata is not JSON'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'damaged: its metadata is not UTF-8 text'],
    ['a list', '["the secret"]', 'damaged: its metadata is a list, not an object'],
    ['of no model', '{"a": 1}', 'damaged: its metadata names no estimator, so it is no metadata of a model'],
    [
      'of a later release',
      '{"formatVersion": 2, "estimator": "x"}',
      'newer: its metadata has format 2, and this release reads formats up to 1',
    ],
  ])('%s', async (_, content, expected) => {
    const server = await serverWith()
    server.put(bucketName, 'someone/m/metadata.json', content)
    expect(await readingFails(storeOf(server))).toBe(expected)
    expect(await failureOf(storeOf(server).readModel('m', longEnough()))).toBe(expected)
    // Damage is no reason to keep a new model out.
    await saveIn(storeOf(server), bytesOf(10))
    expect((await readFrom(storeOf(server)))?.bytes).toHaveLength(10)
  })

  test('too long to be believed: little of it is fetched', async () => {
    const server = await serverWith()
    const size = 65 * 1024 * 1024
    const read = (start: number, end: number): Uint8Array => new Uint8Array(end - start).fill(0x20)
    server.put(bucketName, 'someone/m/metadata.json', { size, read })
    expect(await readingFails(storeOf(server))).toBe(
      `damaged: it says that its metadata has ${size} bytes; more than 67108864 are not believed`,
    )
    expect(server.bytesSent).toBeLessThanOrEqual(1024 * 1024)
  })

  test('as long as is believed', async () => {
    const server = await serverWith()
    const metadata = { ...putModel(server), later: 'ü'.repeat(15 * 1024 * 1024) }
    server.put(bucketName, 'someone/m/metadata.json', JSON.stringify(metadata))
    expect((await storeOf(server).readMetadata('m', longEnough()))?.['later']).toHaveLength(15 * 1024 * 1024)
  })

  test('metadata without bytes, and bytes of another model', async () => {
    const server = await serverWith()
    const { sha256: digest } = putModel(server)
    const key = `someone/m/model_save.${digest}`
    server.put(bucketName, key, 'something else')
    expect(await failureOf(readFrom(storeOf(server)))).toBe(
      'damaged: its bytes are not those that its metadata was written for',
    )
    server.objects(bucketName).delete(key)
    expect(await failureOf(readFrom(storeOf(server)))).toBe(
      'damaged: its metadata is there, but its bytes are not',
    )
  })
})

test('a store without credentials says which variables are missing', () => {
  expect(() => new OssStore('oss://sqlflow-models/someone?region=cn-hangzhou')).toThrow(
    expect.objectContaining({
      fault: 'refused',
      message: 'there is no access key',
      help: 'set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or SQLFLOW_OSS_AK and SQLFLOW_OSS_SK',
    }),
  )
  expect(new OssStore('oss://sqlflow-models/someone?region=cn-hangzhou', { env: ossEnv }).url).toBe(
    'oss://sqlflow-models/someone?region=cn-hangzhou',
  )
})
