/** TRAIN, PREDICT, EVALUATE and EXPLAIN with TensorFlow, run from the workflow that is emitted and compared with Keras. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Metadata, openStore } from '../src/index.ts'
import { stepPython } from './support/python.ts'
import type { PodRun } from './support/run-workflow.ts'
import { projectRoot } from './support/shared.ts'
import { StepPlace } from './support/steps.ts'

const { python = '', missing } = { python: undefined, missing: undefined, ...stepPython() }
// TensorFlow takes seconds to start, and each step starts it.
const minutes = 4 * 60_000

describe.skipIf(missing !== undefined)(`TensorFlow steps${missing ? ` (${missing})` : ''}`, () => {
  let place: StepPlace
  beforeAll(() => {
    place = new StepPlace(python)
    makeFlowers(place.path)
  })
  afterAll(() => place.remove())

  async function tryRun(text: string): Promise<PodRun[]> {
    const store = await openStore(`sqlite:${place.path}`)
    return place.run(text, { store, env: { PYTHONPATH: place.folder } })
  }

  async function run(text: string): Promise<PodRun[]> {
    const runs = await tryRun(text)
    for (const { exit, stderr } of runs)
      expect({ exit, stderr: ours(stderr) }).toEqual({ exit: 0, stderr: '' })
    return runs
  }

  /** The one line that a failing step writes. */
  async function failure(text: string): Promise<string> {
    const last = (await tryRun(text)).at(-1)
    expect(last?.exit).toBe(1)
    return ours(last?.stderr ?? '').trim()
  }

  async function metadataOf(model: string): Promise<Metadata | undefined> {
    const store = await openStore(`sqlite:${place.path}`)
    return store.readMetadata(model, AbortSignal.timeout(10_000))
  }

  function checks(...names: string[]): Record<string, unknown>[] {
    const script = join(projectRoot, 'test/support/tensorflow-checks.py')
    return JSON.parse(
      execFileSync(python, [script, place.path, ...names], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
  }

  test(
    'a DNN of every kind of column predicts, is measured and explained as Keras does with the stored model',
    async () => {
      const columns = 'width, kind, height, colour, tags, shop, "odd ""/{x$", kv'
      const [trained, , , explained] = await run(`SELECT ${columns} FROM flowers
TO TRAIN DNNClassifier
WITH model.n_classes = 3, model.hidden_units = [8, 4], model.optimizer = Adam, optimizer.learning_rate = 0.02,
  train.batch_size = 20, train.epoch = 6, validation.select = 'SELECT * FROM flowers WHERE id < 30'
COLUMN INDICATOR(BUCKET(height, [10, 20])), EMBEDDING(colour, 4), EMBEDDING(CATEGORY_ID(tags, 6), 2, mean),
  EMBEDDING(CATEGORY_HASH(shop, 5), 2), INDICATOR(CROSS([colour, shop], 8)), SPARSE(kv, 4)
LABEL kind INTO flower_dnn;
SELECT kind, id, ${columns.replace(' kind,', '')} FROM flowers ORDER BY id
TO PREDICT predicted.kind WITH predict.extra_outputs = 'probability', predict.batch_size = 32 USING flower_dnn;
SELECT * FROM flowers TO EVALUATE flower_dnn
WITH validation.metrics = 'Recall,MeanSquaredError,Accuracy' LABEL kind INTO evaluated;
SELECT * FROM flowers ORDER BY id LIMIT 5 TO EXPLAIN flower_dnn INTO explained;`)
      expect(trained?.stdout).toMatch(/validate-Accuracy: /)
      expect(explained?.outputs.get('001.png')?.subarray(1, 4).toString()).toBe('PNG')
      expect(explained?.stdout).toMatch(/^width +#+ [\d.]+$/m)
      // Another program, another day: only the store knows the model, and the label is no column.
      await run(
        `SELECT ${columns.replace(' kind,', '')}, id FROM flowers TO PREDICT predicted_again.kind USING flower_dnn;`,
      )
      const [found = {}] = checks('flowers')
      expect(found).toMatchObject({ classes: ['daisy', 'lily', 'rose'], wrong: [0, 0], explained: 15 })
      expect(found['distinct']).toBeGreaterThan(1)
      expect(found['probability']).toBeLessThan(1e-5)
      const [evaluated] = found['evaluated'] as Record<string, number>[]
      expect(Object.keys(evaluated ?? {})).toEqual(['loss', 'Recall', 'MeanSquaredError', 'Accuracy'])
      for (const [name, value] of Object.entries(found['expected'] as Record<string, number>)) {
        expect(evaluated?.[name]).toBeCloseTo(value, 4)
      }
      expect(found['off']).toBeLessThan(0.02 * Number(found['span']))
      expect(Object.keys((place.rows('SELECT * FROM predicted LIMIT 1') as object[])[0] ?? {})).toEqual([
        'id',
        'width',
        'height',
        'colour',
        'tags',
        'shop',
        'odd "/{x$',
        'kv',
        'kind',
        'probability',
      ])
      const metadata = await metadataOf('flower_dnn')
      expect(metadata).toMatchObject({
        engine: 'tensorflow',
        rows: 90,
        derivedFeatures: { label: { task: 'class', count: 3 } },
      })
      expect(metadata?.engineVersion).toMatch(/^tensorflow .*keras /)
    },
    minutes,
  )

  test(
    'a network, its further training and a linear model are what Keras makes of the same seed and rows',
    async () => {
      const network = run(`SELECT width, height, price FROM flowers
TO TRAIN DNNRegressor WITH model.hidden_units = [6, 4], model.activation_fn = tanh, model.optimizer = SGD,
  optimizer.learning_rate = 0.05, optimizer.momentum = 0.5, train.batch_size = 90, train.epoch = 20
LABEL price INTO guesser;
SELECT id, width, height FROM flowers TO PREDICT guessed.guess USING guesser;
SELECT width, height, price FROM flowers
TO TRAIN DNNRegressor WITH model.hidden_units = [6, 4], model.activation_fn = tanh, model.optimizer = SGD,
  optimizer.learning_rate = 0.01, train.batch_size = 90, train.epoch = 5
LABEL price USING guesser INTO continued;`)
      const line = run(`SELECT width, colour, code FROM flowers WHERE colour IS NOT NULL
TO TRAIN LinearClassifier WITH train.batch_size = 90, train.epoch = 30
COLUMN INDICATOR(colour) LABEL code INTO linear_model;
SELECT id, width, colour FROM flowers WHERE colour IS NOT NULL
TO PREDICT coded.code WITH predict.extra_outputs = 'logits' USING linear_model;`)
      await Promise.all([network, line])
      for (const { difference, spread, wrong = 0 } of checks('same_seed', 'linear')) {
        expect(difference).toBeLessThan(1e-4)
        expect(spread).toBeGreaterThan(0.05)
        expect(wrong).toBe(0)
      }
      expect(
        await failure(`SELECT width, height, price FROM flowers
TO TRAIN DNNRegressor WITH model.hidden_units = [7], train.batch_size = 90 LABEL price USING guesser INTO other;`),
      ).toMatch(/^sqlflowc: step s001-train-other, line 1: `guesser` is not of the same form: .*DNNRegressor/)
    },
    minutes,
  )

  test(
    'every estimator trains and predicts',
    async () => {
      const both = run(`SELECT width, height, colour, code + 2 AS code, weight FROM flowers
TO TRAIN DNNLinearCombinedClassifier WITH model.dnn_hidden_units = [4], model.dnn_dropout = 0.1, model.batch_norm = true,
  model.weight_column = weight, linear_optimizer.learning_rate = 0.1, train.batch_size = 30, train.max_steps = 7, train.epoch = 3
COLUMN width, height FOR dnn_feature_columns
COLUMN INDICATOR(colour), CROSS([colour, height], 20) FOR linear_feature_columns
LABEL code INTO both_classes;
SELECT * FROM flowers TO PREDICT both_codes.code USING both_classes;
SELECT width, height, price FROM flowers
TO TRAIN DNNLinearCombinedRegressor WITH model.dnn_hidden_units = [4], train.batch_size = 30
COLUMN width FOR dnn_feature_columns COLUMN BUCKET(height, [5, 10]) FOR linear_feature_columns
LABEL price INTO both_numbers;
SELECT id, width, height FROM flowers TO PREDICT both_prices.price USING both_numbers;`)
      const lines = run(`SELECT width, height, width || ',' || price AS two FROM flowers
TO TRAIN LinearRegressor WITH model.label_dimension = 2, train.batch_size = 30 LABEL two INTO two_numbers;
SELECT id, width, height FROM flowers TO PREDICT two_prices.price USING two_numbers;
SELECT *, width || ',' || price AS two FROM flowers
TO EVALUATE two_numbers WITH validation.metrics = "MeanAbsoluteError" LABEL two INTO two_measured;`)
      await Promise.all([both, lines])
      expect(
        place.rows(
          'SELECT DISTINCT typeof(code) AS t, code IN (5, 9) AS known, count(*) AS n FROM both_codes',
        ),
      ).toEqual([{ t: 'integer', known: 1, n: 90 }])
      expect(place.rows('SELECT DISTINCT typeof(price) AS t, count(*) AS n FROM both_prices')).toEqual([
        { t: 'real', n: 90 },
      ])
      expect(place.rows("SELECT count(*) AS n FROM two_prices WHERE price LIKE '%_,_%'")).toEqual([{ n: 90 }])
      expect(place.rows('SELECT loss > 0 AS l, MeanAbsoluteError > 0 AS m FROM two_measured')).toEqual([
        { l: 1, m: 1 },
      ])
    },
    minutes,
  )

  test(
    'a class of the image, as the manual has it, and one with a sequence and a loop of its own',
    async () => {
      const manual = readFileSync(join(projectRoot, 'docs/models.md'), 'utf8')
      writeFileSync(join(place.folder, 'my_models.py'), manual.split('```python\n')[1]?.split('```')[0] ?? '')
      writeFileSync(join(place.folder, 'sqlflow_models.py'), ownModels)
      await run(`SELECT width, kind, height, colour FROM flowers
TO TRAIN my_registry/my_image:v1/my_models.WideAndDeep
WITH model.hidden_units = [8], model.n_classes = 3, train.batch_size = 15, train.epoch = 20
COLUMN INDICATOR(BUCKET(height, [10, 16])), EMBEDDING(colour, 2) LABEL kind INTO own;
SELECT * FROM flowers TO PREDICT own_predicted.kind USING own;
SELECT * FROM flowers TO EVALUATE own LABEL kind INTO own_measured;
SELECT tags FROM flowers TO TRAIN Counter
WITH model.units = 3, train.batch_size = 30 COLUMN INDICATOR(SEQ_CATEGORY_ID(tags, 6)) FOR sequences INTO counter;
SELECT id, tags FROM flowers TO PREDICT counted.number WITH predict.extra_outputs = "sums" USING counter;`)
      const [measured] = place.rows('SELECT Accuracy AS a FROM own_measured') as { a: number }[]
      expect(measured?.a).toBeGreaterThan(0.8)
      expect(
        place.rows('SELECT avg(p.kind = f.kind) AS a FROM own_predicted p JOIN flowers f ON p.id = f.id'),
      ).toEqual([{ a: expect.closeTo(measured?.a ?? 0, 5) }])
      // The class counts how many tags there are, whatever it is fed besides.
      expect(place.rows('SELECT DISTINCT id % 2 AS odd, number, sums FROM counted ORDER BY odd')).toEqual([
        { odd: 0, number: 2, sums: 2 },
        { odd: 1, number: 1, sums: 1 },
      ])
    },
    minutes,
  )

  test(
    'what goes wrong is one line',
    async () => {
      const dnn = (select: string, rest: string): string =>
        `${select} TO TRAIN DNNClassifier WITH model.hidden_units = [4]${rest} INTO failed;`
      const cases: [string, RegExp][] = [
        [
          dnn('SELECT width, NULLIF(height, 3) AS h, kind FROM flowers', ' LABEL kind'),
          /: 3 rows have no number in the column `h`, .*WHERE h IS NOT NULL/,
        ],
        [
          dnn('SELECT width, kind FROM flowers', ', model.n_classes = 2 LABEL kind'),
          /: the label `kind` has more than 2 different values .*model.n_classes is 2: raise it$/,
        ],
        [dnn('SELECT width, kind FROM flowers WHERE id > 1000', ' LABEL kind'), /: the SELECT has no rows/],
        [
          dnn('SELECT width, kind FROM flowers', ' COLUMN INDICATOR(CATEGORY_ID(petals, 4)) LABEL kind'),
          /: the SELECT has no column `petals`/,
        ],
        [
          dnn('SELECT tags, kind FROM flowers', ' COLUMN INDICATOR(CATEGORY_ID(tags, 3)) LABEL kind'),
          /: column `tags` holds the category \d/,
        ],
        [
          'SELECT width, kind FROM flowers TO TRAIN missing_package.Model LABEL kind INTO failed;',
          /^sqlflowc: step .*: the image has no Python module missing_package/,
        ],
        [
          'SELECT * FROM flowers TO TRAIN kmeans WITH idx_table_name = idx INTO failed;',
          /: kmeans is an algorithm of the platform PAI/,
        ],
      ]
      for (const [text, message] of cases) expect(await failure(text)).toMatch(message)
      expect(place.rows("SELECT name FROM sqlite_master WHERE name = 'failed'")).toEqual([])
    },
    minutes,
  )
})

/** What is no greeting of TensorFlow's libraries. */
function ours(stderr: string): string {
  return stderr.replace(/^(I0000 |WARNING: All log messages before absl).*\n/gm, '')
}

/** Flowers whose kind, price and code follow from their columns. */
function makeFlowers(path: string): void {
  const database = new DatabaseSync(path)
  database.exec(
    'CREATE TABLE flowers (id INTEGER, width REAL, kind TEXT, height INTEGER, colour TEXT, tags TEXT, shop TEXT, "odd ""/{x$" REAL, kv TEXT, price REAL, code INTEGER, weight REAL)',
  )
  const insert = database.prepare('INSERT INTO flowers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  for (let id = 0; id < 90; id++) {
    const width = ((id * 37) % 50) / 25 - 1
    const height = (id * 7) % 31
    const colour = id % 11 === 0 ? null : (['red', 'white', 'blue'][id % 3] ?? '')
    const kind = width > 0.3 ? 'rose' : height > 15 ? 'lily' : 'daisy'
    const tags = id % 2 ? `${id % 6}` : `${id % 6},${(id + 2) % 6}`
    const code = width + (colour === 'red' ? 1 : 0) > 0.4 ? 7 : 3
    insert.run(
      id,
      width,
      kind,
      height,
      colour,
      tags,
      `shop ${id % 4}`,
      id / 90,
      `${id % 4}:1.5 ${(id + 1) % 4}:0.5`,
      width + height / 30,
      code,
      id % 5,
    )
  }
  database.close()
}

/** Counts the places of a sequence; what it is trained on has no part in it. */
const ownModels = `import keras


class Counter(keras.Model):
    def __init__(self, sequences, units):
        super().__init__()
        (self.column,) = sequences
        self.layer = keras.layers.Dense(units)

    def call(self, inputs):
        counts = keras.ops.sum(self.column(inputs), axis=(1, 2))
        self.layer(keras.ops.expand_dims(counts, -1))
        return keras.ops.stack([counts, counts], axis=1), counts

    def sqlflow_train_loop(self, dataset):
        assert sum(1 for _ in dataset) == 3


def prepare_prediction_column(prediction):
    return int(prediction[0])
`
