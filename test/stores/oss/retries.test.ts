/** Faults that pass are no reason for the OSS store to fail, whichever request they befall. */
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../support/oss/faults.ts'
import type { OssServer } from '../../support/oss/server.ts'
import { bytesOf, sha256 } from '../../support/stores/models.ts'
import { bucketName, readFrom, saveIn, serverWith, storeOf } from '../../support/stores/oss.ts'

describe('faults that pass', () => {
  /** What hangs is given up soon. */
  const quick = '&region=cn-hangzhou&timeout=200ms'
  const faults: [Fault, number][] = [
    ['503', 1],
    ['429', 1],
    ['500', 1],
    ['reset', 2],
    ['lost', 1],
    ['truncate', 1],
    ['hang', 1],
  ]

  async function atEachRequest(
    server: OssServer,
    [fault, times]: [Fault, number],
    act: () => Promise<void>,
  ): Promise<void> {
    for (let after = 0; ; after++) {
      const before = server.requests.length
      server.fail(fault, { after, times })
      await act()
      const wasHit = server.requests.length - before > after
      server.revive()
      if (!wasHit) return
    }
  }

  test.each(faults)('a save and a read get through %s, %i times', async (fault, times) => {
    const server = await serverWith()
    const store = storeOf(server, quick)
    let round = 0
    await atEachRequest(server, [fault, times], async () => {
      const bytes = bytesOf(1000 + round, ++round)
      const saved = await saveIn(store, bytes)
      expect(saved.sha256).toBe(sha256(bytes))
    })
    // metadata before; bytes, metadata, link; metadata and link looked at; the list of what is old
    expect(round).toBeGreaterThan(6)
    const expected = bytesOf(1000 + round - 1, round)
    await atEachRequest(server, [fault, times], async () => {
      expect((await readFrom(store))?.bytes.equals(expected)).toBe(true)
    })
  })

  test.each(faults.filter(([fault]) => fault !== '500'))(
    'a save in parts gets through %s, %i times',
    async (fault, times) => {
      const server = await serverWith()
      const store = storeOf(server, quick)
      const bytes = bytesOf(16 * 1024 * 1024 + 5)
      await saveIn(store, bytes)
      const isUpload = (query: ReadonlyMap<string, string>): boolean =>
        query.has('uploads') || query.has('uploadId')
      for (let after = 0; after < 4; after++) {
        server.fail(fault, { after, times, match: ({ query }) => isUpload(query) })
        server.objects(bucketName).clear()
        await saveIn(store, bytes)
        server.revive()
        expect((await readFrom(store))?.bytes.equals(bytes), `after ${after}`).toBe(true)
      }
    },
  )
})
