/** Steps that were done before are skipped by Argo's cache, and only where all that they hang on is in the key. */
import { describe, expect, test } from 'vitest'
import { type CompileResult, compile, defaultSettings, type Settings } from '../../src/index.ts'
import { judge, manifests } from '../support/judge.ts'

function settings(versions: Record<string, string> = {}, more: Partial<Settings> = {}): Settings {
  const workflow = { ...defaultSettings.workflow, memoize: { cache: 'sqlflow-done', maxAge: '12h' } }
  return { ...defaultSettings, workflow, tables: { versions }, ...more }
}

async function compiled(text: string, given: Settings = settings()): Promise<CompileResult> {
  const result = await compile(text, { settings: given, path: 'p.sql', offline: true })
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return result
}

async function keys(text: string, given?: Settings): Promise<(string | undefined)[]> {
  return (await compiled(text, given)).plan?.steps.map(({ memoKey }) => memoKey) ?? []
}

async function reasons(text: string, given?: Settings): Promise<string[]> {
  return (await compiled(text, given)).diagnostics
    .filter(({ name }) => name === 'not-memoized')
    .map(({ message }) => message.replace('this step is run each time: ', ''))
}

const make = 'DROP TABLE IF EXISTS a;\nCREATE TABLE a AS SELECT * FROM raw;\n'
const train = "SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = 'reg:squarederror' LABEL x INTO m;\n"
const predict = 'SELECT * FROM a TO PREDICT p.x USING m;\n'
const raw = settings({ raw: '1' })

describe('keys', () => {
  test('go along what is read: a new version of a table is new for all that comes from it', async () => {
    const [first, again, other] = [
      await keys(make + train + predict, raw),
      await keys(make + train + predict, raw),
      await keys(make + train + predict, settings({ raw: '2' })),
    ]
    expect(first).toEqual(again)
    expect(first).toHaveLength(3)
    for (const [at, key] of first.entries()) {
      expect(key).toMatch(/^[0-9a-f]{64}$/)
      expect(other[at]).not.toBe(key)
    }
  })

  test.each([
    ['text', make.replace('SELECT *', 'SELECT x'), raw],
    ['image', make, settings({ raw: '1' }, { images: { default: 'other/image:1' } })],
    ['database', make, settings({ raw: '1' }, { datasource: 'mysql://reader@elsewhere/db' })],
    [
      'secret',
      make,
      settings(
        { raw: '1' },
        { secrets: { ...defaultSettings.secrets, datasource: { name: 'b', key: 'c' } } },
      ),
    ],
  ])('are others with another %s', async (_, text, given) => {
    expect((await keys(text, given))[0]).not.toBe((await keys(make, raw))[0])
  })

  test('are the same wherever the statements stand', async () => {
    const [, key] = await keys(`SELECT 1;\n\n${make}`, raw)
    expect(key).toBe((await keys(make, raw))[0])
  })

  test('take a version that stands above the statement, for that statement alone', async () => {
    const told = make.replace('CREATE', '-- sqlflow-version: 7\nCREATE')
    expect((await keys(told))[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(await reasons(told)).toEqual([])
    expect(await reasons(make.replace('DROP', '-- sqlflow-version: 7\nDROP'))).toHaveLength(1)
  })

  test('are not there without a cache', async () => {
    expect(await keys(make + train, defaultSettings)).toEqual([undefined, undefined])
  })
})

test.each([
  ['a table of no known version', make, settings(), /reads `raw`, and the version of that is not known/],
  ['what comes from it', make + train, settings(), /reads `a`, which s001-drop-a makes anew each time/],
  ['an addition', 'INSERT INTO a SELECT * FROM raw;', raw, /changes what was there/],
  ['a part of it', 'CREATE TABLE IF NOT EXISTS a AS SELECT * FROM raw;', raw, /changes what was there/],
  [
    'two that make one table',
    `${make}SELECT * FROM a;\nINSERT INTO a SELECT * FROM raw;`,
    raw,
    /changes `a` too/,
  ],
  ['a table of the same name', `${make}INSERT INTO db.a VALUES (1);`, raw, /changes `a` too/],
  [
    'a table changed later',
    `${make}INSERT INTO raw VALUES (1);`,
    raw,
    /reads `raw` before s003-insert-raw changes it/,
  ],
  ['the time', make.replace('*', 'NOW()'), raw, /NOW\(/],
  ['chance', make.replace('raw', 'raw ORDER BY rand()'), raw, /RAND\(/],
  ['a query', 'SELECT * FROM raw;', raw, /no table and no model/],
  ['a command', "SELECT * FROM raw TO RUN img/x:1 CMD 'a' INTO b;", raw, /what the command does/],
  ['a CALL', 'CALL p();', raw, /not known/],
  ['a session', 'BEGIN; DROP TABLE IF EXISTS a; CREATE TABLE a AS SELECT 1; COMMIT;', raw, /session/],
  [
    'a table that is read and replaced',
    'SELECT * FROM raw TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL x INTO m;\nSELECT * FROM raw TO PREDICT raw.y USING m;',
    raw,
    /reads `raw`/,
  ],
] as const)('%s is run each time, and it is said why', async (_, text, given, reason) => {
  expect((await reasons(text, given)).join('\n')).toMatch(reason)
})

test('the workflow is valid; memoized steps have a template of their own, the others the usual one', async () => {
  const { yaml = '' } = await compiled(`${make}${train}${predict}SELECT * FROM p;`, raw)
  expect(judge(yaml)).toEqual([])
  const templates = manifests(yaml)[0]?.spec.templates ?? []
  expect(templates.map(({ name }) => name)).toEqual([
    'main',
    'step-sql',
    'step-sql-memoized',
    'step-xgboost-memoized',
  ])
  expect(templates[2]).toMatchObject({
    memoize: {
      key: '{{inputs.parameters.memo}}',
      maxAge: '12h',
      cache: { configMap: { name: 'sqlflow-done' } },
    },
  })
  expect(templates[0]?.dag?.tasks?.map(({ template }) => template)).toEqual([
    'step-sql-memoized',
    'step-xgboost-memoized',
    'step-xgboost-memoized',
    'step-sql',
  ])
})
