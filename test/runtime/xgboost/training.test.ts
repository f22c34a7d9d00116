/** How XGBoost is trained: on disk, in batches, going on from a model, stopping early; and what is kept of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Ground, makePoints, missing, numbers } from '../../support/xgboost/steps.ts'

const signal = AbortSignal.timeout(600_000)
const withBoosting = 'objective = "reg:squarederror", max_depth = 3, subsample = 0.8, seed = 4'
const params = { objective: 'reg:squarederror', max_depth: 3, subsample: 0.8, seed: 4 }
const train = `SELECT y, ${numbers} FROM points ORDER BY id`
const predict = `SELECT ${numbers} FROM points ORDER BY id`

describe.skipIf(missing !== undefined)(`training with XGBoost${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(() => makePoints(ground))
  afterAll(() => ground.remove())

  const program = (model: string, attributes: string, using = '', rows = ''): string =>
    `SELECT a, b, c, y FROM points ${rows} ORDER BY id
TO TRAIN xgboost.gbtree WITH ${withBoosting}${attributes} LABEL y ${using} INTO ${model};
SELECT id, a, b, c FROM points TO PREDICT ${model}_result.y USING ${model};`
  const predicted = (model: string): unknown[] => ground.column(`SELECT y FROM ${model}_result ORDER BY id`)

  async function metadata(model: string): Promise<Record<string, unknown>> {
    return { ...(await (await ground.store()).readMetadata(model, signal)) }
  }

  test('on disk, in batches and in several epochs', async () => {
    await ground.succeed(
      [
        program('in_memory', ', train.num_boost_round = 6'),
        program('on_disk', ', train.num_boost_round = 6, train.disk_cache = true'),
        program('in_batches', ', train.num_boost_round = 2, train.batch_size = 100'),
        program(
          'on_disk_in_batches',
          ', train.num_boost_round = 2, train.batch_size = 100, train.disk_cache = true',
        ),
        program('twice', ', train.num_boost_round = 3, train.epoch = 2'),
      ].join('\n'),
    )
    const piece = (from: number): string =>
      `SELECT y, ${numbers} FROM points ORDER BY id LIMIT 100 OFFSET ${from}`
    const [whole, batches, epochs] = ground.direct(
      { train, predict, params, rounds: 6 },
      { train: piece(0), further: [piece(100), piece(200)], predict, params, rounds: 2 },
      { train, further: [train], predict, params, rounds: 3 },
    )
    expect(predicted('in_memory')).toEqual(whole)
    expect(predicted('on_disk')).toEqual(whole)
    expect(predicted('in_batches')).toEqual(batches)
    expect(predicted('on_disk_in_batches')).toEqual(batches)
    expect(predicted('twice')).toEqual(epochs)
  })

  test('USING goes on from a model of another day', async () => {
    await ground.succeed(program('first', ', train.num_boost_round = 3', '', 'WHERE id < 120'))
    await ground.succeed(
      program('second', ', train.num_boost_round = 3', 'USING first', 'WHERE id >= 120'),
      await ground.store(),
    )
    const half = (where: string): string => `SELECT y, ${numbers} FROM points WHERE ${where} ORDER BY id`
    const [direct] = ground.direct({
      train: half('id < 120'),
      further: [half('id >= 120')],
      saved: true,
      predict,
      params,
      rounds: 3,
    })
    expect(predicted('second')).toEqual(direct)
    expect(await metadata('second')).toMatchObject({ preTrainedModel: 'first', rows: 120 })
  })

  test('USING needs the same features, and a model of the same kind', async () => {
    const from = program('base', '', '')
    const failures = [
      `${from} SELECT a, b, y FROM points TO TRAIN xgboost.gbtree WITH ${withBoosting} LABEL y USING base INTO other;`,
      `${from} SELECT a, b, c, id, y FROM points TO TRAIN xgboost.gbtree WITH ${withBoosting} LABEL y USING base INTO other;`,
      `${from} SELECT a, b, c, y FROM points TO TRAIN xgboost.gbtree WITH ${withBoosting} COLUMN BUCKET(a, [1, 2]) LABEL y USING base INTO other;`,
      `${from} SELECT a, b, c, y FROM points TO TRAIN xgboost.dart WITH objective = "reg:gamma" LABEL y USING base INTO other;`,
      `${from} SELECT a, b, c, two FROM points TO TRAIN XGBClassifier LABEL two USING base INTO other;`,
    ]
    const messages = []
    for (const text of failures) messages.push(await ground.failure(text))
    expect(messages).toEqual([
      'the model `base` has the feature `c`, which this statement has not',
      'this statement has the feature `id`, and the model `base`, which it goes on from, has not',
      'the model `base` has the feature `a`, which this statement has not',
      "the model `base` is boosted by gbtree, and can't go on with dart",
      "the model `base` has the objective reg:squarederror and can't go on with binary:logistic of 2 classes, which predicts something else",
    ])
  })

  test('training stops early, and the model is that of the best round', async () => {
    const validation = 'SELECT a, b, c, y FROM points WHERE id % 3 = 0'
    const select = 'SELECT a, b, c, y FROM points WHERE id % 3 > 0 ORDER BY id'
    const [run] = await ground.succeed(`${select}
TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror", eta = 0.9, eval_metric = "mae,rmse", train.num_boost_round = 60,
  train.early_stopping_rounds = 3, validation.select = "${validation}", validation.metrics = "r2_score"
LABEL y INTO early;
SELECT id, a, b, c FROM points TO PREDICT early_result.y USING early;`)
    const [direct] = ground.direct({
      train: `SELECT y, ${numbers} FROM points WHERE id % 3 > 0 ORDER BY id`,
      validation: `SELECT y, ${numbers} FROM points WHERE id % 3 = 0`,
      predict,
      params: { objective: 'reg:squarederror', eta: 0.9, eval_metric: ['mae', 'rmse'] },
      rounds: 60,
      more: { early_stopping_rounds: 3 },
    })
    expect(predicted('early')).toEqual(direct)
    const lines = run?.stdout.split('\n').filter((line) => line.startsWith('[')) ?? []
    expect(lines[0]).toMatch(
      /^\[0\]\ttrain-mae:[\d.]+\ttrain-rmse:[\d.]+\tvalidate-mae:[\d.]+\tvalidate-rmse:[\d.]+$/,
    )
    expect(lines.length).toBeLessThan(60)
    const { metrics } = (await metadata('early')) as { metrics: Record<string, number> }
    const best = Math.min(...lines.map((line) => Number(line.split('validate-rmse:')[1])))
    expect(metrics['validate-rmse']).toBeCloseTo(best, 4)
    expect(metrics['validate-r2_score']).toBeGreaterThan(0.5)
  })

  test('the metadata says what was trained on what', async () => {
    const [run] = await ground.succeed(`SELECT name, a, c, x'00' AS secret FROM points
TO TRAIN XGBClassifier WITH objective = "multi:softprob", num_class = 3, train.num_boost_round = 2 LABEL name INTO told;`)
    expect(run?.stdout).toContain('240 rows, 2 features: a, c\n')
    expect(run?.stdout).toContain('left out, as they hold no numbers or texts: secret\n')
    expect(run?.stdout).toMatch(/\[1\]\ttrain-mlogloss:0\.\d{5}\n/)
    const { metrics, ...document } = await metadata('told')
    expect(metrics).toEqual({ 'train-mlogloss': expect.any(Number) })
    expect(document).toMatchObject({
      rows: 240,
      engineVersion: expect.stringMatching(/^\d+\.\d+/),
      trainedAt: expect.stringMatching(/Z$/),
      columns: [
        { name: 'name', type: 'TEXT' },
        { name: 'a', type: 'INTEGER' },
        { name: 'c', type: 'TEXT' },
        { name: 'secret', type: 'BLOB' },
      ],
      derivedFeatures: {
        version: 1,
        fields: {
          a: { type: 'int64', format: 'plain', shape: [1] },
          c: { type: 'string', format: 'plain', shape: [1], vocabulary: ['ash', 'elm', 'fir', 'oak', 'yew'] },
        },
        targets: {
          feature_columns: [
            { function: 'NUMERIC', field: 'a' },
            { function: 'VOCABULARY', field: 'c' },
          ],
        },
        label: { column: 'name', type: 'string', shape: [], classes: ['high', 'low', 'mid'] },
      },
    })
  })
})
