/** The MySQL store when something is wrong: what the user is told, and that nothing is lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MysqlStore } from '../../../src/stores/mysql/mysql.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { type MysqlProxy, startProxy } from '../../support/mysql/proxy.ts'
import { failureOf } from '../../support/stores/failures.ts'
import { bytesOf, collect, metadataOf } from '../../support/stores/models.ts'

const missing = mariaDbMissing()
const signal = AbortSignal.timeout(600_000)

describe.skipIf(missing !== undefined)(`MySQL${missing === undefined ? '' : ` (${missing})`}`, () => {
  let server: MariaDb
  let proxy: MysqlProxy
  beforeAll(async () => {
    server = await startMariaDb()
    await server.query('CREATE DATABASE models')
    proxy = await startProxy(server.port)
    await proxy.heal()
    await save('m')
  })
  afterAll(async () => {
    await proxy.close()
    await server.close()
  })

  const through = (more = ''): string =>
    server.url('models').replace(`:${server.port}/`, `:${proxy.port}/`) + more

  async function withStore<T>(url: string, use: (store: MysqlStore) => Promise<T>): Promise<T> {
    const store = new MysqlStore(url)
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  }
  const read = (name: string, url = server.url('models')) =>
    withStore(url, (store) => store.readMetadata(name, signal))
  const save = (name: string, url = server.url('models'), bytes = bytesOf(10), rows = 1) =>
    withStore(url, (store) => store.saveModel(name, metadataOf(name, { rows }), new Blob([bytes]), signal))

  test.each([
    [
      'wrong password',
      () => server.url('models', 'root', 'wrong'),
      'refused of the store: the server refused the user or the password',
    ],
    [
      'unknown user',
      () => server.url('models', 'nobody'),
      'refused of the store: the server refused the user or the password',
    ],
    ['unknown database', () => server.url('nowhere'), 'refused of the store: there is no such database'],
    [
      'no database',
      () => server.url(),
      'refused of the store: no database is named: add it to the URL, as in mysql://user@host:3306/database',
    ],
    [
      'nobody listens',
      () => 'mysql://root@127.0.0.1:1/models',
      'unreachable~ of the store: nothing answers at this address',
    ],
    [
      'no such host',
      () => 'mysql://root@nowhere.invalid/models',
      'refused of the store: there is no host of this name',
    ],
    [
      'no such socket',
      () => 'mysql://root@unix(/nowhere.sock)/models',
      'refused of the store: there is no such socket',
    ],
    [
      'no certificate file',
      () => `${server.url('models')}?ssl-ca=/nowhere.pem`,
      'refused of the store: the certificate file /nowhere.pem can’t be read',
    ],
    [
      'a certificate nobody signed',
      () => `${server.url('models')}?tls=true`,
      'refused of the store: no encrypted connection could be made: the certificates don’t fit',
    ],
  ])('%s', async (_, url, expected) => {
    expect(await failureOf(read('m', url()))).toBe(expected)
    expect(await failureOf(save('m', url()))).toBe(expected)
  })

  test('TLS: verified, encrypted, preferred', async () => {
    const ca = encodeURIComponent(server.caPath ?? '')
    for (const query of [`ssl-ca=${ca}`, `tls=verify-ca&ssl-ca=${ca}`, 'tls=skip-verify', 'tls=preferred']) {
      expect(await read('m', `${server.url('models')}?${query}`), query).toMatchObject({ into: 'm' })
    }
    const plain = await startMariaDb({ tls: false })
    await plain.query('CREATE DATABASE models')
    await save('m', `${plain.url('models')}?tls=preferred`)
    expect(await failureOf(read('m', `${plain.url('models')}?tls=skip-verify`))).toBe(
      'refused of the store: the server has no TLS: leave tls out of the URL, or set it up there',
    )
    await plain.close()
  })

  test('silence is not waited for', async () => {
    proxy.hang()
    expect(await failureOf(read('m', through('?timeout=200ms')))).toBe(
      'unreachable~ of the store: the server did not answer in time',
    )
    await proxy.heal()
    await withStore(through('?readTimeout=200ms'), async (store) => {
      await store.readMetadata('m', signal)
      proxy.hang()
      expect(await failureOf(store.readMetadata('m', signal))).toBe(
        'unreachable~ of the store: the server did not answer in time',
      )
      await proxy.heal()
      expect(await store.readMetadata('m', signal)).toMatchObject({ into: 'm' })
    })
  })

  test('a server that comes back is used again', async () => {
    await withStore(server.url('models'), async (store) => {
      await store.readMetadata('m', signal)
      await server.stop()
      expect(await failureOf(store.readMetadata('m', signal))).toMatch(/^unreachable~ of the store: /)
      await server.start()
      expect(await store.readMetadata('m', signal)).toMatchObject({ into: 'm' })
    })
  })

  test('a connection that is cut in mid-read, wherever it is', async () => {
    await save('cut', server.url('models'), bytesOf(900_000))
    for (let bytes = 0; bytes < 900_000; bytes += 90_001) {
      await proxy.heal()
      proxy.cutAfterBytes(bytes)
      const work = withStore(through('?timeout=2s'), async (store) => {
        const found = await store.readModel('cut', signal)
        return collect(found?.bytes ?? ([].values() as never))
      })
      expect(await failureOf(work), String(bytes)).toMatch(
        /^unreachable~ of the store: (the connection was lost|nothing answers at this address)$/,
      )
    }
    await proxy.heal()
    expect(await read('cut', through())).toMatchObject({ into: 'cut' })
  })

  test('rights', async () => {
    await server.createUser('reader', 'pw', ['SELECT ON models.*'])
    const url = server.url('models', 'reader', 'pw')
    expect(await read('m', url)).toMatchObject({ into: 'm' })
    expect(await failureOf(save('m', url))).toBe(
      'refused: the user may not do this with the table, or there is no such table',
    )
    await server.createUser('writer', 'pw', ['SELECT, CREATE, INSERT, ALTER ON models.*'])
    expect(await failureOf(save('m', server.url('models', 'writer', 'pw'), bytesOf(3), 9))).toMatch(
      /^refused: /,
    )
    expect(await read('m')).toMatchObject({ rows: 1 })
    await server.createUser('stranger', 'pw', ['SELECT ON mysql.help_topic'])
    expect(await failureOf(read('models.m', server.url('', 'stranger', 'pw')))).toMatch(/^refused/)
    expect(await failureOf(read('nodb.m'))).toBe(
      'refused: there is no database `nodb`, or the user may not use it',
    )
  })

  test('tables that are no models', async () => {
    await server.query('CREATE TABLE models.customers (id INT, name TEXT)')
    await server.query('CREATE VIEW models.v AS SELECT id, block FROM models.m')
    expect(await failureOf(read('customers'))).toBe(
      'not-a-model: `customers` is a table with other columns, not a model',
    )
    expect(await failureOf(save('customers'))).toBe(
      'not-a-model: `customers` is a table with other columns, not a model, and is left as it is',
    )
    expect(await failureOf(save('v'))).toBe('not-a-model: `v` is a view, not a model, and is left as it is')
    expect(await server.query('SELECT COUNT(*) AS n FROM models.customers')).toEqual([{ n: 0 }])
  })

  const length = (value: bigint): Buffer => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(value)
    return bytes
  }
  const json = Buffer.from(JSON.stringify(metadataOf('bad')))
  const newer = Buffer.from(JSON.stringify({ ...metadataOf('bad'), formatVersion: 2 }))

  test.each<[string, [number, Buffer | null][], string]>([
    ['no rows', [], 'damaged: it holds no bytes'],
    [
      'a gap',
      [
        [0, Buffer.concat([length(9000n), bytesOf(100)])],
        [2, json],
      ],
      'damaged: block 1 is missing; the next one is 2',
    ],
    ['no block 0', [[1, json]], 'damaged: block 0 is missing; the next one is 1'],
    [
      'a block twice',
      [
        [0, length(900n)],
        [0, json],
      ],
      'damaged: block 0 is there more than once',
    ],
    ['a NULL block', [[0, null]], 'damaged: block 0 is NULL'],
    [
      'a length beyond the data',
      [[0, Buffer.concat([length(9000n), json])]],
      `damaged: it says that its metadata has 9000 bytes, but only ${json.length} are there`,
    ],
    [
      '2^63',
      [[0, Buffer.concat([length(2n ** 63n), json])]],
      'damaged: it says that its metadata has 9223372036854775808 bytes; more than 67108864 are not believed',
    ],
    [
      'invalid JSON',
      [[0, Buffer.concat([length(3n), Buffer.from('{x}')])]],
      'damaged: its metadata is not JSON',
    ],
    [
      'a newer format',
      [[0, Buffer.concat([length(BigInt(newer.length)), newer])]],
      'newer: its metadata has format 2, and this release reads formats up to 1',
    ],
  ])('damage: %s', async (_, rows, expected) => {
    await server.query('CREATE OR REPLACE TABLE models.bad (id INT, block LONGBLOB)')
    for (const row of rows) await server.query('INSERT INTO models.bad VALUES (?, ?)', row)
    expect(await failureOf(read('bad'))).toBe(expected)
    await save('bad')
    expect(await read('bad')).toMatchObject({ into: 'bad' })
  })

  test('one block of 100 MB is not loaded to look at it', async () => {
    const large = await startMariaDb({ args: ['--max-allowed-packet=256M'] })
    await large.query('CREATE DATABASE models')
    await large.query('CREATE TABLE models.huge (id INT, block LONGBLOB)')
    await large.query("INSERT INTO models.huge VALUES (0, REPEAT('x', 15000000))")
    for (let times = 0; times < 3; times++)
      await large.query('UPDATE models.huge SET block = CONCAT(block, block)')
    const before = await large.bytesSent()
    expect(await failureOf(read('huge', large.url('models')))).toMatch(
      /^damaged: block 0 has 120000000 bytes; more than/,
    )
    expect((await large.bytesSent()) - before).toBeLessThan(100_000)
    await large.close()
  })

  test('packets of 64 kB are enough', async () => {
    const small = await startMariaDb({ args: ['--max-allowed-packet=64K'] })
    await small.query('CREATE DATABASE models')
    await save('m', small.url('models'), bytesOf(500_000))
    await withStore(small.url('models'), async (store) => {
      const found = await store.readModel('m', signal)
      expect((await collect(found?.bytes ?? ([].values() as never))).equals(bytesOf(500_000))).toBe(true)
    })
    await small.close()
  })

  test('connections are bounded, given back, and ended by close()', async () => {
    await proxy.heal()
    proxy.resetCounts()
    const store = new MysqlStore(through(), { connections: 4 })
    await Promise.all(Array.from({ length: 100 }, () => store.readMetadata('m', signal)))
    expect(proxy.maxConnections).toBeLessThanOrEqual(4)
    proxy.hang()
    const gone = new AbortController()
    const waiting = Promise.allSettled(Array.from({ length: 6 }, () => store.readMetadata('m', gone.signal)))
    gone.abort(new Error('enough'))
    for (const result of await waiting)
      expect(result).toMatchObject({ status: 'rejected', reason: { message: 'enough' } })
    await proxy.heal()
    expect(await store.readMetadata('m', signal)).toMatchObject({ into: 'm' })
    await store.close()
    await expect.poll(() => proxy.connections).toBe(0)
  })
})
