/** Models of TensorFlow on another day: in SQLite, MariaDB and OSS; and steps that are killed leave what was there. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryStore, type Metadata, openStore, type Store } from '../../../src/index.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { type PodRun, runWorkflow } from '../../support/run-workflow.ts'
import { ossStepPlace, type StepPlace } from '../../support/stores/step-places.ts'
import { Flowers, killWhen, minutes, missing, ours, python } from '../../support/tensorflow/steps.ts'
import { compiled } from '../../support/xgboost/steps.ts'

const train = `SELECT width, colour, kind, height FROM flowers ORDER BY id
TO TRAIN flowers/tf:1/DNNClassifier WITH model.n_classes = 3, model.hidden_units = [6], train.batch_size = 30
LABEL kind INTO kept;`
const predict = (table: string): string =>
  `SELECT * FROM flowers TO PREDICT ${table}.kind WITH predict.extra_outputs = probability USING kept;`
const signal = AbortSignal.timeout(600_000)

function expectTrained(metadata: Metadata | undefined): void {
  expect(metadata).toMatchObject({ engine: 'tensorflow', estimator: 'DNNClassifier', image: 'flowers/tf:1' })
}

/** Went well, in the image of the training. */
function expectDone(runs: readonly PodRun[]): void {
  expect(runs.map(({ image, exit, stderr }) => [image, exit, ours(stderr)])).toEqual(
    runs.map(() => ['flowers/tf:1', 0, '']),
  )
}

describe.skipIf(missing !== undefined)(`models of TensorFlow${missing ? ` (${missing})` : ''}`, () => {
  let flowers: Flowers
  let expected: readonly Record<string, unknown>[]
  beforeAll(async () => {
    flowers = new Flowers()
    await flowers.succeed(train)
    expectDone(await flowers.succeed(predict('guessed')))
    expectTrained(await flowers.metadata('kept'))
    expected = flowers.rows('SELECT id, kind, probability FROM guessed ORDER BY id')
  }, minutes)
  afterAll(() => flowers?.remove())

  /** Trains, forgets everything but the store, and predicts. */
  async function anotherDay(
    open: () => Store | Promise<Store>,
    dialect: 'sqlite' | 'mysql',
    secrets: Readonly<Record<string, string>>,
    table: string,
  ): Promise<void> {
    const { env } = flowers
    const run = async (text: string, store: Store): Promise<PodRun[]> =>
      runWorkflow(await compiled(text, dialect, store), { python, env: { ...env, ...secrets }, secrets })
    expectDone(await run(train, new MemoryStore()))
    const store = await open()
    expectTrained(await store.readMetadata('kept', signal))
    expectDone(await run(predict(table), store))
    await store.close()
  }

  test('in OSS', { concurrent: true, timeout: minutes }, async () => {
    const place: StepPlace = await ossStepPlace('v4')
    const secrets = { SQLFLOW_DATASOURCE: `sqlite:${flowers.path}`, ...place.env }
    await anotherDay(() => place.open(), 'sqlite', secrets, 'oss_guessed')
    expect(flowers.rows('SELECT id, kind, probability FROM oss_guessed ORDER BY id')).toEqual(expected)
    await place.remove()
  })

  const noServer = mariaDbMissing()
  test.skipIf(noServer !== undefined)(
    `in MariaDB${noServer === undefined ? '' : ` (${noServer})`}`,
    { concurrent: true, timeout: minutes },
    async () => {
      const server: MariaDb = await startMariaDb()
      try {
        await server.query('CREATE DATABASE shop')
        await server.query(`CREATE TABLE shop.flowers
(id INT, width DECIMAL(6, 2), kind VARCHAR(9), height SMALLINT, colour CHAR(5), day DATE, raw VARBINARY(4), flag BIT(1))`)
        for (const { id, width, kind, height, colour } of flowers.rows('SELECT * FROM flowers ORDER BY id')) {
          const more = ['2026-01-02', Buffer.from([0, 255]), Number(id) % 2]
          const cells = [id, width, kind, height, colour, ...more]
          await server.query('INSERT INTO shop.flowers VALUES (?, ?, ?, ?, ?, ?, ?, ?)', cells as string[])
        }
        const url = server.url('shop')
        await anotherDay(() => openStore(url), 'mysql', { SQLFLOW_DATASOURCE: url }, 'guessed')
        const rows = await server.query('SELECT id, kind, probability FROM shop.guessed ORDER BY id')
        expect(rows.map((row) => ({ ...row }))).toEqual(expected)
        const types = await server.query('SHOW COLUMNS FROM shop.guessed')
        expect(types.map(({ Field, Type }) => `${Field} ${Type}`)).toEqual([
          ...['id int(11)', 'width decimal(6,2)', 'height smallint(6)', 'colour char(5)', 'day date'],
          ...['raw varbinary(4)', 'flag bit(1)', 'kind longtext', 'probability double'],
        ])
      } finally {
        await server.close()
      }
    },
  )

  test(
    'a step that is killed while it saves or writes leaves the old model and the old result',
    async () => {
      flowers.change(`CREATE TABLE many AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT f.* FROM n, flowers AS f; CREATE TABLE old AS SELECT 1 AS one`)
      const before = await flowers.metadata('kept')
      const journal = `${flowers.path}-journal`
      const kill = { onStart: (_: unknown, pid: number) => killWhen(pid, () => existsSync(journal)) }
      const writing = predict('old').replace('FROM flowers', 'FROM many')
      const saving = train
        .replace('[6]', '[2000, 2000]')
        .replace('train.batch_size = 30', 'train.batch_size = 90')
      for (const text of [writing, saving]) {
        const [run] = await flowers.start(text, kill)
        expect(run?.exit).toBe('SIGKILL')
      }
      expect(flowers.rows('SELECT * FROM old')).toEqual([{ one: 1 }])
      expect(await flowers.metadata('kept')).toEqual(before)
      expectDone(await flowers.succeed(predict('guessed')))
      expect(flowers.rows('SELECT id, kind, probability FROM guessed ORDER BY id')).toEqual(expected)
    },
    minutes,
  )
})
