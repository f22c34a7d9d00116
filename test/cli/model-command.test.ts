/** `sqlflowc model …` and the stores behind every command, as users meet them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import type { Store } from '../../src/index.ts'
import { MysqlStore } from '../../src/stores/mysql/mysql.ts'
import { memoryHost } from '../support/memory-host.ts'
import { mariaDbMissing, startMariaDb } from '../support/mysql/mariadb.ts'
import { startOssServer } from '../support/oss/server.ts'
import { metadataOf } from '../support/stores/models.ts'
import { ossEnv, ossKeys, ossPlace, ossUrl, sqlitePlace } from '../support/stores/places.ts'

/** The paper's first case: a PREDICT alone, whose model was trained before. */
const caseOne = `SELECT * FROM my_db.test_table
TO PREDICT my_db.test_table_prediction.class
USING my_model;
`
const image = 'my_docker_registry/my_docker_image:latest'
const trained = metadataOf('my_model', {
  image,
  estimator: 'MyDNNClassifier',
  engine: 'tensorflow',
  attributes: { 'model.n_classes': 2 },
  trainedAt: '2026-11-20T10:00:00Z',
})
const soon = AbortSignal.timeout(600_000)

interface Place {
  readonly flags: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly store: Store
  readonly secrets: readonly string[]
  remove(): Promise<void>
}

const kinds: readonly { name: string; missing?: string | undefined; make(): Promise<Place> }[] = [
  {
    name: 'SQLite',
    make: async () => {
      const place = await sqlitePlace()
      const { open, remove, path } = place
      return { flags: ['--datasource', `sqlite:${path}`], env: {}, store: await open(), secrets: [], remove }
    },
  },
  {
    name: 'MySQL',
    missing: mariaDbMissing(),
    make: async () => {
      const server = await startMariaDb()
      await server.query('CREATE DATABASE my_db')
      const url = server.url('my_db')
      const store = new MysqlStore(url)
      const secrets = [server.root.password, encodeURIComponent(server.root.password)]
      return { flags: ['--datasource', url], env: {}, store, secrets, remove: () => server.close() }
    },
  },
  {
    name: 'OSS',
    make: async () => {
      const { server, open, remove } = await ossPlace('v4')
      const flags = ['--model-store', ossUrl(server, '&region=cn-hangzhou')]
      return { flags, env: ossEnv, store: await open(), secrets: Object.values(ossEnv), remove }
    },
  },
]

for (const { name, missing, make } of kinds) {
  describe.skipIf(missing !== undefined)(`${name}${missing === undefined ? '' : ` (${missing})`}`, () => {
    let place: Place
    beforeAll(async () => {
      place = await make()
      await place.store.saveModel('my_model', trained, new Blob(['weights']), soon)
      await place.store.saveModel('other', metadataOf('other'), new Blob(['weights']), soon)
    })
    afterAll(async () => {
      await place.store.close()
      await place.remove()
    })

    async function call(args: readonly string[], files: Record<string, string> = { 'p.sql': caseOne }) {
      const host = memoryHost(files, { env: place.env })
      const code = await run([...args, ...place.flags], host)
      const { out, err } = host.written
      for (const secret of place.secrets) expect(out + err, 'no secret is shown').not.toContain(secret)
      return { code, out, err, files: host.files }
    }

    test('the paper’s first case compiles to the image and the engine of the TRAIN', async () => {
      const { code, out, err } = await call(['compile', 'p.sql'])
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain(image)
      const { steps } = JSON.parse((await call(['plan', 'p.sql', '--format', 'json'])).out)
      expect(steps).toMatchObject([
        {
          kind: 'predict',
          engine: 'tensorflow',
          image,
          model: {
            from: 'store',
            store: expect.stringMatching(/^(sqlite|mysql|oss):/),
          },
          metadata: { estimator: 'MyDNNClassifier', label: 'class' },
        },
      ])
    })

    test('list', async () => {
      const { code, out } = await call(['model', 'list'])
      expect(code).toBe(0)
      expect(out.split('\n').map((line) => line.split(/ +/))).toEqual([
        ['NAME', 'ENGINE', 'ESTIMATOR', 'TRAINED', 'IMAGE'],
        ['my_model', 'tensorflow', 'MyDNNClassifier', '2026-11-20T10:00:00Z', image],
        ['other', 'xgboost', 'xgboost.gbtree', '-', 'default'],
        [''],
      ])
      const { models } = JSON.parse((await call(['model', 'list', '--json'])).out)
      expect(models).toMatchObject([{ name: 'my_model', metadata: { image } }, { name: 'other' }])
    })

    test('show', async () => {
      const { code, out } = await call(['model', 'show', 'my_model'])
      expect(code).toBe(0)
      expect(out).toMatch(/^my_model\n {2}engine {5}tensorflow\n {2}estimator {2}MyDNNClassifier\n/)
      expect(out).toContain('INTO my_model')
      expect(JSON.parse((await call(['model', 'show', 'my_model', '--json'])).out)).toMatchObject(trained)
      const missing = await call(['model', 'show', 'my_modle'])
      expect(missing).toMatchObject({ code: 1, out: '' })
      expect(missing.err).toContain('has no model `my_modle`; perhaps `my_model` was meant')
    })

    test('pin, then compile without the store; a model that is trained again is told', async () => {
      const first = await call(['model', 'pin', 'p.sql'])
      expect(first).toMatchObject({ code: 0, err: '' })
      expect(first.out).toMatch(/^pinned (my_db\.)?my_model from /)
      const lock = String(first.files.get('sqlflow.lock.json'))
      for (const secret of place.secrets) expect(lock).not.toContain(secret)
      const files = { 'p.sql': caseOne, 'sqlflow.lock.json': lock }
      expect((await call(['model', 'pin', 'p.sql'], files)).out).toBe('all is pinned already\n')
      const offline = await call(['plan', 'p.sql', '--offline', '--format', 'json'], files)
      expect(offline).toMatchObject({ code: 0, err: '' })
      expect(JSON.parse(offline.out).steps).toMatchObject([{ image, model: { from: 'lock' } }])
      expect((await call(['compile', 'p.sql', '--locked'], files)).code).toBe(0)
      await place.store.saveModel('my_model', { ...trained, image: 'newer:2' }, new Blob(['weights']), soon)
      const stale = await call(['compile', 'p.sql'], files)
      expect(stale.code).toBe(0)
      expect(stale.out).toContain('newer:2')
      expect(stale.err).toContain('warning[SF209]')
      expect(stale.err).toContain(`image was \`${image}\`, is \`newer:2\``)
      expect(await call(['compile', 'p.sql', '--locked'], files)).toMatchObject({ code: 1, out: '' })
      const again = await call(['model', 'pin', 'p.sql'], files)
      expect(again.out).toMatch(/^pinned (my_db\.)?my_model again: image was /)
      await place.store.saveModel('my_model', trained, new Blob(['weights']), soon)
    })

    test('a model that is not there: nothing is pinned, and the nearest is named', async () => {
      const files = {
        'a.sql': caseOne,
        'b.sql': caseOne.replace('my_model', 'my_mdoel'),
        'sqlflow.lock.json': '{"version":1,"models":{}}',
      }
      const { code, err, files: after } = await call(['model', 'pin', 'a.sql', 'b.sql'], files)
      expect(code).toBe(1)
      expect(err).toContain(' --> b.sql:3:7')
      expect(err).toContain('perhaps `my_model` was meant')
      expect(err).toContain('sqlflow.lock.json is left as it was')
      expect(after.get('sqlflow.lock.json')).toBe(files['sqlflow.lock.json'])
    })
  })
}

describe('without a store', () => {
  async function call(args: string[], files: Record<string, string> = {}, env: Record<string, string> = {}) {
    const host = memoryHost({ 'p.sql': caseOne, ...files }, { env })
    return { code: await run(args, host), ...host.written }
  }

  test('what was given, and what can be done', async () => {
    expect(await call(['model', 'list'])).toEqual({
      code: 2,
      out: '',
      err: 'sqlflowc: no model store is given: name it with --model-store or --datasource\n',
    })
    expect((await call(['model', 'list', '--model-store', 'hive://u@h/d'])).err).toBe(
      'sqlflowc: hive://u@h/d: hive://u@h/d is no model store; known are mysql:, tidb:, sqlite:, oss:, memory:\n',
    )
    const { code, err } = await call(['compile', 'p.sql', '--datasource', 'hive://u@h/d'])
    expect(code).toBe(1)
    expect(err).toContain('no model store is given')
    expect((await call(['model', 'pin', 'p.sql', '--offline'])).code).toBe(2)
    expect((await call(['model', 'list', '--offline', '--datasource', 'sqlite:x'])).code).toBe(2)
    expect((await call(['model'])).code).toBe(2)
  })

  test('a lock that can’t be read ends the run, and says what to do', async () => {
    const { code, err } = await call(['compile', 'p.sql', '--offline'], {
      'sqlflow.lock.json': '<<<<<<< HEAD',
    })
    expect([code, err]).toEqual([
      3,
      'sqlflowc: sqlflow.lock.json is not JSON; if a merge left marks in it, pin the models again\n',
    ])
  })

  test('a program that trains what it uses asks nobody', async () => {
    const text = `SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL c INTO my_model;\n${caseOne}`
    const answer = await call(['compile', 'p.sql', '--datasource', 'mysql://root:pw@127.0.0.1:1/my_db'], {
      'p.sql': text,
    })
    expect(answer).toMatchObject({ code: 0, err: '' })
    expect(
      (await call(['model', 'pin', 'p.sql', '--datasource', 'sqlite:none.db'], { 'p.sql': text })).out,
    ).toBe('nothing to pin: the programs train all models that they use\n')
  })

  test.each([
    ['mysql://someone:the%20secret@127.0.0.1:1/db', 'the%20secret'],
    ['mysql://someone:the secret@tcp(127.0.0.1:1)/db?tls=skip-verify', 'the secret'],
    ['mysql://someone:the secret@127.0.0.1:1/db?tsl=true', 'the secret'],
    ['oss://the-key:the-secret@bucket/x?endpoint=http://127.0.0.1:1', 'the-secret'],
    ['oss://the-key:the-secret@B/x', 'the-secret'],
    ['sqlite:/nowhere/at/all.db', '***'],
  ])('%s can’t be reached: the URL is shown without its secrets', async (url, secret) => {
    for (const args of [
      ['compile', 'p.sql'],
      ['plan', 'p.sql', '--format', 'json'],
      ['model', 'list'],
      ['model', 'show', 'm'],
      ['model', 'pin', 'p.sql'],
    ]) {
      for (const flags of [
        ['--model-store', url],
        ['--model-store', url, '--diagnostics', 'json'],
      ].slice(0, args[0] === 'model' ? 1 : 2)) {
        const { code, out, err } = await call([...args, ...flags], {}, { SQLFLOW_DEBUG: '1' })
        expect([code, out]).toEqual([3, ''])
        expect(err).not.toContain(secret)
        expect(err).not.toContain('the-key')
        expect(err.length).toBeGreaterThan(40)
      }
    }
  })

  test('keys of the environment are shown by nobody, whatever fails', async () => {
    const server = await startOssServer({ buckets: ['sqlflow-models'], credentials: [ossKeys] })
    const env = {
      OSS_ACCESS_KEY_ID: 'a-key-nobody-knows',
      OSS_ACCESS_KEY_SECRET: 'hush/hush+hush',
      OSS_SESSION_TOKEN: 'a-token==',
      SQLFLOW_DEBUG: '1',
    }
    const store = ossUrl(server)
    const seen: string[] = []
    for (const fault of [undefined, '503', 'garbage', 'truncate', 'reset'] as const) {
      if (fault) server.fail(fault, { times: 100 })
      for (const args of [
        ['compile', 'p.sql'],
        ['model', 'list'],
        ['model', 'pin', 'p.sql'],
      ]) {
        const { code, out, err } = await call([...args, '--model-store', store], {}, env)
        expect([code, out]).toEqual([3, ''])
        seen.push(err)
      }
      server.revive()
    }
    await server.close()
    const text = seen.join('')
    for (const secret of [
      env.OSS_ACCESS_KEY_ID,
      env.OSS_ACCESS_KEY_SECRET,
      env.OSS_SESSION_TOKEN,
      'Signature',
      'Authorization',
    ]) {
      expect(text).not.toContain(secret)
    }
    expect(text).toContain('the access key id is unknown')
  })
})
