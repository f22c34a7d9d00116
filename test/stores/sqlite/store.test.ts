/** The SQLite store where something is wrong: the fault and its words, and that nothing is lost. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SqliteStore } from '../../../src/stores/sqlite/sqlite.ts'
import type { Operation } from '../../support/sqlite/child.ts'
import { holdLock, inChild, isRoot, mountMissing } from '../../support/sqlite/processes.ts'
import { bytesOf, collect, largeBlob, metadataOf, sha256 } from '../../support/stores/models.ts'

const signal = AbortSignal.timeout(600_000)
let folder: string
let count = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlflowc-'))
  // For the tests that run as another user.
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A database of its own, made by these statements. */
function database(...statements: readonly string[]): string {
  const path = join(folder, `${count++}.db`)
  const made = new DatabaseSync(path)
  for (const statement of statements) made.exec(statement)
  made.close()
  return path
}

function rowsOf(path: string, query: string): unknown[] {
  const opened = new DatabaseSync(path, { readOnly: true })
  const rows = opened.prepare(query).all()
  opened.close()
  return rows.map((row) => Object.values(row).join())
}

const save = (path: string, model = 'm', length = 600_000, seed = 1, by = signal) =>
  new SqliteStore(path).saveModel(
    model,
    metadataOf(model, { rows: seed }),
    new Blob([bytesOf(length, seed)]),
    by,
  )

async function read(path: string, model = 'm', by = signal) {
  const found = await new SqliteStore(path).readModel(model, by)
  return found && { seed: found.metadata.rows, bytes: await collect(found.bytes) }
}

const metadata = (path: string, model = 'm', by = signal) => new SqliteStore(path).readMetadata(model, by)

/** `fault: message`, or that there was none. */
async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no fault'
  } catch (error) {
    if (!(error instanceof Error && 'fault' in error)) throw error
    return `${error.fault}: ${error.message}`
  }
}

const head = (text: string, length = Buffer.byteLength(text)): string => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(length))
  return `X'${Buffer.concat([bytes, Buffer.from(text)]).toString('hex')}'`
}
const document = '{"formatVersion":1,"estimator":"E"}'
const table = 'CREATE TABLE m (id INTEGER PRIMARY KEY, block BLOB)'

describe('files', () => {
  test('that are not there', async () => {
    const path = join(folder, 'nowhere.db')
    expect(await faultOf(metadata(path))).toBe('refused: there is no such file')
    expect(await faultOf(new SqliteStore(path).listModels(signal))).toBe('refused: there is no such file')
    expect(await faultOf(read(path))).toBe('refused: there is no such file')
    await save(path)
    expect((await read(path))?.bytes).toHaveLength(600_000)
  })

  test('in folders that are not there, or are no folders', async () => {
    const missing = 'refused: the file can’t be opened: it or its folder is missing, or may not be used'
    expect(await faultOf(save(join(folder, 'no', 'm.db')))).toBe(missing)
    const file = database(table)
    expect(await faultOf(save(join(file, 'm.db')))).toBe(missing)
    expect(await faultOf(metadata(join(file, 'm.db')))).toMatch(/^refused: /)
    expect(await faultOf(metadata(join(folder, 'x'.repeat(300))))).toMatch(/^refused: /)
    expect(await faultOf(metadata('a\0b'))).toBe(missing)
  })

  test('that are folders', async () => {
    expect(await faultOf(metadata(folder))).toBe('refused: this is a folder, not a file')
    expect(await faultOf(save(folder))).toBe('refused: this is a folder, not a file')
  })

  test('that are none of SQLite, and stay as they are', async () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'These are no tables. '.repeat(100))
    expect(await faultOf(metadata(path))).toBe('refused: the file is no SQLite database')
    expect(await faultOf(save(path))).toBe('refused: the file is no SQLite database')
    expect(readFileSync(path, 'utf8')).toMatch(/^These are no tables/)
  })

  test('whose names SQLite would take for something else', async () => {
    const from = process.cwd()
    process.chdir(folder)
    try {
      for (const path of [':memory:', 'file:uri.db?mode=memory']) {
        await save(path)
        expect((await read(path))?.bytes).toHaveLength(600_000)
      }
      expect(await faultOf(save(''))).toBe('refused: this is a folder, not a file')
    } finally {
      process.chdir(from)
    }
  })

  test.skipIf(!isRoot)(
    `that another user may not read, or write${isRoot ? '' : ' (only root can become another)'}`,
    async () => {
      const path = database(table)
      const operations: Operation[] = [
        { do: 'become', user: 65534 },
        { do: 'read', model: 'm' },
        { do: 'save', model: 'n', length: 9, seed: 1 },
      ]
      chmodSync(path, 0o600)
      expect((await inChild(path, operations)).results.slice(1)).toEqual([
        {
          fault: 'refused',
          message: 'the file can’t be opened: it or its folder is missing, or may not be used',
        },
        {
          fault: 'refused',
          message: 'the file can’t be opened: it or its folder is missing, or may not be used',
        },
      ])
      rmSync(path)
      await save(path)
      chmodSync(path, 0o644)
      expect((await inChild(path, operations)).results.slice(1)).toEqual([
        { rows: 1, sha256: sha256(bytesOf(600_000)) },
        { fault: 'refused', message: 'the file may not be written' },
      ])
      const closed = join(folder, 'closed')
      mkdirSync(closed, { mode: 0o700 })
      expect((await inChild(join(closed, 'm.db'), operations)).results.slice(1)).toMatchObject([
        { fault: 'refused' },
        { fault: 'refused' },
      ])
    },
  )

  const missing = mountMissing()
  test.skipIf(missing)(`on a disk that may not be written${missing ? ` (${missing})` : ''}`, async () => {
    const setup = `mount --bind "${folder}" "${folder}" && mount -o remount,ro,bind "${folder}"`
    const outcome = async (path: string) =>
      (
        await inChild(
          path,
          [
            { do: 'read', model: 'm' },
            { do: 'save', model: 'n', length: 9, seed: 1 },
          ],
          setup,
        )
      ).results
    const whole = { rows: 1, sha256: sha256(bytesOf(600_000)) }
    const path = database()
    await save(path)
    expect(await outcome(path)).toEqual([whole, { fault: 'refused', message: 'the file may not be written' }])
    const wal = database('PRAGMA journal_mode = WAL')
    await save(wal)
    expect(await outcome(wal)).toEqual([
      {
        fault: 'refused',
        message: 'the file is in WAL mode, and can’t be read where nothing may be written beside it',
      },
      {
        fault: 'refused',
        message: 'the file can’t be opened: it or its folder is missing, or may not be used',
      },
    ])
    const killed = database()
    await save(killed)
    await inChild(killed, [
      { do: 'spill' },
      { do: 'die', before: 12 },
      { do: 'save', model: 'm', length: 900_000, seed: 2 },
    ])
    expect(await outcome(killed)).toEqual([
      {
        fault: 'refused',
        message:
          'a program was killed while it wrote the file; it must be opened once by one that may write it',
      },
      { fault: 'refused', message: 'the file may not be written' },
    ])
    expect((await read(killed))?.bytes).toHaveLength(600_000)
  })

  test.skipIf(missing)(`on a disk that is full${missing ? ` (${missing})` : ''}`, async () => {
    const path = join(folder, 'full', 'm.db')
    mkdirSync(join(folder, 'full'))
    for (const spill of [[], [{ do: 'spill' } as const]]) {
      const { results } = await inChild(
        path,
        [
          ...spill,
          { do: 'save', model: 'm', length: 600_000, seed: 1 },
          { do: 'save', model: 'm', length: 8_000_000, seed: 2, atOnce: 512 * 1024 },
          { do: 'read', model: 'm' },
          // What was written of the other is gone again.
          { do: 'save', model: 'm', length: 500_000, seed: 3 },
          { do: 'read', model: 'm' },
        ],
        `mount -t tmpfs -o size=4m tmpfs "${join(folder, 'full')}"`,
      )
      expect(results.slice(spill.length)).toEqual([
        { saved: 1 },
        { fault: 'failed', message: 'the disk is full; nothing was changed' },
        { rows: 1, sha256: sha256(bytesOf(600_000, 1)) },
        { saved: 3 },
        { rows: 3, sha256: sha256(bytesOf(500_000, 3)) },
      ])
    }
  })
})

describe('what has the name of a model and is none', () => {
  test.each<[string, string[], string]>([
    ['a view', [table, 'ALTER TABLE m RENAME TO t', 'CREATE VIEW m AS SELECT * FROM t'], 'a view'],
    ['other columns', ['CREATE TABLE m (id INTEGER, block BLOB, name TEXT)'], 'a table with other columns'],
    ['another column', ['CREATE TABLE m (id INTEGER, blok BLOB)'], 'a table with other columns'],
    ['a virtual table', ['CREATE VIRTUAL TABLE m USING fts5(id, block)'], 'a virtual table'],
  ])('%s', async (_, statements, what) => {
    const path = database(...statements)
    const schema = rowsOf(path, 'SELECT sql FROM sqlite_master')
    expect(await faultOf(metadata(path, 'M'))).toBe(`not-a-model: \`M\` is ${what}, not a model`)
    expect(await faultOf(read(path))).toBe(`not-a-model: \`m\` is ${what}, not a model`)
    expect(await faultOf(save(path))).toBe(`not-a-model: \`m\` is ${what}, not a model, and is left as it is`)
    expect(await new SqliteStore(path).listModels(signal)).toEqual(what === 'a view' ? ['t'] : [])
    expect(rowsOf(path, 'SELECT sql FROM sqlite_master')).toEqual(schema)
  })

  test('a virtual table of a module that is not here hides no model', async () => {
    const path = database(table, 'CREATE VIRTUAL TABLE v USING fts5(a)')
    const bytes = readFileSync(path)
    bytes.write('none', bytes.indexOf('fts5'))
    writeFileSync(path, bytes)
    expect(await new SqliteStore(path).listModels(signal)).toContain('m')
    expect(await faultOf(metadata(path, 'v'))).toBe('not-a-model: `v` is a virtual table, not a model')
  })

  test('a table of a full-text index has a model’s columns', async () => {
    const path = database('CREATE VIRTUAL TABLE t USING fts5(a)')
    expect(await faultOf(save(path, 't_data'))).toBe(
      'not-a-model: `t_data` is a part of a virtual table, not a model, and is left as it is',
    )
  })

  test('names that SQLite keeps for itself, and indexes', async () => {
    const path = database('CREATE TABLE t (a)', 'CREATE INDEX i ON t (a)')
    expect(await faultOf(save(path, 'sqlite_m'))).toMatch(/^failed: .*reserved for internal use: sqlite_m$/)
    expect(await faultOf(save(path, 'i'))).toMatch(
      /^failed: there is already another table or index with this name: i$/,
    )
    expect(rowsOf(path, 'SELECT name FROM sqlite_master ORDER BY 1')).toEqual(['i', 't'])
  })
})

describe('blocks that are wrong', () => {
  const insert = (id: unknown, block: string) => `INSERT INTO m VALUES (${id}, ${block})`
  const loose = 'CREATE TABLE m (id, block)'
  test.each<[string, string[], string, string?]>([
    ['no rows', [table], 'damaged: it holds no bytes'],
    ['no block 0', [table, insert(1, head(document))], 'damaged: block 0 is missing; the next one is 1'],
    [
      'a gap behind the metadata',
      [table, insert(0, head(document)), insert(2, "X'00'")],
      'damaged: block 1 is missing; the next one is 2',
      'readable',
    ],
    [
      'a huge id',
      [table, insert(0, head(document, 99)), insert('9223372036854775807', "X'00'")],
      'damaged: block 1 is missing; the next one is 9223372036854776000',
    ],
    [
      'a negative id',
      [table, insert(-1, "X'00'"), insert(0, head(document))],
      'damaged: it has a block -1; the first one must be 0',
      'readable',
    ],
    [
      'an id twice',
      [loose, insert(0, head(document)), insert(1, "X'00'"), insert(1, "X'00'")],
      'damaged: block 1 is there more than once',
      'readable',
    ],
    [
      'no id',
      [loose, insert('NULL', "X'00'"), insert(0, head(document))],
      'damaged: a block of it has no id',
      'readable',
    ],
    ['NULL', [table, insert(0, 'NULL')], 'damaged: block 0 is NULL'],
    [
      'NULL later',
      [table, insert(0, head(document)), insert(1, 'NULL')],
      'damaged: block 1 is NULL',
      'readable',
    ],
    [
      'a text',
      [table, insert(0, "'hello, world'")],
      'damaged: it says that its metadata has 7522537965569712247 bytes; more than 67108864 are not believed',
    ],
    [
      'a number',
      [table, insert(0, '5')],
      'damaged: it holds 1 byte, fewer than the length of its metadata takes',
    ],
    [
      'a length larger than the data',
      [table, insert(0, head(document, 1000))],
      'damaged: it says that its metadata has 1000 bytes, but only 35 are there',
    ],
    [
      'a huge length',
      [table, insert(0, "X'FFFFFFFFFFFFFFFF7B7D'")],
      'damaged: it says that its metadata has 18446744073709551615 bytes; more than 67108864 are not believed',
    ],
    [
      'other bytes than the digest’s',
      [table, insert(0, head(`{"estimator":"E","sha256":"${'0'.repeat(64)}"}`))],
      'damaged: its bytes are not those that its metadata was written for',
      'readable',
    ],
    [
      'a newer format',
      [table, insert(0, head('{"formatVersion":9}'))],
      'newer: its metadata has format 9, and this release reads formats up to 1',
    ],
  ])('%s', async (_, statements, message, readable) => {
    const path = database(...statements)
    if (readable) expect((await metadata(path))?.estimator).toBe('E')
    else expect(await faultOf(metadata(path))).toBe(message)
    expect(await faultOf(read(path))).toBe(message)
    // It is a model, if a damaged one, and may be replaced.
    await save(path)
    expect((await read(path))?.seed).toBe(1)
  })

  test('blocks of 900 MB are never loaded', async () => {
    const large = 'zeroblob(900000000)'
    // Nothing of this need survive a loss of power.
    const quick = ['PRAGMA synchronous = OFF', 'PRAGMA journal_mode = OFF']
    const path = database(
      ...quick,
      table,
      insert(0, head(document)),
      insert(1, large),
      'CREATE TABLE n (id INTEGER, block BLOB)',
      'INSERT INTO n VALUES (0, zeroblob(300000000))',
    )
    const before = process.resourceUsage().maxRSS
    expect((await metadata(path))?.estimator).toBe('E')
    const wrong = (id: number, size: number) =>
      `damaged: block ${id} has ${size} bytes; more than 67108864 are not believed`
    expect(await faultOf(read(path))).toBe(wrong(1, 900_000_000))
    expect(await faultOf(metadata(path, 'n'))).toBe(wrong(0, 300_000_000))
    expect(await faultOf(read(path, 'n'))).toBe(wrong(0, 300_000_000))
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000)
    rmSync(path)
  })

  test('a large block with small metadata is not read to its end', async () => {
    const path = database(table)
    await save(path, 'm', 20_000_000)
    const one = new DatabaseSync(path)
    const blocks = one.prepare('SELECT block FROM m ORDER BY id').all()
    one.exec('DELETE FROM m')
    one
      .prepare('INSERT INTO m VALUES (0, ?)')
      .run(Buffer.concat(blocks.map(({ block }) => (block instanceof Uint8Array ? block : Buffer.alloc(0)))))
    one.close()
    expect((await metadata(path))?.rows).toBe(1)
    expect((await read(path))?.bytes.equals(bytesOf(20_000_000))).toBe(true)
  })

  test('SQLFlow’s blocks are texts', async () => {
    const text = Buffer.from(`0x00000012{"class_name":"E"}tarball`).toString('base64')
    const path = database(
      'CREATE TABLE m_sqlflow_pai_model (id INT, block TEXT, PRIMARY KEY (id))',
      `INSERT INTO m_sqlflow_pai_model VALUES (0, '${text}')`,
    )
    expect((await metadata(path))?.estimator).toBe('E')
    expect((await read(path))?.bytes.toString()).toBe('tarball')
    expect(await new SqliteStore(path).listModels(signal)).toEqual(['m'])
  })
})

describe.each(['DELETE', 'WAL'])('journal mode %s', (mode) => {
  const empty = () => database(`PRAGMA journal_mode = ${mode}`)

  test('a file that another process keeps locked, to the deadline and not so long', async () => {
    const path = empty()
    await save(path)
    const locked = 'unreachable: another program keeps the file locked'
    const lock = await holdLock(path, 'BEGIN EXCLUSIVE')
    const soon = () => AbortSignal.timeout(150)
    expect(await faultOf(save(path, 'm', 9, 2, soon()))).toBe(locked)
    if (mode === 'DELETE') {
      expect(await faultOf(metadata(path, 'm', soon()))).toBe(locked)
      expect(await faultOf(read(path, 'm', soon()))).toBe(locked)
      expect(await faultOf(new SqliteStore(path).listModels(soon()))).toBe(locked)
    } else {
      expect((await read(path))?.seed).toBe(1)
    }
    const saving = save(path, 'm', 9, 2)
    const other = save(path, 'n', 9, 3)
    await wait(100)
    await lock.release()
    await Promise.all([saving, other])
    expect([(await read(path))?.seed, (await read(path, 'n'))?.seed]).toEqual([2, 3])
    expect(rowsOf(path, 'SELECT name FROM sqlite_master ORDER BY 1')).toEqual(['m', 'n'])
  })

  test('a reader that takes its time sees one version, and a save waits for it or does not need to', async () => {
    const path = empty()
    await save(path, 'm', 3_000_000, 1)
    const found = await new SqliteStore(path).readModel('m', signal)
    const saving = inChild(path, [{ do: 'save', model: 'm', length: 2_000_000, seed: 2 }])
    const parts: Uint8Array[] = []
    for await (const part of found?.bytes ?? []) {
      parts.push(part)
      await wait(40)
    }
    expect(Buffer.concat(parts).equals(bytesOf(3_000_000, 1))).toBe(true)
    expect((await saving).results).toEqual([{ saved: 2 }])
    expect((await read(path))?.bytes.equals(bytesOf(2_000_000, 2))).toBe(true)
  })

  test('two processes save and this one reads', async () => {
    const path = empty()
    await save(path, 'm', 600_001, 1)
    const saves = (from: number) =>
      Array.from(
        { length: 6 },
        (_, at): Operation => ({
          do: 'save',
          model: 'm',
          length: 600_000 + from + at,
          seed: from + at,
          atOnce: 256 * 1024,
        }),
      )
    let saving = true
    const both = Promise.all([inChild(path, saves(10)), inChild(path, saves(20))]).finally(() => {
      saving = false
    })
    const seen = new Set<number>()
    while (saving) {
      const found = await read(path)
      const seed = found?.seed ?? 0
      seen.add(seed)
      expect(found?.bytes.equals(bytesOf(600_000 + seed, seed))).toBe(true)
      // Without a pause no saver would ever find the file unlocked.
      await wait(5)
    }
    for (const { results } of await both)
      expect(results).toEqual(Array(6).fill({ saved: expect.any(Number) }))
    expect(seen.size).toBeGreaterThan(0)
    expect([15, 25]).toContain((await read(path))?.seed)
    expect(rowsOf(path, 'SELECT name FROM sqlite_master')).toEqual(['m'])
  })

  test('tables of saves that were killed: old ones are removed, young ones kept', async () => {
    const day = 24 * 60 * 60 * 1000
    const name = (age: number) => `sqlflowc_saving_${(Date.now() - age).toString(36)}_0123456789abcdef`
    const names = [name(0), name(day - 60_000), name(day + 60_000), name(400 * day)]
    const others = ['sqlflowc_saving', 'sqlflowc_saving_0_xyz', 'sqlflowcxsaving_0_00']
    const path = database(
      `PRAGMA journal_mode = ${mode}`,
      ...[...names, ...others].map((table) => `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, block BLOB)`),
    )
    expect(await new SqliteStore(path).listModels(signal)).toEqual(others.toSorted())
    await save(path)
    expect(rowsOf(path, 'SELECT name FROM sqlite_master ORDER BY 1')).toEqual(
      [...names.slice(0, 2), ...others, 'm'].toSorted(),
    )
  })
})

describe('a file that is damaged', () => {
  test('gives the model, or a fault, and never other bytes', async () => {
    const good = database()
    await save(good, 'm', 30_000)
    const bytes = readFileSync(good)
    const places = bytesOf(600, 5)
    const faults = new Set<string>()
    for (let at = 0; at < 300; at++) {
      const path = join(folder, 'flipped.db')
      const copy = Buffer.from(bytes)
      // Half of them in the first pages, where the tables are described.
      const place =
        ((places[2 * at] ?? 0) * 256 + (places[2 * at + 1] ?? 0)) % (at % 2 === 0 ? 4400 : copy.length)
      copy[place] = (copy[place] ?? 0) ^ (1 << (at % 8))
      for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true })
      writeFileSync(path, copy)
      const found = await read(path).catch((error: unknown) => {
        if (!(error instanceof Error && 'fault' in error)) throw error
        faults.add(`${error.fault}: ${error.message}`)
        expect(error.message, String(place)).toMatch(/^[^\n]{5,150}$/)
        return undefined
      })
      if (found) expect(found.bytes.equals(bytesOf(30_000)), String(place)).toBe(true)
    }
    expect([...faults]).toEqual(
      expect.arrayContaining([
        'refused: the file is no SQLite database',
        'failed: the file is damaged; PRAGMA integrity_check shows where',
        'damaged: its bytes are not those that its metadata was written for',
      ]),
    )
  })

  test('a file that is cut off', async () => {
    const path = database()
    await save(path)
    writeFileSync(path, readFileSync(path).subarray(0, 100_000))
    const damaged = 'failed: the file is damaged; PRAGMA integrity_check shows where'
    expect(await faultOf(read(path))).toBe(damaged)
    expect(await faultOf(save(path))).toBe(damaged)
  })
})

test('names with a dot, in any case', async () => {
  const path = database()
  await save(path, 'main.M', 10, 1)
  await save(path, 'models.m', 20, 2)
  await save(path, 'main."Two Words"', 30, 3)
  expect(rowsOf(path, 'SELECT name FROM sqlite_master ORDER BY 1')).toEqual(['M', 'Two Words', 'models.m'])
  for (const name of ['m', 'M', 'main.m', 'MAIN.m']) expect((await read(path, name))?.seed, name).toBe(1)
  expect((await read(path, 'Models.M'))?.seed).toBe(2)
  expect((await read(path, 'TWO WORDS'))?.seed).toBe(3)
  expect(await read(path, 'other.m')).toBeUndefined()
  await save(path, 'm', 40, 4)
  expect((await read(path, 'main.M'))?.seed).toBe(4)
  expect(await new SqliteStore(path).listModels(signal)).toEqual(['Two Words', 'm', 'models.m'])
})

test('views and triggers that are broken do not keep a model from being saved', async () => {
  const path = database('CREATE TABLE t (a)', 'CREATE VIEW v AS SELECT * FROM t', 'DROP TABLE t')
  await save(path)
  await save(path, 'm', 10, 2)
  expect((await read(path))?.seed).toBe(2)
})

test('a model of 128 MiB is saved and read in bounded memory', async () => {
  const path = join(folder, 'large.db')
  const size = 128 * 2 ** 20
  const before = process.memoryUsage.rss()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 10)
  const saved = await new SqliteStore(path).saveModel('m', metadataOf('m'), largeBlob(size), signal)
  const found = await new SqliteStore(path).readModel('m', signal)
  let length = 0
  for await (const part of found?.bytes ?? []) length += part.length
  clearInterval(watch)
  expect(length).toBe(size)
  expect(found?.metadata).toEqual(saved)
  expect((most - before) / 2 ** 20).toBeLessThan(100)
})

test('a store that is closed while a model is read', async () => {
  const path = database()
  await save(path, 'm', 2_000_000)
  const store = new SqliteStore(path)
  const found = await store.readModel('m', signal)
  const parts = found?.bytes[Symbol.asyncIterator]()
  await parts?.next()
  await store.close()
  expect(await faultOf(parts?.next() ?? Promise.resolve())).toBe('failed: the store was closed')
  // Nothing is locked.
  execFileSync(process.execPath, [
    '-e',
    `new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec('BEGIN EXCLUSIVE')`,
    path,
  ])
})
