/** Chains of ordinary statements become one step: which ones do, which must not, and that nothing is lost by it. */
import { describe, expect, test } from 'vitest'
import { compile, defaultSettings, type Plan, plan, type Settings } from '../../src/index.ts'
import { findStep } from '../../src/runner/resume.ts'
import { render } from '../../src/views/plan-text.ts'
import { judge } from '../support/judge.ts'
import { generateProgram, programText } from '../support/sql-generator.ts'

const apart: Settings = { ...defaultSettings, plan: { fuse: false } }

async function planOf(text: string, settings = defaultSettings): Promise<Plan> {
  const { plan: made, diagnostics } = await plan(text, { settings, dialect: 'mysql', offline: true })
  if (!made) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return made
}

async function statementsOf(text: string, settings = defaultSettings): Promise<(readonly number[])[]> {
  return (await planOf(text, settings)).steps.map(({ statements }) => statements)
}

const anew = 'DROP TABLE IF EXISTS a;\nCREATE TABLE a (x INT);\nINSERT INTO a VALUES (1);'
const train = "SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = 'reg:squarederror' LABEL x INTO m;"

describe('what is fused', () => {
  test.each([
    ['a table that is made anew', anew, [[0, 1, 2]]],
    ['a view replaced', `${anew} CREATE OR REPLACE VIEW v AS SELECT * FROM a;`, [[0, 1, 2, 3]]],
    ['a last statement that is done once', `${anew} INSERT INTO log SELECT * FROM a;`, [[0, 1, 2, 3]]],
    [
      'nothing after that',
      `${anew} INSERT INTO b SELECT * FROM a; INSERT INTO c SELECT * FROM b;`,
      [[0, 1, 2, 3], [4]],
    ],
    ['up to the training', `${anew} ${train}`, [[0, 1, 2], [3]]],
    ['under the same settings', `SET sql_mode = 'ANSI'; ${anew}`, [[1, 2, 3]]],
  ])('%s', async (_, text, expected) => {
    expect(await statementsOf(text)).toEqual(expected)
    expect(await statementsOf(text, apart)).toHaveLength(
      text.split(';').filter((part) => part.trim() && !/^\s*SET/.test(part)).length,
    )
  })

  test.each([
    [
      'a table that is only added to would be added to twice',
      'INSERT INTO a VALUES (1); INSERT INTO b SELECT * FROM a;',
    ],
    ['a table that may be there already', 'CREATE TABLE a AS SELECT 1; INSERT INTO a VALUES (1);'],
    ['DROP without IF EXISTS', 'DROP TABLE a; CREATE TABLE a AS SELECT 1;'],
    [
      'rows that outlive their table',
      "DROP TABLE IF EXISTS a; CREATE EXTERNAL TABLE a (x INT) LOCATION '/a';",
    ],
    [
      'what was read before it is made anew',
      'DROP TABLE IF EXISTS b; CREATE TABLE b AS SELECT * FROM a; DROP TABLE IF EXISTS a;',
      [[0, 1], [2]],
    ],
    ['a query, which may be retried', 'DROP TABLE IF EXISTS a; SELECT * FROM a;'],
    ['a look at all tables', 'DROP TABLE IF EXISTS a; SHOW TABLES;'],
    ['what nothing is known of', 'DROP TABLE IF EXISTS a; CALL p();'],
    ['other settings', "DROP TABLE IF EXISTS a; SET sql_mode = 'ANSI'; CREATE TABLE a (x INT);", [[0], [2]]],
    ['another database', 'USE x; DROP TABLE IF EXISTS y.a; USE y; CREATE TABLE a (x INT);', [[1], [3]]],
    ['statements side by side', 'DROP TABLE IF EXISTS a; DROP TABLE IF EXISTS b;'],
    ['names that may be one table', 'DROP TABLE IF EXISTS a; CREATE TABLE db.a (x INT);'],
  ] as [string, string, number[][]?][])('%s stays apart', async (_, text, expected = [[0], [1]]) => {
    expect(await statementsOf(text)).toEqual(expected)
  })

  test('nothing where each step has a deadline, which is meant for each statement', async () => {
    const workflow = { ...defaultSettings.workflow, stepDeadlineSeconds: 60 }
    expect(await statementsOf(anew, { ...defaultSettings, workflow })).toHaveLength(3)
  })

  test('large statements fill a step of their own', async () => {
    const rows = (count: number): string => `${'(1), '.repeat(count)}(1)`
    expect(await statementsOf(`${anew} INSERT INTO a VALUES ${rows(4000)};`)).toEqual([[0, 1, 2], [3]])
  })
})

describe('a fused step', () => {
  test('is never retried, tells each statement’s line, and is found by any of its statements', async () => {
    const { steps } = await planOf(`${anew}\n${train}`)
    expect(steps[0]).toMatchObject({ id: 's001-drop-a', repeatable: false, program: 'sql' })
    expect(steps[0]?.spec).toMatchObject({ statements: [{ line: 1 }, { line: 2 }, { line: 3 }] })
    expect(steps[1]?.dependsOn).toEqual(['s001-drop-a'])
    for (const name of ['1', 's002', '3', 's001-drop-a']) expect(findStep(steps, name)).toBe(steps[0])
  })

  test('is explained by `plan`, with what it has saved', async () => {
    const text = render(await plan(`${anew}\n${train}`))
    expect(text).toContain('statements 1, 2, 3 fused: each waits only for the one before')
    expect(text).toContain(
      '2 steps, critical path 2, at most 1 at once\nwithout fusing: 4 steps, critical path 4',
    )
  })

  test('is a task of a valid workflow, under the first line of each statement', async () => {
    const { yaml = '' } = await compile(anew)
    expect(judge(yaml)).toEqual([])
    expect(yaml).toMatch(/# line 1: DROP.*\n +# line 2: CREATE.*\n +# line 3: INSERT/)
  })
})

test('no two statements of different steps are ordered that were not without fusing', async () => {
  let fused = 0
  for (let seed = 1; seed <= 300; seed++) {
    const text = programText(generateProgram(seed))
    const options = { dialect: 'sqlite', offline: true } as const
    const [one, other] = [await plan(text, options), await plan(text, { ...options, settings: apart })]
    if (!one.plan?.fused || !other.plan) continue
    fused += one.plan.fused.chains.length
    const before = ordered(other.plan)
    const steps = new Map(one.plan.steps.flatMap(({ id, statements }) => statements.map((at) => [at, id])))
    const across = [...ordered(one.plan)].filter((pair) => {
      const [a = 0, b = 0] = pair.split(' ').map(Number)
      return steps.get(a) !== steps.get(b)
    })
    expect(across.filter((pair) => !before.has(pair))).toEqual([])
    expect(one.plan.steps.length).toBe(
      other.plan.steps.length - one.plan.fused.chains.reduce((sum, chain) => sum + chain.length - 1, 0),
    )
  }
  expect(fused).toBeGreaterThan(20)
})

/** Pairs of statements of which the first always runs before the second. */
function ordered({ steps }: Plan): Set<string> {
  const before = new Map<string, Set<number>>()
  const pairs = new Set<string>()
  for (const { id, statements, dependsOn } of steps) {
    const all = new Set<number>()
    for (const other of dependsOn) {
      for (const statement of before.get(other) ?? []) all.add(statement)
    }
    for (const later of statements) {
      for (const earlier of [...all, ...statements.filter((at) => at < later)])
        pairs.add(`${earlier} ${later}`)
    }
    for (const statement of statements) all.add(statement)
    before.set(id, all)
  }
  return pairs
}
