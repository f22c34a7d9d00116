/** Training with TensorFlow: what Keras makes of the same seed and rows, and going on with a model. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Flowers, minutes, missing } from '../../support/tensorflow/steps.ts'

const network = (rest: string): string => `SELECT width, height, price FROM flowers
TO TRAIN DNNRegressor WITH model.activation_fn = tanh, model.optimizer = SGD, train.batch_size = 90, ${rest};`
const kinds = (where: string, rest: string): string => `SELECT kind, width, colour FROM flowers WHERE ${where}
TO TRAIN DNNClassifier WITH model.n_classes = 3, model.hidden_units = [4], model.optimizer = Adam, train.batch_size = 30${rest};`

describe.skipIf(missing !== undefined)(`training with TensorFlow${missing ? ` (${missing})` : ''}`, () => {
  let flowers: Flowers
  let found: readonly Record<string, unknown>[]
  beforeAll(async () => {
    flowers = new Flowers()
    await flowers.succeed(
      `${kinds("colour <> 'blue'", ' LABEL kind INTO first')}
${kinds('id < 60', ", validation.select = 'SELECT * FROM flowers', validation.steps = 1, validation.metrics = AUC LABEL kind USING first INTO second")}`,
      network(
        'model.hidden_units = [6, 4], optimizer.learning_rate = 0.05, optimizer.momentum = 0.5, train.epoch = 20 LABEL price INTO guesser',
      ),
      `SELECT width, colour, code FROM flowers WHERE colour IS NOT NULL
TO TRAIN LinearClassifier WITH train.batch_size = 90, train.epoch = 30
COLUMN INDICATOR(colour) LABEL code INTO linear_model;`,
    )
    await flowers.succeed(
      'SELECT id, width, height FROM flowers TO PREDICT guessed.guess USING guesser;',
      network(
        'model.hidden_units = [6, 4], optimizer.learning_rate = 0.01, train.epoch = 5 LABEL price USING guesser INTO continued',
      ),
      `SELECT id, width, colour FROM flowers WHERE colour IS NOT NULL
TO PREDICT coded.code WITH predict.extra_outputs = 'logits' USING linear_model;`,
      'SELECT * FROM varied TO PREDICT kinds.kind WITH predict.extra_outputs = logits USING second;',
    )
    found = flowers.checks('same_seed', 'linear', ['predicted', 'second', 'kinds', 'kind'])
  }, minutes)
  afterAll(() => flowers?.remove())

  test('a network, its further training and a linear model are what Keras makes of the same seed and rows', () => {
    for (const { difference, spread, wrong = 0 } of found.slice(0, 2)) {
      expect(difference).toBeLessThan(1e-4)
      expect(spread).toBeGreaterThan(0.05)
      expect(wrong).toBe(0)
    }
  })

  test('going on keeps the columns, texts and classes of the model', async () => {
    const [first, second] = [await flowers.metadata('first'), await flowers.metadata('second')]
    expect(second?.['derivedFeatures']).toEqual(first?.['derivedFeatures'])
    expect(first).toMatchObject({ derivedFeatures: { fields: { colour: { vocabulary: ['red', 'white'] } } } })
    expect([first?.rows, second?.rows]).toEqual([54, 60])
    const measured = ['train-loss', 'train-AUC', 'validate-loss', 'validate-AUC']
    expect(Object.keys(second?.metrics ?? {})).toEqual(measured)
    expect(found[2]).toMatchObject({ wrong: 0, moved: ['colour', 'width'] })
  })

  test.each([
    [
      network('model.hidden_units = [7] LABEL price USING guesser INTO third'),
      /^`guesser` is not of the same form: .*DNNRegressor/,
    ],
    [
      kinds('1', ' COLUMN colour LABEL kind USING first INTO third'),
      /^COLUMN is not what `first` was trained with: leave it out to go on with its columns$/,
    ],
    [
      kinds('1', ' LABEL kind USING first INTO third').replace('kind', "kind || 's' AS kind"),
      /^the label `kind` holds '\w+s', which the model has not learned$/,
    ],
  ])(
    'going on with something else: %s',
    async (program, message) => {
      expect(await flowers.failure(program)).toMatch(message)
      expect(await flowers.metadata('third')).toBeUndefined()
    },
    minutes,
  )
})
