/**
 * The servers that the tests of the stores stand on: that each does what it is for, seen from mysql2. What is
 * written here of mysql2 is what the stores have to live with.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Connection, type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type Sha2Options,
  type Sha2Server,
  type Silence,
  startSha2Server,
} from '../../support/mysql/caching-sha2.ts'
import { type Certificates, certificatesMissing, makeCertificates } from '../../support/mysql/certificates.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { type MysqlProxy, startProxy } from '../../support/mysql/proxy.ts'

const missing = mariaDbMissing()
const reason = missing ? ` (${missing})` : ''

const opened: Connection[] = []

async function open(options: ConnectionOptions): Promise<Connection> {
  const connection = await createConnection({ host: '127.0.0.1', connectTimeout: 5_000, ...options })
  opened.push(connection)
  return connection
}

afterEach(() => {
  for (const connection of opened.splice(0)) connection.destroy()
})

async function rows(connection: Connection, sql: string): Promise<unknown[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql)
  return found
}

/** The code of the error, or its message if it has none. */
async function failure(attempt: Promise<unknown>): Promise<unknown> {
  const error = await attempt.then(
    () => 'none',
    (error: unknown) => error,
  )
  return error instanceof Error ? ('code' in error && error.code) || error.message : error
}

describe.skipIf(missing !== undefined)(`MariaDB${reason}`, () => {
  let server: MariaDb
  const login = () => ({ port: server.port, ...server.root })

  beforeAll(async () => {
    server = await startMariaDb({ args: ['--max-allowed-packet=1M'] })
    await server.query('CREATE DATABASE models')
    await server.query('CREATE TABLE models.parts (id INT PRIMARY KEY, block LONGBLOB)')
  })
  afterAll(() => server?.close())

  test('answers, by options and by URL', async () => {
    expect(await rows(await open(login()), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const byUrl = await createConnection(server.url('models'))
    opened.push(byUrl)
    expect(await rows(byUrl, 'SELECT DATABASE() AS name')).toEqual([{ name: 'models' }])
    expect(await server.query('SELECT 2 AS two')).toEqual([{ two: 2 }])
  })

  test('takes arguments', async () => {
    expect(await server.query('SELECT @@max_allowed_packet AS most')).toEqual([{ most: 1 << 20 }])
    const connection = await open(login())
    const long = connection.query('SELECT LENGTH(?)', ['x'.repeat(2 << 20)])
    // The server says why and hangs up while the client is still sending, which may then see only that.
    expect(['ER_NET_PACKET_TOO_LARGE', 'ECONNRESET', 'EPIPE']).toContain(await failure(long))
  })

  test('TLS is verified by the authority, and refused without', async () => {
    const ca = readFileSync(server.caPath ?? '')
    for (const host of ['127.0.0.1', 'localhost']) {
      const connection = await open({ ...login(), host, ssl: { ca, verifyIdentity: true } })
      const [row] = await rows(connection, `SHOW STATUS LIKE 'Ssl_version'`)
      expect(row).toMatchObject({ Value: expect.stringContaining('TLS') })
    }
    expect(await failure(open({ ...login(), ssl: {} }))).toBe('HANDSHAKE_SSL_ERROR')
  })

  test('users have what they were granted', async () => {
    await server.createUser('reader', "it's", ['SELECT ON models.*'])
    const connection = await open({ port: server.port, user: 'reader', password: "it's" })
    expect(await rows(connection, 'SELECT * FROM models.parts')).toEqual([])
    expect(await failure(connection.query('DELETE FROM models.parts'))).toBe('ER_TABLEACCESS_DENIED_ERROR')
    const wrong = open({ port: server.port, user: 'reader', password: 'its' })
    expect(await failure(wrong)).toBe('ER_ACCESS_DENIED_ERROR')
  })

  test('counts the connections and the bytes of others', async () => {
    await vi.waitFor(async () => expect(await server.connections()).toMatchObject({ now: 0 }))
    await server.resetCounts()
    expect(await server.connections()).toEqual({ now: 0, most: 0 })
    expect(await server.bytesSent()).toBe(0)
    const [first, second] = [await open(login()), await open(login())]
    await first.query(`SELECT REPEAT('x', 50000)`)
    await second.end()
    await vi.waitFor(async () => expect(await server.connections()).toEqual({ now: 1, most: 2 }))
    const sent = await server.bytesSent()
    expect(sent).toBeGreaterThan(50_000)
    expect(sent).toBeLessThan(51_000)
  })

  test('goes down and comes up again with its port and its data', async () => {
    await server.query('INSERT INTO models.parts VALUES (1, "kept")')
    const { port } = server
    const connection = await open(login())
    const broken = failure(connection.query('SELECT SLEEP(60)'))
    await server.stop()
    expect(await failure(open(login()))).toBe('ECONNREFUSED')
    expect(await broken).toBe('PROTOCOL_CONNECTION_LOST')
    await server.start()
    expect(server.port).toBe(port)
    expect(await rows(await open(login()), 'SELECT id FROM models.parts')).toEqual([{ id: 1 }])
    await server.stop('SIGKILL')
    await server.start()
    await server.query('DELETE FROM models.parts')
  })

  describe('behind the proxy', () => {
    let proxy: MysqlProxy
    const through = () => ({ ...login(), port: proxy.port, database: 'models' })

    beforeEach(async () => {
      await server.query('DELETE FROM models.parts')
      proxy = await startProxy(server.port)
    })
    afterEach(() => proxy.close())

    const program = [
      'BEGIN',
      `INSERT INTO parts VALUES (1, 'a')`,
      `INSERT INTO parts VALUES (2, 'b')`,
      'COMMIT',
      'SELECT COUNT(*) FROM parts',
    ]

    /** How many of the statements were answered, and how the first of the others failed. */
    async function run(): Promise<{ answered: number; error: unknown }> {
      const connection = await open(through())
      for (const [index, sql] of program.entries()) {
        const error = await failure(connection.query(sql))
        if (error !== 'none') return { answered: index, error }
      }
      await connection.end()
      return { answered: program.length, error: undefined }
    }

    const kept = async (): Promise<unknown> => (await server.query('SELECT id FROM models.parts')).length

    test('counts commands, bytes and connections', async () => {
      expect(await run()).toEqual({ answered: 5, error: undefined })
      await vi.waitFor(() => expect(proxy.connections).toBe(0))
      expect(proxy.commands).toEqual([...program, 'quit'])
      const [first, second] = [await open(through()), await open(through())]
      expect(proxy).toMatchObject({ connections: 2, maxConnections: 2, accepted: 3 })
      proxy.resetCounts()
      await first.execute('SELECT ? AS a', ['b'])
      await second.ping()
      expect(proxy.commands).toEqual(['SELECT ? AS a', 'execute', 'ping'])
      proxy.resetCounts()
      await first.query(`SELECT REPEAT('x', 500000)`)
      expect(Math.round(proxy.bytesToClient / 1000)).toBe(500)
      await second.query(`SELECT LENGTH('${'x'.repeat(500_000)}')`)
      expect(Math.round(proxy.bytesToServer / 1000)).toBe(500)
      first.destroy()
      await vi.waitFor(() => expect(proxy).toMatchObject({ connections: 1, maxConnections: 2 }))
    })

    test.each(program.map((sql, index) => [index, sql] as const))('cuts before command %i, %s', async (n) => {
      for (const by of ['end', 'reset'] as const) {
        proxy.resetCounts()
        proxy.cutAfterCommands(n, { by })
        const error = by === 'end' ? 'PROTOCOL_CONNECTION_LOST' : 'ECONNRESET'
        expect(await run()).toEqual({ answered: n, error })
        expect(proxy.commands).toEqual(program.slice(0, n))
        expect(await failure(open(through()))).toBe('ECONNREFUSED')
        await proxy.heal()
        await vi.waitFor(async () => expect(await kept()).toBe(n > 3 ? 2 : 0))
        await server.query('DELETE FROM models.parts')
      }
    })

    test.each(program.map((sql, index) => [index + 1, sql] as const))('loses answer %i, to %s', async (n) => {
      proxy.cutBeforeAnswer(n, { after: 'heal' })
      expect(await run()).toEqual({ answered: n - 1, error: 'PROTOCOL_CONNECTION_LOST' })
      expect(proxy.commands).toEqual(program.slice(0, n))
      await vi.waitFor(async () => expect(await kept()).toBe(n > 3 ? 2 : 0))
      expect(await rows(await open(through()), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    })

    test('cuts in the middle of an answer, of a greeting', async () => {
      const connection = await open(through())
      proxy.resetCounts()
      proxy.cutAfterBytes(100_000)
      const long = connection.query(`SELECT REPEAT('x', 900000)`)
      expect(await failure(long)).toBe('PROTOCOL_CONNECTION_LOST')
      expect(proxy.bytesToClient).toBe(100_000)
      await proxy.heal()
      proxy.cutAfterBytes(10, { by: 'reset' })
      expect(await failure(open(through()))).toBe('ECONNRESET')
    })

    test('an idle connection that is cut says so without a code', async () => {
      const connection = await open(through())
      proxy.cut()
      await vi.waitFor(() => expect(proxy.connections).toBe(0))
      await vi.waitFor(async () => expect(await failure(connection.ping())).toMatch(/closed state/))
    })

    test('hangs, and lets go what it held back', async () => {
      const connection = await open(through())
      proxy.hang()
      const waiting = rows(connection, 'SELECT 1 AS one')
      expect(await failure(open({ ...through(), connectTimeout: 200 }))).toBe('ETIMEDOUT')
      // The time-out of a query gives the caller back, not the connection.
      const impatient = await open({ ...through(), port: server.port })
      const slow = impatient.query({ sql: 'SELECT SLEEP(1)', timeout: 100 })
      expect(await failure(slow)).toBe('PROTOCOL_SEQUENCE_TIMEOUT')
      const sleeping = "SELECT id FROM information_schema.processlist WHERE info = 'SELECT SLEEP(1)'"
      expect(await server.query(sleeping)).toHaveLength(1)
      await impatient.query('SELECT 1')
      expect(await server.query(sleeping)).toHaveLength(0)
      expect(proxy.commands).toEqual([])
      await proxy.heal()
      expect(await waiting).toEqual([{ one: 1 }])
    })

    test('delays, refuses, heals', async () => {
      const connection = await open(through())
      proxy.delay(100)
      const direct = await open({ ...through(), port: server.port })
      const answered: string[] = []
      const late = connection.ping().then(() => answered.push('through the proxy'))
      await direct.ping()
      answered.push('directly')
      await late
      expect(answered).toEqual(['directly', 'through the proxy'])
      proxy.refuse()
      expect(await failure(open(through()))).toBe('ECONNREFUSED')
      await connection.ping()
      await proxy.heal()
      await (await open(through())).ping()
    })

    test('passes TLS on unread', async () => {
      const connection = await open({ ...through(), ssl: { ca: readFileSync(server.caPath ?? '') } })
      expect(await rows(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
      expect(proxy.commands).toEqual([])
    })
  })

  test('without TLS there is none', async () => {
    const plain = await startMariaDb({ tls: false })
    try {
      expect(plain.caPath).toBeUndefined()
      const connection = open({ port: plain.port, ...plain.root, ssl: {} })
      expect(await failure(connection)).toBe('HANDSHAKE_NO_SSL_SUPPORT')
    } finally {
      await plain.close()
    }
    expect(existsSync(plain.folder)).toBe(false)
  })

  test('leaves nothing behind when the process is killed', async () => {
    const module = JSON.stringify(resolve(import.meta.dirname, '../../support/mysql/mariadb.ts'))
    const script = `const { startMariaDb } = await import(${module})
      const { pid, folder } = await startMariaDb({ tls: false })
      console.log(JSON.stringify({ pid, folder }))
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    const { pid, folder } = JSON.parse(String(line))
    expect(existsSync(folder)).toBe(true)
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 10_000 })
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 })
  })
})

/** One that ended but that nobody has asked about still has its number, though no command line. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8') !== ''
}

describe('MySQL 8 at log-in', () => {
  const password = 'geheim: ü'
  let server: Sha2Server | undefined

  afterEach(() => server?.close())

  async function start(options: Sha2Options): Promise<ConnectionOptions> {
    server = await startSha2Server({ user: 'alice', password, databases: ['models'], ...options })
    return { port: server.port, user: 'alice', password, database: 'models' }
  }

  test.each<[string, Sha2Options, string[]]>([
    ['the hash', { fast: true }, ['hash']],
    ['the password, encrypted', {}, ['hash', 'key', 'encrypted password']],
    ['the hash, after a switch', { fast: true, switches: true }, ['switch', 'hash']],
    ['the password, after a switch', { switches: true }, ['switch', 'hash', 'key', 'encrypted password']],
  ])('lets in by %s', async (_, options, steps) => {
    const login = await start(options)
    await (await open(login)).ping()
    expect(server?.steps).toEqual([...steps, 'ping'])
    expect(await failure(open({ ...login, password: 'x' }))).toBe('ER_ACCESS_DENIED_ERROR')
    expect(await failure(open({ ...login, password: '' }))).toBe('ER_ACCESS_DENIED_ERROR')
    expect(await failure(open({ ...login, user: 'bob' }))).toBe('ER_ACCESS_DENIED_ERROR')
    const elsewhere = open({ ...login, database: 'nowhere' })
    await expect(elsewhere).rejects.toMatchObject({ errno: 1049, sqlState: '42000' })
  })

  test('lets in without a password', async () => {
    const login = await start({ password: '' })
    await (await open({ ...login, password: '' })).ping()
    await expect(open(login)).rejects.toMatchObject({ errno: 1045, sqlState: '28000' })
  })

  const noCertificates = certificatesMissing()

  describe.skipIf(noCertificates !== undefined)(
    `inside TLS${noCertificates ? ` (${noCertificates})` : ''}`,
    () => {
      let folder: string
      let own: Certificates
      let foreign: Certificates

      beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), 'sqlflowc-sha2-'))
        own = await makeCertificates(folder)
        foreign = await makeCertificates(mkdtempSync(join(folder, 'foreign-')), ['DNS:db.example'])
      })
      afterAll(() => rmSync(folder, { recursive: true, force: true }))

      test.each([false, true])('takes the password itself (switches: %s)', async (switches) => {
        const login = await start({ tls: own, switches })
        const ssl = { ca: readFileSync(own.caPath), verifyIdentity: true }
        await (await open({ ...login, ssl })).ping()
        const expected = ['TLS', ...(switches ? ['switch'] : []), 'hash', 'clear password', 'ping']
        expect(server?.steps).toEqual(expected)
        expect(await failure(open({ ...login, ssl, password: 'x' }))).toBe('ER_ACCESS_DENIED_ERROR')
        expect(await failure(open({ ...login, ssl: {} }))).toBe('HANDSHAKE_SSL_ERROR')
      })

      test('mysql2 looks at the name in the certificate only if told', async () => {
        const login = await start({ tls: foreign })
        const ca = readFileSync(foreign.caPath)
        await (await open({ ...login, ssl: { ca } })).ping()
        const checked = open({ ...login, ssl: { ca, verifyIdentity: true } })
        expect(await failure(checked)).toBe('HANDSHAKE_SSL_ERROR')
      })
    },
  )

  test('answers what the function answers', async () => {
    const binary = Buffer.from([0, 0xff, 0xfb])
    const long = 'x'.repeat(70_000)
    const huge = Buffer.alloc(0x1000010, 1)
    const login = await start({
      answer: (sql) => {
        if (sql === 'SET x') return { columns: [], rows: [] }
        if (sql === 'huge') return { columns: ['b'], rows: [[huge]] }
        if (sql !== 'all') return { error: { code: 1064, state: '42000', message: `no ${sql}` } }
        return {
          columns: ['a', 'b'],
          rows: [
            ['ü', binary],
            [null, null],
            [long, Buffer.alloc(0)],
          ],
        }
      },
    })
    const connection = await open(login)
    expect(await rows(connection, 'all')).toEqual([
      { a: 'ü', b: binary },
      { a: null, b: null },
      { a: long, b: Buffer.alloc(0) },
    ])
    const [row] = await connection.query<RowDataPacket[]>('huge').then(([found]) => found)
    expect(huge.equals(row?.['b'])).toBe(true)
    expect(await rows(connection, 'SET x')).toMatchObject({ affectedRows: 0 })
    await expect(connection.query('most')).rejects.toMatchObject({
      code: 'ER_PARSE_ERROR',
      message: 'no most',
    })
    await expect(connection.execute('all')).rejects.toMatchObject({ errno: 1295 })
    await connection.end()
    await vi.waitFor(() => expect(server?.connections).toBe(0))
    expect(server?.steps.slice(3)).toEqual(['query', 'query', 'query', 'query', 'prepare', 'quit'])
  })

  test.each<[Silence, string]>([
    ['never', 'ETIMEDOUT'],
    ['too-large', 'ETIMEDOUT'],
    ['other-protocol', 'ETIMEDOUT'],
    ['garbage', 'ERR_OUT_OF_RANGE'],
    ['too-many-connections', 'ER_CON_COUNT_ERROR'],
  ])('greets with %s', async (greeting, code) => {
    const login = await start({ greeting })
    expect(await failure(open({ ...login, connectTimeout: 200 }))).toBe(code)
    await vi.waitFor(() => expect(server?.connections).toBe(0))
  })
})
