/** What no step can do is said when a program is compiled, and alike wherever it is looked at. */
import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import type { EngineName } from '../../src/engines/table.ts'
import {
  type CompileOptions,
  compile,
  defaultSettings,
  lint,
  MemoryStore,
  type Metadata,
  plan,
} from '../../src/index.ts'
import { memoryHost } from '../support/memory-host.ts'

const found = async (text: string, options: CompileOptions = {}, store?: MemoryStore): Promise<string[]> => {
  const { diagnostics, yaml } = await compile(text, options, store ? { store } : {})
  expect(yaml === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
  return diagnostics.map(({ code, message }) => `${code} ${message}`)
}

const trained: Metadata = {
  formatVersion: 1,
  originalSql: '',
  select: 'SELECT 1',
  estimator: 'xgboost.gbtree',
  engine: 'xgboost',
  attributes: {},
  features: {},
  label: 'y',
  into: 'm',
}

describe('a data source', () => {
  const unsupported = ['hive', 'odps', 'alisa', 'maxcompute', 'postgresql', 'postgres']
  test.each(unsupported)('%s: is refused by all that would run it', async (scheme) => {
    const datasource = `${scheme}://u:secret@h/d?curr_project=p`
    const message = `SF606 steps can't open ${scheme}://`
    expect((await found('SELECT 1;', { datasource })).join()).toContain(message)
    expect((await plan('SELECT 1;', { datasource })).plan).toBeUndefined()
    expect(lint('SELECT 1;', { datasource }).diagnostics.map(({ code }) => code)).toEqual(['SF606'])
    for (const command of ['lint', 'compile', 'plan', 'submit', 'run']) {
      const host = memoryHost({ 'p.sql': 'SELECT 1;' })
      const code = await run([command, 'p.sql', '--datasource', datasource], host)
      const { out, err } = host.written
      expect([command, code, `${out}${err}`.includes('SF606')]).toEqual([command, 1, true])
      expect(out + err).not.toContain('secret')
    }
    // A picture of the program needs no step.
    const host = memoryHost({ 'p.sql': 'SELECT 1;' })
    expect(await run(['graph', 'p.sql', '--datasource', datasource], host)).toBe(0)
  })

  test.each(['mysql://u@h/d', 'tidb://u@h/d', 'sqlite:a@b.db'])('%s is opened', async (datasource) => {
    expect(await found('SELECT 1;', { datasource })).toEqual([])
  })

  test('a dialect alone says nothing of one', async () => {
    for (const dialect of ['hive', 'maxcompute', 'postgresql'] as const) {
      expect(await found('SELECT 1;', { dialect })).toEqual([])
    }
    expect(await found('', { datasource: 'hive://h/d' })).toEqual([
      expect.stringMatching(/^SF002/),
      ...(await found('')).slice(1),
    ])
  })
})

describe('a model that SQLFlow saved', () => {
  const store = new MemoryStore({ m: { ...trained, sqlflow: {} }, own: trained })
  test.each([
    'SELECT * FROM t TO PREDICT r.y USING m;',
    'SELECT * FROM t TO EVALUATE m LABEL y INTO r;',
    'SELECT * FROM t TO EXPLAIN m;',
    'SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL y USING m INTO n;',
  ])('%s', async (text) => {
    const problem = "SF607 the model `m` was saved by SQLFlow, and steps can't load its files"
    expect(await found(text, {}, store)).toEqual([problem])
    expect(await found(text.replace(/\bm\b/, 'own'), {}, store)).toEqual([])
  })

  test('can be shown', async () => {
    expect(await found('SHOW TRAIN m;', {}, store)).toEqual([])
  })

  test('is told by the linter too, when it is pinned', () => {
    const lock = new Map([['m', { store: '', digest: '', metadata: { ...trained, sqlflow: {} } }]])
    const { diagnostics } = lint('SELECT * FROM t TO EXPLAIN m;', {}, { lock })
    expect(diagnostics.map(({ code }) => code)).toContain('SF607')
  })
})

describe('an estimator', () => {
  const train = (estimator: string): string => `SELECT * FROM t TO TRAIN ${estimator} LABEL y INTO m;`

  test.each(['RandomForests', 'randomforests'])('%s of PAI is an error', async (name) => {
    expect(await found(train(name))).toEqual([
      `SF607 \`${name}\` is an algorithm of PAI, which steps of this release don't run`,
    ])
    expect(await found(train(`my_registry/forests:1/${name}`))).toEqual([])
  })

  test.each(['lightgbm.LGBMClassifier', 'sklearn.svm.SVC', 'CatBoost.X', 'torch.nn.X', 'prophet.Prophet'])(
    '%s is a warning, unless the image is of one’s own',
    async (name) => {
      expect((await found(train(name))).join()).toMatch(/^SF608 steps don't run/)
      expect(await found(train(`my_registry/learners:1/${name}`))).toEqual([])
      const images = { ...defaultSettings.images, default: 'my_registry/step:1' }
      expect(await found(train(name), { settings: { ...defaultSettings, images } })).toEqual([])
      expect(lint(train(name), { images }).diagnostics.map(({ code }) => code)).not.toContain('SF608')
    },
  )

  test('a class of another name may be anybody’s', async () => {
    for (const name of ['my_models.Net', 'torch', 'lightgbms.X']) {
      expect((await found(train(name))).join()).not.toContain('SF608')
    }
  })
})

test('an engine without a program', async () => {
  const store = new MemoryStore({ m: { ...trained, engine: 'newer' as EngineName } })
  expect(await found('SELECT * FROM t TO EXPLAIN m;', {}, store)).toEqual([
    'SF607 no step can explain a model of newer: this release has no such program',
  ])
  expect(await found('SHOW TRAIN m;', {}, store)).toEqual([])
})
