/** Classes of an image: as the manual has them, with a sequence and a loop of its own, and with logits. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PodRun } from '../../support/run-workflow.ts'
import { projectRoot } from '../../support/shared.ts'
import { Flowers, minutes, missing } from '../../support/tensorflow/steps.ts'

describe.skipIf(missing !== undefined)(`TensorFlow classes${missing ? ` (${missing})` : ''}`, () => {
  let flowers: Flowers
  let runs: readonly PodRun[]
  beforeAll(async () => {
    flowers = new Flowers()
    const manual = readFileSync(join(projectRoot, 'docs/models.md'), 'utf8')
    writeFileSync(join(flowers.folder, 'my_models.py'), manual.split('```python\n')[1]?.split('```')[0] ?? '')
    writeFileSync(join(flowers.folder, 'sqlflow_models.py'), ownModels)
    writeFileSync(join(flowers.folder, 'odds.py'), moduleOfOdds)
    runs = await flowers.succeed(
      `SELECT width, kind, height, colour FROM flowers
TO TRAIN my_registry/my_image:v1/my_models.WideAndDeep
WITH model.hidden_units = [8], model.n_classes = 3, train.batch_size = 15, train.epoch = 20
COLUMN INDICATOR(BUCKET(height, [10, 16])), EMBEDDING(colour, 2) LABEL kind INTO own;
SELECT * FROM flowers TO PREDICT own_predicted.kind USING own;
SELECT * FROM flowers TO EVALUATE own LABEL kind INTO own_measured;`,
      `SELECT tags FROM flowers TO TRAIN Counter
WITH model.units = 3, train.batch_size = 30 COLUMN INDICATOR(SEQ_CATEGORY_ID(tags, 6)) FOR sequences INTO counter;
SELECT id, tags FROM flowers TO PREDICT counted.number WITH predict.extra_outputs = "sums" USING counter;`,
      `SELECT width, height / 31.0 AS height, width > 0 AS wide FROM flowers
TO TRAIN odds.Odds WITH train.batch_size = 10, train.epoch = 20 LABEL wide INTO odds;
SELECT id, width, height / 31.0 AS height FROM flowers TO PREDICT odds_predicted.wide USING odds;
SELECT width, height / 31.0 AS height, width > 0 AS wide FROM flowers
TO EVALUATE odds WITH validation.metrics = 'Accuracy,share' LABEL wide INTO odds_measured;`,
    )
  }, minutes)
  afterAll(() => flowers?.remove())

  test('as the manual has it, in the image that it was trained in', () => {
    const [measured] = flowers.rows('SELECT Accuracy AS a FROM own_measured') as { a: number }[]
    expect(measured?.a).toBeGreaterThan(0.8)
    expect(
      flowers.rows('SELECT avg(p.kind = f.kind) AS a FROM own_predicted p JOIN flowers f ON p.id = f.id'),
    ).toEqual([{ a: expect.closeTo(measured?.a ?? 0, 5) }])
    const images = runs.filter(({ task }) => task.includes('own')).map(({ image }) => image)
    expect(images).toEqual(images.map(() => 'my_registry/my_image:v1'))
  })

  test('a sequence, a loop of its own, further outputs, no label', () => {
    // The class counts how many tags there are, whatever it is fed besides.
    expect(flowers.rows('SELECT DISTINCT id % 2 AS odd, number, sums FROM counted ORDER BY odd')).toEqual([
      { odd: 0, number: 2, sums: 2 },
      { odd: 1, number: 1, sums: 1 },
    ])
  })

  test('a loss of Keras tells that labels are classes, and outputs logits', () => {
    const [right] = flowers.rows(
      'SELECT avg(p.wide = (f.width > 0)) AS a, count(DISTINCT p.wide) AS n FROM odds_predicted p JOIN flowers f ON p.id = f.id',
    ) as { a: number; n: number }[]
    expect(right?.a).toBeGreaterThan(0.8)
    expect(right?.n).toBe(2)
    expect(flowers.rows('SELECT Accuracy, share FROM odds_measured')).toEqual([
      { Accuracy: expect.closeTo(right?.a ?? 0, 5), share: expect.closeTo(right?.a ?? 0, 5) },
    ])
  })

  test(
    'going on with a model of another form',
    async () => {
      const failure = await flowers.failure(`SELECT width, kind, height, colour FROM flowers
TO TRAIN my_registry/my_image:v1/my_models.WideAndDeep WITH model.hidden_units = [9], model.n_classes = 3
LABEL kind USING own INTO other;`)
      expect(failure).toMatch(/^the weights of the model do not fit the class my_models.WideAndDeep .*[^:]$/)
    },
    minutes,
  )

  test(
    'code that fails shows where, and ends with one line',
    async () => {
      const last = (
        await flowers.start('SELECT width, price FROM flowers TO TRAIN Broken LABEL price INTO broken;')
      ).at(-1)
      expect(last?.exit).toBe(1)
      expect(last?.stderr).toContain('sqlflow_models.py", line ')
      expect(last?.stderr).toMatch(
        /\nsqlflowc: step s001-train-broken, line 1: the call of Broken failed: ValueError: in Broken.call\(\): no such\n$/,
      )
    },
    minutes,
  )
})

/** Has a loss and an optimizer beside the class, as SQLFlow's models do. */
const moduleOfOdds = `import keras
from sqlflow_models import Odds as Made


class Odds(Made):
    pass


loss = keras.losses.BinaryCrossentropy(from_logits=True)


def optimizer():
    return keras.optimizers.SGD(1.0)


def eval_metrics_fn():
    return dict(share=lambda labels, outputs: keras.metrics.binary_accuracy(labels, outputs, threshold=0))
`

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

    def prepare_prediction_column(self, prediction):
        return int(prediction[0])


class Odds(keras.Model):
    """Gives logits, as its loss says; it needs no file to be made again."""

    def __init__(self, feature_columns):
        super().__init__()
        self.columns = feature_columns
        self.layer = keras.layers.Dense(1, kernel_initializer="zeros")

    def call(self, inputs):
        return self.layer(keras.ops.concatenate([column(inputs) for column in self.columns], axis=-1))

    def get_config(self):
        raise NotImplementedError


class Broken(Odds):
    def call(self, inputs):
        raise ValueError("no such\\nlayer")
`
