/**
 * Each of TensorFlow's estimators predicts, is measured and is explained as Keras does with the model that was saved.
 * Steps take seconds to start, so all of them run first, and Keras is asked once.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PodRun } from '../../support/run-workflow.ts'
import { columns, everyColumn, Flowers, features, minutes, missing } from '../../support/tensorflow/steps.ts'

const plain = features.filter((name) => /^\w+$/.test(name))
const ofClasses =
  'Precision,Recall,AUC,TruePositives,TrueNegatives,FalsePositives,FalseNegatives,BinaryAccuracy,CategoricalAccuracy,TopKCategoricalAccuracy,MeanAbsoluteError,MeanSquaredError,RootMeanSquaredError,Accuracy'
const ofNumbers = 'RootMeanSquaredError,MeanAbsoluteError,MeanAbsolutePercentageError,MeanSquaredError'

const training = [
  // Text labels in the middle, every kind of column.
  `SELECT width, kind, ${columns.replace('width, ', '')} FROM flowers
TO TRAIN DNNClassifier
WITH model.n_classes = 3, model.hidden_units = [8, 4], model.optimizer = Adam, optimizer.learning_rate = 0.02,
  train.batch_size = 20, train.epoch = 6, validation.select = 'SELECT * FROM flowers WHERE id < 30'
COLUMN ${everyColumn}
LABEL kind INTO dnn;`,
  // The label first.
  `SELECT price, ${columns} FROM flowers
TO TRAIN LinearRegressor WITH model.optimizer = Adamax, optimizer.learning_rate = 0.05, train.batch_size = 30, train.epoch = 3
COLUMN BUCKET(height, [10, 20]), colour, CATEGORY_ID(tags, 6), CATEGORY_HASH(shop, 5), SPARSE(kv, 4), CROSS([colour, shop], 8)
LABEL price INTO line;`,
  // Two classes that are not 0 and 1, the label last and in another case.
  `SELECT ${plain}, code FROM flowers
TO TRAIN LinearClassifier WITH model.sparse_combiner = mean, train.batch_size = 30, train.epoch = 3
COLUMN INDICATOR(CATEGORY_ID(height, 31)), INDICATOR(colour), CATEGORY_ID(tags, 6), CATEGORY_HASH(shop, 5), SPARSE(kv, 4)
LABEL CODE INTO codes;`,
  `SELECT width, price, height, colour FROM flowers
TO TRAIN DNNRegressor WITH model.hidden_units = [6], model.dropout = 0.1, model.activation_fn = selu, model.batch_norm = true,
  model.optimizer = RMSprop, train.batch_size = 16, train.epoch = 3 LABEL price INTO prices;`,
  // Classes that are decimals, weights of rows, and columns for each part.
  `SELECT ${columns}, 10 * code + 1.0 AS grade, weight FROM flowers
TO TRAIN DNNLinearCombinedClassifier WITH model.dnn_hidden_units = [6], model.dnn_dropout = 0.1, model.batch_norm = true,
  model.weight_column = weight, linear_optimizer.learning_rate = 0.1, train.batch_size = 30, train.max_steps = 7, train.epoch = 3
COLUMN width, shade, EMBEDDING(colour, 2) FOR dnn_feature_columns
COLUMN INDICATOR(colour), CROSS([colour, shop], 8), SPARSE(kv, 4), vector FOR linear_feature_columns
LABEL grade INTO grades;`,
  `SELECT ${plain}, price FROM flowers
TO TRAIN DNNLinearCombinedRegressor WITH model.dnn_hidden_units = [6], model.dnn_optimizer = Adam, model.linear_optimizer = SGD,
  train.batch_size = 30, train.epoch = 2
COLUMN width, EMBEDDING(CATEGORY_HASH(shop, 5), 2) FOR dnn_feature_columns
COLUMN BUCKET(height, [10, 20]), CATEGORY_ID(tags, 6), width FOR linear_feature_columns
LABEL price INTO both;`,
  `SELECT width, height, width || ',' || price AS two FROM flowers
TO TRAIN LinearRegressor WITH model.label_dimension = 2, train.batch_size = 30 LABEL two INTO two_numbers;`,
]
const uses = [
  `SELECT kind, id, ${columns} FROM varied
TO PREDICT dnn_kinds.kind WITH predict.extra_outputs = 'logits,probability,probabilities', predict.batch_size = 64 USING dnn;`,
  `SELECT * FROM flowers TO EVALUATE dnn WITH validation.metrics = '${ofClasses}' LABEL kind INTO dnn_measured;`,
  'SELECT * FROM flowers ORDER BY id LIMIT 5 TO EXPLAIN dnn INTO dnn_explained;',
  'SELECT * FROM varied TO PREDICT line_prices.price USING line;',
  `SELECT * FROM flowers TO EVALUATE line WITH validation.metrics = '${ofNumbers}' LABEL price INTO line_measured;`,
  `SELECT id, ${plain} FROM varied TO PREDICT code_codes.predicted WITH predict.extra_outputs = logits USING codes;`,
  `SELECT *, code AS truth FROM flowers TO EVALUATE codes WITH validation.metrics = '${ofClasses}' LABEL truth INTO code_measured;`,
  'SELECT height, id, colour, width FROM varied TO PREDICT price_guesses.guess USING prices;',
  'SELECT * FROM varied TO PREDICT grade_guesses.grade WITH predict.extra_outputs = logits USING grades;',
  'SELECT * FROM varied TO PREDICT both_prices.price USING both;',
  'SELECT * FROM flowers TO EXPLAIN both INTO both_explained;',
  'SELECT id, width, height FROM varied TO PREDICT two_guesses.two USING two_numbers;',
]

const checked = [
  ['predicted', 'dnn', 'dnn_kinds', 'kind'],
  ['predicted', 'line', 'line_prices', 'price'],
  ['predicted', 'codes', 'code_codes', 'predicted'],
  ['predicted', 'prices', 'price_guesses', 'guess'],
  ['predicted', 'grades', 'grade_guesses', 'grade'],
  ['predicted', 'both', 'both_prices', 'price'],
  ['predicted', 'two_numbers', 'two_guesses', 'two'],
  ['evaluated', 'dnn', 'dnn_measured', 'kind'],
  ['evaluated', 'line', 'line_measured', 'price'],
  ['evaluated', 'codes', 'code_measured', 'code'],
  ['explained', 'dnn', 'dnn_explained', '5'],
  ['explained', 'both', 'both_explained', '90'],
] as const

/** What one of the checks finds. */
interface Checked {
  readonly rows: number
  readonly off: number
  readonly distinct: number
  readonly measured: Readonly<Record<string, number>>
  readonly expected: Readonly<Record<string, number>>
}

describe.skipIf(missing !== undefined)(`TensorFlow estimators${missing ? ` (${missing})` : ''}`, () => {
  let flowers: Flowers
  let trained: readonly PodRun[]
  let used: readonly PodRun[]
  const found = new Map<string, Checked>()
  beforeAll(async () => {
    flowers = new Flowers()
    trained = await flowers.succeed(...training)
    used = await flowers.succeed(...uses)
    const results = flowers.checks<Checked>(...checked)
    for (const [at, [, , table]] of checked.entries()) found.set(table, results[at] as Checked)
  }, minutes)
  afterAll(() => flowers?.remove())

  test.each([
    ['dnn_kinds', features],
    ['line_prices', features],
    ['code_codes', plain],
    ['price_guesses', ['width', 'height', 'colour']],
    ['grade_guesses', ['width', 'shade', 'colour', 'shop', 'kv', 'vector']],
    ['both_prices', ['width', 'shop', 'height', 'tags']],
    ['two_guesses', ['width', 'height']],
  ])('%s: each row is what Keras predicts, and each feature makes a difference', (table, moved) => {
    expect(found.get(table)).toMatchObject({ rows: 225, wrong: 0, moved: [...moved].sort() })
    expect(found.get(table)?.off).toBeLessThan(1e-4)
    expect(found.get(table)?.distinct).toBeGreaterThan(1)
  })

  test.each([
    ['dnn_measured', ofClasses],
    ['line_measured', ofNumbers],
    ['code_measured', ofClasses],
  ])('%s: metrics are those of Keras', (table, metrics) => {
    const { measured = {}, expected = {} } = found.get(table) ?? {}
    expect(Object.keys(measured)).toEqual(['loss', ...metrics.split(',')])
    for (const [name, value] of Object.entries(expected)) {
      const off = Math.abs((measured[name] ?? Number.NaN) - value)
      expect(off, name).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
    }
  })

  test('explanations add up to the prediction, and have a picture', () => {
    expect(found.get('dnn_explained')).toMatchObject({
      rows: 15,
      columns: [
        ...['sample', 'class', 'width', 'height', 'colour', 'tags', 'shop', 'odd "/{x$', 'kv'],
        ...['vector_0', 'vector_1', 'shade', 'colour_shop', 'bias'],
      ],
    })
    const titles = ['width', 'shop', 'height', 'tags', 'bias']
    expect(found.get('both_explained')).toMatchObject({ rows: 90, columns: titles })
    for (const table of ['dnn_explained', 'both_explained']) expect(found.get(table)?.off).toBeLessThan(0.02)
    const explained = used.find(({ task }) => task.includes('explain-dnn'))
    expect(explained?.outputs.get('001.png')?.subarray(1, 4).toString()).toBe('PNG')
    expect(explained?.stdout).toMatch(/^width +#+ [\d.]+$/m)
  })

  test('tables and metadata', async () => {
    const [row] = flowers.rows('SELECT * FROM dnn_kinds LIMIT 1')
    const added = ['kind', 'logits', 'probability', 'probabilities']
    expect(Object.keys(row ?? {})).toEqual(['id', ...features, ...added])
    expect(flowers.rows('SELECT DISTINCT typeof(predicted) AS t FROM code_codes')).toEqual([{ t: 'integer' }])
    expect(flowers.rows('SELECT DISTINCT typeof(grade) AS t, grade FROM grade_guesses ORDER BY 2')).toEqual(
      [31, 71].map((grade) => ({ t: 'real', grade })),
    )
    expect(trained[0]?.stdout).toMatch(/validate-Accuracy: /)
    const metadata = await flowers.metadata('dnn')
    expect(metadata).toMatchObject({
      engine: 'tensorflow',
      rows: 90,
      derivedFeatures: { label: { task: 'class', count: 3, classes: ['daisy', 'lily', 'rose'] } },
    })
    expect(metadata?.engineVersion).toMatch(/^tensorflow .*keras /)
  })
})
