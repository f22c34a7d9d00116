/** Model files of steps where something is in the way: kills, faults, tables that are no models, models of SQLFlow. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Metadata } from '../../src/index.ts'
import { mariaDbMissing } from '../support/mysql/mariadb.ts'
import type { Fault } from '../support/oss/faults.ts'
import { stepPython } from '../support/python.ts'
import { bytesOf, collect, metadataOf, sha256 } from '../support/stores/models.ts'
import { type Job, type Result, results, runJobs, type StepEnv } from '../support/stores/python.ts'
import {
  mysqlStepPlace,
  ossStepPlace,
  type StepPlace,
  sqliteStepPlace,
} from '../support/stores/step-places.ts'
import { tarball } from '../support/stores/tarball.ts'

const { python = '', missing } = stepPython()
const signal = AbortSignal.timeout(600_000)
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlflowc-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function saveJob(name: string, bytes: Uint8Array, more: Partial<Metadata> = {}): Job {
  const path = join(folder, `${sha256(bytes)}.bin`)
  writeFileSync(path, bytes)
  return { do: 'save', name, metadata: metadataOf(name, more), path }
}

const run = (env: StepEnv, ...jobs: Job[]): Promise<readonly Result[]> => results(python, env, jobs)

async function contents(place: StepPlace, name: string) {
  const store = place.open()
  const found = await store.readModel(name, signal)
  const bytes = found && (await collect(found.bytes))
  await store.close()
  return { label: found?.metadata.label, sha256: bytes && sha256(bytes) }
}

const [before, after] = [bytesOf(300_000, 1), bytesOf(900_000, 2)]
const old = { label: 'old', sha256: sha256(before) }
const replaced = { label: 'new', sha256: sha256(after) }

/** Kills a save before its first statement, its second, … until one ends; looks at the model each time. */
async function killedEverywhere(place: StepPlace): Promise<{ kills: number; kept: number }> {
  const [first] = await run(place.env, saveJob('m', before, { label: 'old' }))
  expect(first?.error).toBeUndefined()
  let kept = 0
  for (let statement = 1; ; statement++) {
    const { killed, results } = await runJobs(python, place.env, [
      // Transactions of one block, so that there are many.
      { do: 'small_limits', batch: 256 * 1024 },
      { do: 'kill_before', statement },
      saveJob('m', after, { label: 'new' }),
    ])
    const found = await contents(place, 'm')
    if (killed === undefined) {
      expect(results.at(-1)?.error).toBeUndefined()
      expect(found).toEqual(replaced)
      return { kills: statement - 1, kept }
    }
    // Only the very last statements come after the new model is in place.
    if (found.label === 'old') {
      expect(found).toEqual(old)
      kept = statement
    } else expect(found).toEqual(replaced)
  }
}

describe.skipIf(missing !== undefined)(`SQLite${because(missing)}`, () => {
  let place: Awaited<ReturnType<typeof sqliteStepPlace>>
  let database: DatabaseSync
  beforeAll(async () => {
    place = await sqliteStepPlace()
    database = new DatabaseSync(place.path)
  })
  afterAll(async () => {
    database.close()
    await place.remove()
  })
  const tables = () =>
    database
      .prepare('SELECT name FROM sqlite_master ORDER BY name')
      .all()
      .map(({ name }) => String(name))

  test('a saver that is killed anywhere leaves the old model whole', async () => {
    const { kills, kept } = await killedEverywhere(place)
    expect(kills).toBeGreaterThan(15)
    expect(kept).toBe(kills)
    // What they left is removed when it is a day old, and not before.
    const left = tables().filter((name) => name.startsWith('sqlflowc_saving_'))
    expect(left.length).toBeGreaterThan(5)
    const past = `sqlflowc_saving_${(Date.now() - 25 * 60 * 60 * 1000).toString(36)}_00ff`
    database.exec(`ALTER TABLE ${left[0]} RENAME TO ${past}`)
    await run(place.env, saveJob('m', before))
    expect(tables()).toEqual(expect.arrayContaining(left.slice(1)))
    expect(tables()).not.toContain(past)
  })

  test('what is no model is not replaced and not read', async () => {
    database.exec(`CREATE TABLE people (id INT, name TEXT); INSERT INTO people VALUES (1, 'a');
      CREATE VIEW seen AS SELECT 1 AS id, 2 AS block; CREATE VIRTUAL TABLE words USING fts5(id, block);`)
    for (const [name, what] of [
      ['people', 'a table with other columns'],
      ['seen', 'a view'],
      ['words', 'a virtual table'],
      ['words_data', 'a part of a virtual table'],
      ['main.people', 'a table with other columns'],
    ] as const) {
      const [saved, loaded] = await run(place.env, saveJob(name, before), { do: 'load', name })
      const store = `(sqlite:${place.path})`
      expect(saved?.error).toBe(
        `the model \`${name}\` can't be saved ${store}: it is ${what}, not a model, and is left as it is: save the model under another name`,
      )
      expect(loaded?.error).toBe(
        `the model \`${name}\` can't be read ${store}: it is ${what}, not a model; models are tables with the columns id and block`,
      )
    }
    expect(database.prepare('SELECT * FROM people').all()).toEqual([{ id: 1, name: 'a' }])
  })

  test('names with dots are names of tables, behind `main`', async () => {
    await run(place.env, saveJob('db.dotted', before), saveJob('main.plain', before))
    expect(tables()).toEqual(expect.arrayContaining(['db.dotted', 'plain']))
    const found = await run(place.env, { do: 'load', name: 'db.dotted' }, { do: 'load', name: 'PLAIN' })
    expect(found.map(({ error }) => error)).toEqual([undefined, undefined])
  })

  test('bytes that were changed are not taken for the model', async () => {
    await run(place.env, saveJob('changed', before))
    database.exec(
      `UPDATE changed SET block = CAST(substr(block, 1, 1000) || zeroblob(5) AS BLOB) WHERE id = 1`,
    )
    const [loaded, metadata] = await run(
      place.env,
      { do: 'load', name: 'changed' },
      { do: 'metadata', name: 'changed' },
    )
    expect(loaded?.error).toMatch(/: its bytes are not those that its metadata was written for$/)
    expect(metadata?.error).toBeUndefined()
  })

  test('files that can’t be used', async () => {
    const text = join(folder, 'text.db')
    writeFileSync(text, 'no database, but a text that is longer than the header of one is'.repeat(20))
    const cases: readonly (readonly [url: string, problem: string])[] = [
      [join(folder, 'none.db'), 'there is no such file'],
      [folder, 'this is a folder, not a file'],
      [text, 'the file is no SQLite database'],
    ]
    for (const [path, problem] of cases) {
      const [loaded] = await run({ SQLFLOW_MODEL_STORE: `sqlite:${path}` }, { do: 'load', name: 'm' })
      expect(loaded?.error).toBe(`the model \`m\` can't be read (sqlite:${path}): ${problem}`)
    }
    const [saved] = await run(
      { SQLFLOW_MODEL_STORE: `sqlite:${join(folder, 'none/x.db')}` },
      saveJob('m', before),
    )
    expect(saved?.error).toMatch(/the file can't be opened: it or its folder is missing, or may not be used$/)
  })

  test('another program that writes is waited for', async () => {
    database.exec('BEGIN IMMEDIATE')
    const saving = run(place.env, saveJob('waited', before))
    await new Promise((resolve) => setTimeout(resolve, 500))
    database.exec('COMMIT')
    expect((await saving)[0]?.error).toBeUndefined()
  })

  test('a model of SQLFlow: its statement is known, its bytes are a tarball that steps can’t use', async () => {
    const packed = await tarball([
      ['model_meta.json', '{"class_name": "DNNClassifier", "original_sql": "SELECT 1"}'],
      ['model_save/weights', 'x'.repeat(100_000)],
    ])
    database.exec('CREATE TABLE theirs_sqlflow_pai_model (id INT, block TEXT)')
    for (let at = 0, id = 0; at < packed.length; at += 32768, id++) {
      const text = packed.subarray(at, at + 32768).toString('base64')
      database.prepare('INSERT INTO theirs_sqlflow_pai_model VALUES (?, ?)').run(id, text)
    }
    const [metadata, refused, loaded] = await run(
      place.env,
      { do: 'metadata', name: 'theirs' },
      { do: 'load', name: 'theirs' },
      { do: 'load', name: 'theirs', options: { tarball: true } },
    )
    expect(metadata?.ok).toMatchObject({ estimator: 'DNNClassifier', originalSql: 'SELECT 1' })
    expect(refused?.error).toMatch(
      /: it was saved by SQLFlow, whose model files steps can't use: train it again$/,
    )
    expect(loaded?.ok).toMatchObject({ file: 'model.tar.gz', length: packed.length, sha256: sha256(packed) })
  })
})

const mysqlMissing = missing ?? mariaDbMissing()
describe.skipIf(mysqlMissing !== undefined)(`MySQL${because(mysqlMissing)}`, () => {
  let place: Awaited<ReturnType<typeof mysqlStepPlace>>
  beforeAll(async () => {
    place = await mysqlStepPlace()
  })
  afterAll(() => place.remove())
  const tables = async (database = 'models'): Promise<string[]> =>
    (await place.server.query(`SHOW TABLES FROM ${database}`)).flatMap((row) =>
      Object.values(row).map(String),
    )

  test('a saver that is killed anywhere leaves the old model whole', async () => {
    const { kills, kept } = await killedEverywhere(place)
    expect(kills).toBeGreaterThan(12)
    // The old table is dropped when the new one is in place.
    expect(kept).toBe(kills - 1)
    const left = (await tables()).filter((name) => name.startsWith('sqlflowc_saving_'))
    const past = `sqlflowc_replaced_${(Date.now() - 25 * 60 * 60 * 1000).toString(36)}_00ff`
    await place.server.query(`RENAME TABLE models.${left[0]} TO models.${past}`)
    await run(place.env, saveJob('m', before))
    expect(await tables()).toEqual(expect.arrayContaining(left.slice(1)))
    expect(await tables()).not.toContain(past)
  })

  test('what is no model is not replaced and not read', async () => {
    await place.server.query('CREATE TABLE models.people (id INT, name TEXT)')
    await place.server.query('CREATE VIEW models.seen AS SELECT 1 AS id, 2 AS block')
    for (const [name, what] of [
      ['people', 'a table with other columns'],
      ['seen', 'a view'],
    ]) {
      const [saved] = await run(place.env, saveJob(name ?? '', before))
      expect(saved?.error).toContain(`: it is ${what}, not a model, and is left as it is`)
    }
    const [loaded] = await run(place.env, { do: 'load', name: 'people' })
    expect(loaded?.error).toContain(': it is a table with other columns, not a model')
  })

  test('another database', async () => {
    await place.server.query('CREATE DATABASE other')
    const [saved, loaded, nowhere, unsaved] = await run(
      place.env,
      saveJob('other.m2', before),
      { do: 'load', name: 'other.m2' },
      { do: 'load', name: 'absent.m2' },
      saveJob('absent.m2', before),
    )
    expect([saved?.error, loaded?.error]).toEqual([undefined, undefined])
    expect(await tables('other')).toEqual(['m2'])
    expect(nowhere?.error).toMatch(/: there is no database `absent`, or the user may not use it$/)
    expect(unsaved?.error).toMatch(/: there is no such database$/)
  })

  test('a server that takes small packets only', async () => {
    await place.server.query('SET GLOBAL max_allowed_packet = 204800')
    const python = await run(place.env, saveJob('small', after), { do: 'load', name: 'small' })
    expect(python.map(({ error }) => error)).toEqual([undefined, undefined])
    const rows = await place.stored('small')
    const store = place.open()
    await store.saveModel(
      'small',
      metadataOf('small', (python[0]?.ok ?? {}) as Partial<Metadata>),
      new Blob([after]),
      signal,
    )
    await store.close()
    expect(await place.stored('small')).toEqual(rows)
    await place.server.query('SET GLOBAL max_allowed_packet = 16777216')
  })

  test('blocks that are larger than any writer’s, one by one', async () => {
    const stream = Buffer.concat([Buffer.alloc(8), Buffer.from(JSON.stringify(metadataOf('big'))), after])
    stream.writeBigUInt64BE(BigInt(stream.length - 8 - after.length))
    await place.server.query('CREATE TABLE models.big (id INT, block LONGBLOB)')
    await place.server.query('INSERT INTO models.big VALUES (0, ?), (1, ?)', [
      stream.subarray(0, 600_000),
      stream.subarray(600_000),
    ])
    const [loaded] = await run(place.env, { do: 'load', name: 'big' })
    expect(loaded?.ok).toMatchObject({ length: after.length, sha256: sha256(after) })
  })

  test('a block that is there more than once', async () => {
    await place.server.query(
      'CREATE TABLE models.twice AS SELECT * FROM models.big UNION ALL SELECT * FROM models.big',
    )
    const found = await run(place.env, { do: 'load', name: 'twice' }, { do: 'metadata', name: 'twice' })
    for (const { error } of found) expect(error).toMatch(/: (a block|block 0) is there more than once$/)
  })

  test('connections are encrypted as the URL says', async () => {
    const { server } = place
    await server.createUser('secure', 'pässwörd', ['ALL ON models.*'])
    await server.query(`ALTER USER secure REQUIRE SSL`)
    await run(place.env, saveJob('m', before))
    const load = async (parameters: string): Promise<string | undefined> => {
      const url = `${server.url('models', 'secure', 'pässwörd')}?${parameters}`
      const [loaded] = await run({ SQLFLOW_MODEL_STORE: url }, { do: 'load', name: 'm' })
      return loaded?.error
    }
    const ca = `ssl-ca=${encodeURIComponent(server.caPath ?? '')}`
    expect(await load(`tls=true&${ca}`)).toBeUndefined()
    expect(await load(ca)).toBeUndefined()
    expect(await load('tls=skip-verify')).toBeUndefined()
    expect(await load('tls=true')).toMatch(/the database can't be reached: .*certificate/i)
    expect(await load('tls=false')).toMatch(/the server refused the user or the password$/)
    expect(await load('ssl-ca=/nowhere.pem')).toMatch(/the database can't be reached: .*No such file/)
  })

  test('a wrong password is not shown', async () => {
    const [loaded] = await run(
      { SQLFLOW_MODEL_STORE: place.server.url('models', 'nobody', 'pässwörd') },
      { do: 'load', name: 'm' },
    )
    expect(loaded?.error).toMatch(/the server refused the user or the password$/)
    expect(loaded?.error).not.toMatch(/p(ä|%C3%A4)ssw/i)
  })
})

describe.skipIf(missing !== undefined)(`OSS${because(missing)}`, () => {
  let place: Awaited<ReturnType<typeof ossStepPlace>>
  beforeAll(async () => {
    place = await ossStepPlace('v4')
  })
  afterAll(() => place.remove())

  const faults: readonly Fault[] = ['503', '429', '500', 'reset', 'lost', 'truncate', 'garbage']
  test.each(faults)('one request in five fails: %s', async (fault) => {
    for (const every of [0, 5, 10, 15]) place.server.fail(fault, { after: every })
    const [saved, loaded] = await run(place.env, saveJob('failing', after), { do: 'load', name: 'failing' })
    place.server.revive()
    expect(saved?.error).toBeUndefined()
    expect(loaded?.ok).toMatchObject({ sha256: sha256(after) })
  })

  test('large models go up in parts, each of which is tried again', async () => {
    const large = Buffer.alloc(40 * 2 ** 20, after)
    place.server.fail('lost', { match: ({ query }) => query.has('partNumber'), after: 1 })
    place.server.fail('lost', { match: ({ method, query }) => method === 'POST' && query.has('uploadId') })
    const [saved, loaded] = await run(place.env, saveJob('large', large), { do: 'load', name: 'large' })
    expect(saved?.error).toBeUndefined()
    expect(loaded?.ok).toMatchObject({ length: large.length, sha256: sha256(large) })
    expect(place.server.uploads('sqlflow-models').size).toBe(0)
  })

  test('a saver that is killed anywhere leaves the old model whole, or the new one', async () => {
    const { kills, kept } = await killedEverywhere(place)
    // Bytes, then the metadata, which publishes them; then what is for others.
    expect(kept).toBe(3)
    expect(kills).toBeGreaterThan(5)
  })

  test('models of SQLFlow, under their project', async () => {
    place.server.put('sqlflow-models', 'project/someone/theirs/metadata.json', '{"class_name":"E"}')
    place.server.put('sqlflow-models', 'project/someone/theirs/model.tar.gz', 'not a tarball')
    const [metadata, refused, loaded] = await run(
      place.env,
      { do: 'metadata', name: 'theirs' },
      { do: 'load', name: 'theirs' },
      { do: 'load', name: 'theirs', options: { tarball: true } },
    )
    expect(metadata?.ok).toMatchObject({ estimator: 'E', into: 'theirs' })
    expect(refused?.error).toMatch(/train it again$/)
    expect(loaded?.ok).toMatchObject({ file: 'model.tar.gz', length: 13 })
  })

  test('bytes that were changed, and bytes that are gone', async () => {
    await run(place.env, saveJob('changed', before))
    const key = `someone/changed/model_save.${sha256(before)}`
    place.server.put('sqlflow-models', key, bytesOf(300_000, 9))
    const [changed] = await run(place.env, { do: 'load', name: 'changed' })
    expect(changed?.error).toMatch(/: its bytes are not those that its metadata was written for$/)
    place.server.objects('sqlflow-models').delete(key)
    const [gone] = await run(place.env, { do: 'load', name: 'changed' })
    expect(gone?.error).toMatch(/can't be read/)
  })

  test('old bytes are removed a day after others took their place', async () => {
    const day = 24 * 60 * 60 * 1000
    const at = (days: number) => ({ lastModified: new Date(Date.now() - days * day) })
    const put = (digit: string, days: number) =>
      place.server.put('sqlflow-models', `someone/aged/model_save.${digit.repeat(64)}`, 'x', at(days))
    put('a', 5)
    put('b', 3)
    put('c', 0.5)
    await run(place.env, saveJob('aged', before))
    const keys = [...place.server.objects('sqlflow-models').keys()].filter((key) => key.includes('/aged/'))
    expect(keys.map((key) => key.slice('someone/aged/'.length)).sort()).toEqual([
      'metadata.json',
      'model_save',
      ...[
        `model_save.${sha256(before)}`,
        `model_save.${'b'.repeat(64)}`,
        `model_save.${'c'.repeat(64)}`,
      ].sort(),
    ])
  })

  test('refusals and names that can’t be, without a secret', async () => {
    const wrong = { ...place.env, OSS_ACCESS_KEY_SECRET: 'another secret' }
    const [refused] = await run(wrong, { do: 'load', name: 'm' })
    expect(refused?.error).toMatch(/: the secret does not belong to this access key id$/)
    const [odd] = await run(place.env, saveJob('a/b', before))
    expect(odd?.error).toMatch(/a model in OSS can't have this name: it is too long, or has a slash in it$/)
    expect(`${refused?.error}${odd?.error}`).not.toMatch(/another secret|the secret\//)
  })

  test('an image without oss2 says what it lacks', async () => {
    const hidden = join(folder, 'hidden')
    mkdirSync(hidden)
    writeFileSync(join(hidden, 'oss2.py'), 'raise ImportError("hidden")\n')
    const [loaded] = await run({ ...place.env, HIDDEN: hidden }, { do: 'load', name: 'm' })
    expect(loaded?.error).toMatch(/: the image has no oss2, which models in OSS need: pip install oss2$/)
  })
})
