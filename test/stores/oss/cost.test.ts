/** What the OSS store costs: bytes, memory, connections, requests for credentials, and lines on the console. */
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { bytesOf, largeBlob, metadataOf } from '../../support/stores/models.ts'
import {
  bucketName,
  failureOf,
  longEnough,
  putModel,
  readFrom,
  saveIn,
  serverWith,
  storeOf,
} from '../../support/stores/oss.ts'
import { ossKeys } from '../../support/stores/places.ts'

const folder = 'someone/m/'

describe('cost', () => {
  const pattern = bytesOf(64 * 1024, 9)
  const virtual = (size: number) => ({
    size,
    read: (start: number, end: number) => {
      const bytes = new Uint8Array(end - start)
      for (let at = 0; at < bytes.length; ) {
        const piece = pattern.subarray((start + at) % pattern.length).subarray(0, bytes.length - at)
        bytes.set(piece, at)
        at += piece.length
      }
      return bytes
    },
  })

  async function growthOf(act: () => Promise<void>): Promise<number> {
    const before = process.memoryUsage().rss
    let most = before
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss)
    }, 20)
    await act().finally(() => clearInterval(timer))
    return (Math.max(most, process.memoryUsage().rss) - before) / 1024 / 1024
  }

  test('metadata of a large model costs no more than of a small one', async () => {
    const costs: number[] = []
    for (const size of [1024 * 1024, 1024 * 1024 * 1024]) {
      const server = await serverWith()
      const { sha256 } = putModel(server)
      server.put(bucketName, `${folder}model_save.${sha256}`, virtual(size))
      expect(await storeOf(server).readMetadata('m', longEnough())).toBeDefined()
      costs.push(server.bytesSent)
      expect(server.requests).toHaveLength(1)
    }
    expect(costs[0]).toBe(costs[1])
    expect(costs[0]).toBeLessThan(1000)
  })

  test('a gigabyte is read in bounded memory', async () => {
    const server = await serverWith()
    const gigabyte = 1024 * 1024 * 1024
    server.put(bucketName, `${folder}metadata.json`, JSON.stringify(metadataOf('m')))
    server.put(bucketName, `${folder}model_save`, virtual(gigabyte))
    let size = 0
    let largest = 0
    const growth = await growthOf(async () => {
      const found = await storeOf(server).readModel('m', longEnough())
      for await (const piece of found?.bytes ?? []) {
        size += piece.length
        largest = Math.max(largest, piece.length)
      }
    })
    expect(size).toBe(gigabyte)
    expect(largest).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect(growth).toBeLessThan(300)
  })

  test('a quarter of a gigabyte is saved in bounded memory', async () => {
    const server = await serverWith({ keepsParts: false })
    const growth = await growthOf(async () => {
      await storeOf(server).saveModel('m', metadataOf('m'), largeBlob(256 * 1024 * 1024), longEnough())
    })
    expect(growth).toBeLessThan(300)
    expect(server.requests.filter(({ query }) => 'partNumber' in query)).toHaveLength(16)
  })
})

describe('connections', () => {
  test('no more than were asked for, and all of them are used', async () => {
    const server = await serverWith()
    putModel(server)
    server.fail('slow', { times: 100, bytesAtATime: 300, everyMs: 5 })
    const store = storeOf(server, '&region=cn-hangzhou', { connections: 4 })
    const reads = Array.from({ length: 100 }, () => store.readMetadata('m', longEnough()))
    expect(new Set((await Promise.all(reads)).map((metadata) => metadata?.into))).toEqual(new Set(['m']))
    expect(server.maxSockets).toBe(4)
  })

  test('who waits for a turn does not run out of time', async () => {
    const server = await serverWith()
    server.fail('slow', { times: 100, everyMs: 60, bytesAtATime: 200 })
    const store = storeOf(server, '&region=cn-hangzhou&timeout=500ms', { connections: 1 })
    const reads = Array.from({ length: 8 }, () => store.listModels(longEnough()))
    expect(await Promise.all(reads)).toHaveLength(8)
  })

  test.each(['hang', 'stall'] as const)(
    'close leaves none open, also at a server that is in a %s',
    async (fault) => {
      const server = await serverWith()
      putModel(server)
      server.fail(fault, { times: 1000 })
      const store = storeOf(server, '&region=cn-hangzhou', { connections: 4 })
      const reads = Array.from({ length: 20 }, () => failureOf(store.readMetadata('m', longEnough())))
      await expect.poll(() => server.openSockets).toBe(4)
      await store.close()
      expect(new Set(await Promise.all(reads))).toEqual(new Set(['failed: the store is closed']))
      await expect.poll(() => server.openSockets).toBe(0)
      expect(server.maxSockets).toBe(4)
      expect(await failureOf(store.readMetadata('m', longEnough()))).toBe('failed: the store is closed')
    },
  )
})

test('credentials: temporary ones by callback, asked once for many requests', async () => {
  const server = await serverWith({ credentials: [{ ...ossKeys, token: 'a token' }] })
  const credentials = vi.fn(async () => ({ ...ossKeys, stsToken: 'a token' }))
  const store = storeOf(server, '', { credentials, env: {} })
  await saveIn(store, bytesOf(10))
  expect((await readFrom(store))?.bytes).toHaveLength(10)
  expect(credentials).toHaveBeenCalledTimes(1)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 })
  onTestFinished(() => void vi.useRealTimers())
  await store.readMetadata('m', longEnough())
  expect(credentials).toHaveBeenCalledTimes(2)
})

test.each([
  ['', /^OSS the-key-id:/],
  ['&region=cn-hangzhou', /^OSS4-HMAC-SHA256 Credential=the-key-id\/\d{8}\/cn-hangzhou\/oss\//],
  ['&region=cn-hangzhou&signature=v1', /^OSS the-key-id:/],
])('the signature with %j', async (more, expected) => {
  const server = await serverWith()
  await storeOf(server, more).listModels(longEnough())
  expect(server.requests[0]?.headers['authorization']).toMatch(expected)
})

test('a path-style endpoint', async () => {
  const server = await serverWith({ pathStyle: true })
  const store = storeOf(server, '&region=cn-hangzhou&path-style')
  await saveIn(store, bytesOf(10))
  expect((await readFrom(store))?.bytes).toHaveLength(10)
})

test('nothing is printed, whatever fails', async () => {
  const printed: string[] = []
  const levels = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
  for (const level of levels)
    vi.spyOn(console, level).mockImplementation((text) => void printed.push(`${text}`))
  const onWarning = (warning: Error): void => void printed.push(warning.message)
  process.on('warning', onWarning)
  onTestFinished(() => {
    vi.restoreAllMocks()
    process.off('warning', onWarning)
  })
  const server = await serverWith({ credentials: [{ ...ossKeys, token: 'a token' }] })
  const env = {
    OSS_ACCESS_KEY_ID: ossKeys.accessKeyId,
    OSS_ACCESS_KEY_SECRET: ossKeys.accessKeySecret,
    OSS_SESSION_TOKEN: 'a token',
  }
  const store = storeOf(server, '&region=cn-hangzhou&timeout=200ms', { env })
  const bytes = bytesOf(16 * 1024 * 1024 + 1)
  for (const fault of ['503', 'reset', 'lost', 'truncate', 'hang', 'stall', 'garbage'] as const) {
    // The first part of the save, and the first bytes that are read.
    for (const act of [() => saveIn(store, bytes), () => readFrom(store)]) {
      server.fail(fault, { after: 2 })
      await act()
      server.revive()
    }
  }
  server.fail('dead', { after: 3 })
  await saveIn(store, bytes, AbortSignal.timeout(300)).catch(() => undefined)
  server.revive()
  expect(printed).toEqual([])
})
