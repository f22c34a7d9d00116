/** What ends a step of TensorFlow with one line that names the statement, and leaves what was there before. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryStore, openStore } from '../../../src/index.ts'
import { metadataOf } from '../../support/stores/models.ts'
import { Flowers, minutes, missing } from '../../support/tensorflow/steps.ts'

const dnn = (select: string, rest: string): string =>
  `${select} TO TRAIN DNNClassifier WITH model.hidden_units = [4]${rest} INTO failed;`
const line = (select: string, rest = 'LABEL price'): string =>
  `${select} TO TRAIN LinearRegressor WITH train.batch_size = 30 ${rest} INTO failed;`

describe.skipIf(missing !== undefined)(`errors of TensorFlow${missing ? ` (${missing})` : ''}`, () => {
  let flowers: Flowers
  beforeAll(async () => {
    flowers = new Flowers()
    await flowers.succeed(line('SELECT width, height, price FROM flowers').replace('failed', 'numbers'))
  }, minutes)
  afterAll(() => flowers?.remove())

  test.each([
    [
      dnn('SELECT width, NULLIF(height, 3) AS h, kind FROM flowers', ' LABEL kind'),
      /^3 rows have no number in the column `h`, .*WHERE h IS NOT NULL/,
    ],
    [
      dnn('SELECT width, kind FROM flowers', ', model.n_classes = 2 LABEL kind'),
      /^the label `kind` has more than 2 different values .*model.n_classes is 2: raise it$/,
    ],
    [dnn('SELECT width, kind FROM flowers WHERE id > 1000', ' LABEL kind'), /^the SELECT has no rows/],
    [
      dnn('SELECT width, kind FROM flowers', ' COLUMN INDICATOR(CATEGORY_ID(petals, 4)) LABEL kind'),
      /^the SELECT has no column `petals`, which COLUMN names/,
    ],
    [dnn('SELECT width, kind FROM flowers', ' LABEL sort'), /^the SELECT has no column `sort`, which LABEL/],
    [
      dnn('SELECT tags, kind FROM flowers', ' COLUMN INDICATOR(CATEGORY_ID(tags, 3)) LABEL kind'),
      /^column `tags` holds the category \d/,
    ],
    [
      dnn('SELECT kind, price FROM flowers', ' LABEL price'),
      /^the label `price` holds [-\d.]+, which is no class/,
    ],
    [
      line('SELECT width, kind AS price FROM flowers'),
      /^the label `price` holds '\w+': TensorFlow learns numbers/,
    ],
    [
      line('SELECT width, CASE WHEN id <> 5 THEN price END AS price FROM flowers'),
      /^the label `price` is NULL in row 6/,
    ],
    [line('SELECT 9e999 AS width, price FROM flowers'), /^column `width` holds an infinite number/],
    [
      line(
        'SELECT width, price FROM flowers',
        ', validation.select = "SELECT * FROM flowers WHERE 0" LABEL price',
      ),
      /^validation.select has no rows$/,
    ],
    [
      'SELECT width, kind FROM flowers TO TRAIN missing_package.Model LABEL kind INTO failed;',
      /^the image has no Python module missing_package/,
    ],
  ])('%s', async (program, message) => {
    expect(await flowers.failure(program)).toMatch(message)
    expect(await flowers.metadata('failed')).toBeUndefined()
  })

  test(
    'uses of a model fail with one line, and leave the table that was there',
    async () => {
      flowers.change('CREATE TABLE old AS SELECT 1 AS one')
      const uses: [string, RegExp][] = [
        [
          'SELECT height FROM flowers TO PREDICT old.p USING numbers;',
          /^the SELECT has no column `width`, which the model reads; it has `height`$/,
        ],
        [
          'SELECT NULL AS width, height FROM flowers TO PREDICT old.p USING numbers;',
          /^90 rows have no number in the column `width`/,
        ],
        ['SELECT * FROM flowers WHERE 0 TO EXPLAIN numbers INTO old;', /^the SELECT has no rows to explain$/],
        [
          'SELECT *, kind AS y FROM flowers TO EVALUATE numbers LABEL y INTO old;',
          /^the label `y` holds '\w+': TensorFlow learns numbers/,
        ],
      ]
      const failures = await Promise.all(uses.map(([text]) => flowers.failure(text)))
      for (const [at, [, message]] of uses.entries()) expect(failures[at]).toMatch(message)
      expect(flowers.rows('SELECT * FROM old')).toEqual([{ one: 1 }])
    },
    minutes,
  )

  test(
    'a model that was trained again with another engine after the program was compiled',
    async () => {
      const store = await openStore(`sqlite:${flowers.path}`)
      const signal = AbortSignal.timeout(60_000)
      const engines = { tensorflow: 'DNNRegressor', xgboost: 'XGBRegressor' } as const
      const before = new MemoryStore()
      for (const [engine, other] of [
        ['tensorflow', 'xgboost'],
        ['xgboost', 'tensorflow'],
      ] as const) {
        const made = (one: typeof engine) => metadataOf(engine, { engine: one, estimator: engines[one] })
        await before.saveModel(engine, made(engine), new Blob(['bytes']), signal)
        await store.saveModel(engine, made(other), new Blob(['bytes']), signal)
      }
      await store.close()
      const failure = (model: string): Promise<string> =>
        flowers.failure(`SELECT * FROM flowers TO PREDICT old.p USING ${model};`, before)
      expect(await failure('tensorflow')).toBe(
        'the model `tensorflow` is one of xgboost by now: compile the program again',
      )
      expect(await failure('xgboost')).toBe('the model `xgboost` is none of XGBoost')
    },
    minutes,
  )

  test('an engine goes on with its own models only, which the compiler says', async () => {
    const program = 'SELECT * FROM flowers TO TRAIN XGBRegressor LABEL price USING numbers INTO other;'
    await expect(flowers.start(program)).rejects.toThrow(/can't continue from `numbers`, a tensorflow model/)
  })
})
