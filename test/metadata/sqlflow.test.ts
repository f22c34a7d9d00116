/** Documents that SQLFlow left behind: what they mean to us, and that nothing of them is lost. */
import { describe, expect, test } from 'vitest'
import type { Json, Metadata } from '../../src/index.ts'
import { decodeMetadata, encodeMetadata } from '../../src/metadata/document.ts'

type Fields = Record<string, Json>

const field = (name: string, more: Fields = {}): Fields => ({
  name,
  feature_name: name,
  dtype: 1,
  dtype_weight: 0,
  delimiter: '',
  delimiter_kv: '',
  format: '',
  shape: [1],
  is_sparse: false,
  vocabulary: null,
  max_id: 0,
  ...more,
})

const bare = (type: string, fields: Fields): Fields => ({ ...fields, type })
const wrapped = (type: string, fields: Fields): Fields => ({ type, value: fields })

const written = (more: Fields = {}): Fields => ({
  original_sql: 'SELECT a, b FROM t TO TRAIN DNNClassifier LABEL b INTO m',
  select: 'SELECT a, b FROM t',
  validation_select: '',
  model_repo_image: '',
  class_name: 'DNNClassifier',
  attributes: { n_classes: 3 },
  features: { feature_columns: [bare('NumericColumn', { field_desc: field('a') })] },
  label: bare('NumericColumn', { field_desc: field('b', { dtype: 0 }) }),
  evaluation: { accuracy: 0.9 },
  model_type: 0,
  ...more,
})

const read = (document: Fields): Metadata => decodeMetadata(JSON.stringify(document), 'm')

test('a whole document', () => {
  const document = written({
    model_repo_image: 'repo/image:1',
    validation_select: 'SELECT 2',
    num_workers: 2,
  })
  const { original_sql, select, validation_select, model_repo_image, class_name, ...rest } = document
  expect(read(document)).toEqual({
    formatVersion: 1,
    originalSql: original_sql,
    select,
    validationSelect: validation_select,
    image: model_repo_image,
    estimator: class_name,
    engine: 'tensorflow',
    attributes: { 'model.n_classes': 3 },
    features: { feature_columns: [{ column: 'a' }] },
    label: 'b',
    into: 'm',
    metrics: { accuracy: 0.9 },
    sqlflow: rest,
  })
})

test('once read it can be written, and is a document of ours then', () => {
  const metadata = read(written())
  expect(decodeMetadata(encodeMetadata(metadata), 'other')).toEqual(metadata)
})

describe.each([
  ['bare', bare],
  ['wrapped in value', wrapped],
])('feature columns, %s', (_, column) => {
  const numeric = (name: string, more: Fields = {}) =>
    column('NumericColumn', { field_desc: field(name, more) })
  const category = column('CategoryIDColumn', { field_desc: field('c'), bucket_size: 10 })
  const asCategory = { function: 'CATEGORY_ID', arguments: [{ column: 'c' }, 10] }

  test.each<[string, Json, Json]>([
    ['a number', numeric('a'), { column: 'a' }],
    ['no shape', numeric('a', { shape: null }), { column: 'a' }],
    [
      'a dense vector',
      numeric('a', { shape: [4], delimiter: ',' }),
      { function: 'DENSE', arguments: [{ column: 'a' }, 4, ','] },
    ],
    [
      'a matrix',
      numeric('a', { shape: [2, 3], delimiter: ';', dtype: 2 }),
      { function: 'DENSE', arguments: [{ column: 'a' }, [2, 3], ';', 'string'] },
    ],
    [
      'a sparse one',
      numeric('a', { shape: [1], is_sparse: true }),
      { function: 'SPARSE', arguments: [{ column: 'a' }, 1] },
    ],
    [
      'keys and values',
      numeric('a', { shape: [99], is_sparse: true, delimiter: ' ', delimiter_kv: ':', dtype: 'int64' }),
      { function: 'SPARSE', arguments: [{ column: 'a' }, 99, ' ', 'int', ':'] },
    ],
    [
      'BUCKET',
      column('BucketColumn', { source_column: numeric('a'), boundaries: [1, 2.5] }),
      { function: 'BUCKET', arguments: [{ column: 'a' }, [1, 2.5]] },
    ],
    ['CATEGORY_ID', category, asCategory],
    [
      'CATEGORY_ID of a list',
      column('CategoryIDColumn', {
        field_desc: field('c', { shape: [5], delimiter: ',', dtype: 0 }),
        bucket_size: 7,
      }),
      {
        function: 'CATEGORY_ID',
        arguments: [{ function: 'DENSE', arguments: [{ column: 'c' }, 5, ',', 'int'] }, 7],
      },
    ],
    [
      'SEQ_CATEGORY_ID',
      column('SeqCategoryIDColumn', { field_desc: field('c'), bucket_size: 3 }),
      { function: 'SEQ_CATEGORY_ID', arguments: [{ column: 'c' }, 3] },
    ],
    [
      'CATEGORY_HASH',
      column('CategoryHashColumn', { field_desc: field('c'), bucket_size: 3 }),
      { function: 'CATEGORY_HASH', arguments: [{ column: 'c' }, 3] },
    ],
    [
      'CROSS',
      column('CrossColumn', { keys: ['a', numeric('b')], hash_bucket_size: 5 }),
      { function: 'CROSS', arguments: [[{ column: 'a' }, { column: 'b' }], 5] },
    ],
    [
      'INDICATOR',
      column('IndicatorColumn', { category_column: category, name: '' }),
      { function: 'INDICATOR', arguments: [asCategory] },
    ],
    [
      'INDICATOR of a name',
      column('IndicatorColumn', { category_column: null, name: 'c' }),
      { function: 'INDICATOR', arguments: [{ column: 'c' }] },
    ],
    [
      'WEIGHTED_CATEGORY',
      column('WeightedCategoryColumn', { category_column: category, name: '' }),
      { function: 'WEIGHTED_CATEGORY', arguments: [asCategory] },
    ],
    [
      'EMBEDDING',
      column('EmbeddingColumn', {
        category_column: category,
        dimension: 8,
        combiner: 'mean',
        initializer: '',
        name: '',
      }),
      { function: 'EMBEDDING', arguments: [asCategory, 8, 'mean'] },
    ],
    [
      'EMBEDDING of a name',
      column('EmbeddingColumn', {
        category_column: null,
        dimension: 8,
        combiner: '',
        initializer: 'zeros',
        name: 'c',
      }),
      { function: 'EMBEDDING', arguments: [{ column: 'c' }, 8, 'sum', 'zeros'] },
    ],
    [
      'one of a later release',
      column('HolographicColumn', { depth: 3 }),
      column('HolographicColumn', { depth: 3 }),
    ],
  ])('%s', (_, value, expected) => {
    const metadata = read(written({ features: { feature_columns: [value], dnn: [] } }))
    expect(metadata.features).toEqual({ feature_columns: [expected], dnn: [] })
    expect(metadata['sqlflow']).toMatchObject({ features: { feature_columns: [value] } })
  })

  test('the label', () => {
    const label = (value: Json) => read(written({ label: value })).label
    expect(label(numeric('y'))).toBe('y')
    expect(label(null)).toBeUndefined()
    expect(label({ feature_name: 'y', dtype: 'int64' })).toBe('y')
    expect(label('y')).toBe('y')
    expect(label('')).toBeUndefined()
    expect(read(written({ label: numeric('y') }))['sqlflow']).toMatchObject({ label: numeric('y') })
  })
})

describe('engines', () => {
  test('XGBoost keeps the names of its attributes', () => {
    const metadata = read(
      written({
        class_name: 'xgboost.gbtree',
        attributes: { eta: 0.3, objective: 'reg:squarederror' },
        model_type: 1,
      }),
    )
    expect(metadata).toMatchObject({
      engine: 'xgboost',
      attributes: { eta: 0.3, objective: 'reg:squarederror' },
    })
  })

  test('TensorFlow’s get model. where they have no prefix; null is none', () => {
    const attributes = { hidden_units: [8, 8], 'optimizer.learning_rate': 0.1, n_classes: null }
    const metadata = read(written({ attributes }))
    expect(metadata.attributes).toEqual({ 'model.hidden_units': [8, 8], 'optimizer.learning_rate': 0.1 })
    expect(metadata['sqlflow']).toMatchObject({ attributes, model_type: 0 })
  })

  test('a model of PAI is refused with its name', () => {
    // Such a document holds nothing else.
    const document = { model_repo_image: '', class_name: 'randomforests', model_type: 2 }
    expect(() => read(document)).toThrow(
      'it was trained by `randomforests` of the PAI platform, which only PAI can run',
    )
    expect(() => read({ ...document, class_name: null })).toThrow(
      'it was trained by an algorithm of the PAI platform',
    )
    expect(() => read({ ...document, class_name: `a\n${'b'.repeat(500)}` })).toThrow(
      /^it was trained by `a\?b{78}` of/,
    )
  })
})

describe('documents of early releases, and odd ones', () => {
  test('estimator in the place of class_name, and one number as evaluation', () => {
    const { class_name = '', model_type, ...document } = written({ evaluation: 0.5 })
    const metadata = read({ ...document, estimator: class_name })
    expect(metadata).toMatchObject({
      estimator: 'DNNClassifier',
      engine: 'tensorflow',
      label: 'b',
      sqlflow: { evaluation: 0.5 },
    })
    expect(metadata.metrics).toBeUndefined()
    expect(model_type).toBe(0)
  })

  test('fields that nobody knows stay', () => {
    const metadata = read(JSON.parse('{"class_name":"E","__proto__":{"a":1},"surprise":[1]}'))
    expect(JSON.stringify(metadata['sqlflow'])).toBe('{"__proto__":{"a":1},"surprise":[1]}')
  })

  test('NaN, which Python writes', () => {
    const text = JSON.stringify(
      written({ evaluation: { loss: 'LOSS', say: 'a "NaN\\', best: ['BEST', 'NaN'] } }),
    )
      .replace('"LOSS"', 'NaN')
      .replace('"BEST"', '-Infinity')
    const metadata = decodeMetadata(new TextEncoder().encode(text), 'm')
    expect(metadata.metrics).toEqual({ loss: 'NaN', say: 'a "NaN\\', best: ['-Infinity', 'NaN'] })
  })

  test.each<[string, Fields, string]>([
    ['no estimator', { class_name: '' }, 'its metadata names no estimator, so it is no metadata of a model'],
    [
      'a list as estimator',
      { class_name: ['E'] },
      'its metadata is wrong: estimator must be a text that is not empty',
    ],
    ['a number as SQL', { original_sql: 5 }, 'its metadata is wrong: originalSql must be a text'],
  ])('%s', (_, more, message) => {
    expect(() => read(written(more))).toThrow(message)
  })

  test.each<[string, Json]>([
    ['null', null],
    ['a text', 'all'],
    ['columns of null', { feature_columns: null }],
    ['nulls', { feature_columns: [null, 5, [], {}] }],
    [
      'columns without fields',
      { feature_columns: [{ type: 'BucketColumn' }, { type: 'CrossColumn', value: [] }] },
    ],
  ])('features that are %s', (_, features) => {
    const metadata = read(written({ features }))
    expect(metadata['sqlflow']).toMatchObject({ features })
    expect(encodeMetadata(metadata)).toContain('"features":{')
  })
})
