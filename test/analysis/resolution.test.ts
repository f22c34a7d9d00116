/** External models: each read once, a few at a time, within one deadline; failures told all together. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, MemoryStore, type MetadataReader, plan } from '../../src/index.ts'
import type { Lock } from '../../src/metadata/lock.ts'
import { StoreError } from '../../src/stores/errors.ts'
import { digestOf, pinned, readLock, writeLock } from '../../src/stores/lock-file.ts'
import { projectRoot } from '../support/shared.ts'
import { metadataOf } from '../support/stores/models.ts'

const predict = (model: string, table = 'db.t'): string =>
  `SELECT * FROM iris.test TO PREDICT ${table}.class USING ${model};\n`

const schema = (name: string) =>
  JSON.parse(readFileSync(join(projectRoot, 'src/schema', `${name}.schema.json`), 'utf8'))
const checkLock = new Ajv2020({ schemas: { 'metadata.schema.json': schema('metadata') } }).compile(
  schema('lock'),
)
const schemaProblems = (text: string) => (checkLock(JSON.parse(text)) ? [] : checkLock.errors)

/** A reader that answers as it is told, and counts. */
function reader(
  answer: (model: string, tries: number) => Promise<ReturnType<typeof metadataOf> | undefined>,
) {
  const tries = new Map<string, number>()
  const seen = { tries, running: 0, most: 0 }
  const store: MetadataReader = {
    url: 'mysql://reader:***@db.example/models',
    readMetadata: async (model) => {
      const count = (tries.get(model) ?? 0) + 1
      tries.set(model, count)
      seen.most = Math.max(seen.most, ++seen.running)
      try {
        return await answer(model, count)
      } finally {
        seen.running--
      }
    },
    listModels: async () => ['my_model', 'your_model'],
  }
  return { store, seen }
}

const lost = (): StoreError => new StoreError('unreachable', 'the connection was lost')

describe('reading', () => {
  test('what passes is tried again, what does not is not', async () => {
    const { store, seen } = reader(async (model, tries) => {
      if (model === 'refused') throw new StoreError('refused', 'the user may not read it', { scope: 'model' })
      if (model === 'damaged') throw new StoreError('damaged', 'block 1 is missing')
      if (tries < 3) throw lost()
      return metadataOf(model)
    })
    const { diagnostics, models } = await plan(
      ['a', 'refused', 'b', 'damaged'].map((name) => predict(name)).join(''),
      {},
      { store },
    )
    expect(Object.fromEntries(seen.tries)).toEqual({ a: 3, refused: 1, b: 3, damaged: 1 })
    expect(diagnostics.map(({ code, span }) => [code, span.line])).toEqual([
      ['SF204', 2],
      ['SF207', 4],
    ])
    expect(models.uses.map((use) => use?.metadata.into)).toEqual(['a', undefined, 'b', undefined])
  })

  test('a store that is down is not asked again for every model, and every statement is told', async () => {
    const { store, seen } = reader(async () => {
      throw lost()
    })
    const text = Array.from({ length: 50 }, (_, at) => predict(`m${at}`)).join('')
    const { diagnostics } = await plan(text, {}, { store, concurrency: 4 })
    expect(diagnostics).toHaveLength(50)
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['SF204']))
    expect(diagnostics.map(({ span }) => span.line)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1))
    expect([...seen.tries.values()].reduce((sum, tries) => sum + tries, 0)).toBeLessThanOrEqual(16)
  })

  test('200 models take about as long as the slowest batch, over a bounded number of connections', async () => {
    const { store, seen } = reader(async (model) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      return metadataOf(model)
    })
    const text = Array.from({ length: 200 }, (_, at) => predict(`m${at}`)).join('')
    const steps: [number, number][] = []
    const { plan: made } = await plan(
      text,
      {},
      { store, onProgress: (done, total) => steps.push([done, total]) },
    )
    expect(made?.steps).toHaveLength(200)
    expect(seen.most).toBe(8)
    expect(seen.tries.size).toBe(200)
    expect(steps.at(-1)).toEqual([200, 200])
    expect(steps).toHaveLength(200)
  })

  test('one model used by several statements is read once and told once, with the other places', async () => {
    const { store, seen } = reader(async () => undefined)
    const { diagnostics } = await plan(predict('my_modle').repeat(3), {}, { store })
    expect([...seen.tries]).toEqual([['my_modle', 1]])
    expect(diagnostics).toMatchObject([
      { code: 'SF203', span: { line: 1 }, help: 'perhaps `my_model` was meant', labels: [{}, {}] },
    ])
  })

  test('one deadline for all, of which the message says how long it was', async () => {
    const { store } = reader((model) =>
      model === 'quick' ? Promise.resolve(metadataOf(model)) : new Promise(() => {}),
    )
    const text = ['quick', 'slow', 'slower'].map((name) => predict(name)).join('')
    const { diagnostics } = await plan(text, {}, { store, deadlineMs: 60 })
    expect(diagnostics.map(({ message }) => message)).toEqual(
      ['slow', 'slower'].map(
        (name) =>
          `the model \`${name}\` could not be read from mysql://reader:***@db.example/models: no answer within 0.06 s`,
      ),
    )
  })

  test('a continuing TRAIN, EVALUATE, EXPLAIN and SHOW TRAIN take image and engine from the store', async () => {
    const store = new MemoryStore({ base: metadataOf('base', { image: 'team/xgb:3' }) })
    const text = `SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3 LABEL class USING base INTO next;
SELECT * FROM a TO EVALUATE base WITH validation.metrics = "accuracy_score" LABEL class INTO db.e;
SELECT * FROM a TO EXPLAIN base;
SHOW TRAIN base;`
    const { plan: made, diagnostics } = await plan(text, {}, { store })
    expect(diagnostics).toEqual([])
    expect(made?.steps.map(({ kind, image, engine }) => [kind, image, engine])).toEqual([
      ['train', 'team/xgb:3', 'xgboost'],
      ['evaluate', 'team/xgb:3', 'xgboost'],
      ['explain', 'team/xgb:3', 'xgboost'],
      ['show-train', expect.any(String), 'xgboost'],
    ])
    expect(store.asked).toEqual(['base'])
  })
})

describe('the lock', () => {
  const model = metadataOf('m', { image: 'team/xgb:1' })
  const lock: Lock = new Map([['m', pinned('sqlite:a.db', model)]])
  const nobody: MetadataReader = {
    url: 'memory:',
    readMetadata: () => Promise.reject(new Error('the store was asked')),
    listModels: () => Promise.reject(new Error('the store was asked')),
  }

  test('is all there is offline, or without a store', async () => {
    for (const [options, host] of [
      [{ offline: true }, { store: nobody, lock }],
      [{}, { lock }],
    ] as const) {
      const { plan: made, diagnostics } = await plan(predict('m'), options, host)
      expect(diagnostics).toEqual([])
      expect(made?.steps[0]).toMatchObject({ image: 'team/xgb:1', model: { name: 'm', from: 'lock' } })
    }
    const { diagnostics } = await plan(predict('n'), { offline: true }, { lock })
    expect(diagnostics[0]?.message).toBe(
      'the model `n` is not trained in this program, and stores are not asked with --offline, and it is not pinned',
    )
  })

  test('that differs from the store is a warning that says what changed, or an error', async () => {
    const store = new MemoryStore({
      m: metadataOf('m', {
        image: 'team/xgb:2',
        attributes: { objective: 'multi:softprob', num_class: 3, eta: 1 },
      }),
    })
    const { diagnostics, yaml } = await compile(predict('m'), {}, { store, lock })
    expect(diagnostics).toMatchObject([
      {
        code: 'SF209',
        severity: 'warning',
        message:
          'the model `m` is not as it was pinned: attributes objective was `multi:softmax`, is `multi:softprob`; attributes eta is new: `1`; image was `team/xgb:1`, is `team/xgb:2`',
      },
    ])
    expect(yaml).toContain('team/xgb:2')
    const strict = await compile(predict('m'), { locked: true }, { store, lock })
    expect(strict.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['SF209', 'error']])
    expect(strict.yaml).toBeUndefined()
  })

  test('that is the same says nothing, whatever the order of keys', async () => {
    const { label, ...rest } = model
    const store = new MemoryStore({ m: { label: label ?? '', ...rest } })
    expect((await compile(predict('m'), { locked: true }, { store, lock })).diagnostics).toEqual([])
  })

  test('must have every model with --locked', async () => {
    const store = new MemoryStore({ n: metadataOf('n') })
    const { diagnostics } = await compile(predict('n'), { locked: true }, { store, lock })
    expect(diagnostics.map(({ code }) => code)).toEqual(['SF210'])
  })

  test('as a file: the same bytes for the same models, and what was changed by hand is refused', () => {
    const two = new Map([['z', pinned('sqlite:a.db', metadataOf('z'))], ...lock])
    const tables = new Map([
      ['z.t', [{ name: 'a', type: 'int', unique: true as const }]],
      ['t', [{ name: 'b', type: '' }]],
    ])
    const text = writeLock({ models: two, tables })
    expect(writeLock({ models: new Map([...two].reverse()), tables: new Map([...tables].reverse()) })).toBe(
      text,
    )
    expect(readLock(text, 'l')).toEqual({ models: two, tables })
    expect(readLock(writeLock({ models: two, tables: new Map() }), 'l').tables.size).toBe(0)
    expect(text.endsWith('\n')).toBe(true)
    expect(schemaProblems(text)).toEqual([])
    expect(() => readLock(text.replace('team/xgb:1', 'evil/xgb:1'), 'sqlflow.lock.json')).toThrow(
      'sqlflow.lock.json: the metadata of `m` is not what its digest says, so it was changed by hand; pin it again',
    )
    for (const wrong of [
      '',
      '{"version":1,"models":{},"tables":{"t":{"columns":[{"name":1}]}}}',
      '[]',
      '{}',
      '{"version":2,"models":{}}',
      '{"version":1}',
      '{"version":1,"models":{"a":1}}',
      '<<<<<<< HEAD',
    ]) {
      expect(() => readLock(wrong, 'l'), wrong).toThrow(/^l[: ].*pin|must be/)
    }
    expect(digestOf(model)).toBe(digestOf(JSON.parse(JSON.stringify(model))))
  })
})

describe('a name that is no model', () => {
  let diagnostics: Awaited<ReturnType<typeof plan>>['diagnostics']
  beforeAll(async () => {
    const { store } = reader(async (model) => {
      throw new StoreError('not-a-model', `\`${model}\` is a view, not a model`)
    })
    diagnostics = (await plan(predict('v'), {}, { store })).diagnostics
  })
  afterAll(() => expect(diagnostics).toHaveLength(1))

  test('is the program’s mistake, not the store’s', () => {
    expect(diagnostics[0]).toMatchObject({ code: 'SF205', message: '`v` is a view, not a model' })
  })
})
