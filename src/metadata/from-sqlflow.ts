/**
 * The metadata that SQLFlow left behind, mapped to ours. Its feature columns are Python objects, written
 * as `{type, …}` with or without a `value` around the fields; ours are the functions that a user would
 * have written. What has no place in ours stays under `sqlflow`, so that nothing is lost.
 */
import { engineOf } from '../engines/table.ts'
import { DocumentError } from './document-error.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { metadataVersion } from './metadata.ts'

/** SQLFlow's word for an estimator; no document of ours has it. */
export function isSqlflow(value: JsonObject): boolean {
  return value['formatVersion'] === undefined && ('class_name' in value || 'model_repo_image' in value)
}

/** Algorithms of the PAI platform, which no image of ours or of a user holds. */
const paiModel = 2

export function fromSqlflow(value: JsonObject, into: string): JsonObject {
  const {
    original_sql,
    select,
    validation_select,
    model_repo_image,
    class_name,
    attributes,
    features,
    label,
    evaluation,
    model_type,
    ...rest
  } = value
  if (model_type === paiModel) {
    throw new DocumentError(
      'unsupported',
      `it was trained by ${class_name === undefined ? 'an algorithm' : `\`${shown(class_name)}\``} of the PAI platform, which only PAI can run`,
    )
  }
  const labelName = columnName(label)
  const engine = typeof class_name === 'string' ? engineOf(class_name) : undefined
  return {
    formatVersion: metadataVersion,
    ...given('originalSql', original_sql),
    ...given('select', select),
    ...given('validationSelect', validation_select),
    ...given('image', model_repo_image),
    ...given('estimator', class_name),
    ...(engine === undefined ? {} : { engine }),
    attributes: attributesOf(attributes, engine),
    features: featuresOf(features),
    ...(labelName === undefined ? {} : { label: labelName }),
    into,
    ...(isObject(evaluation) ? { metrics: evaluation } : {}),
    sqlflow: { ...rest, ...given('features', features), ...given('label', label) },
  }
}

/** SQLFlow writes an empty text, or null, for what there is not. */
function given(field: string, value: Json | undefined): JsonObject {
  return value === undefined || value === null || value === '' ? {} : { [field]: value }
}

function shown(value: Json): string {
  return typeof value === 'string' ? value.slice(0, 80) : 'an algorithm'
}

/** It keeps the model's parameters only, without the `model.` that TensorFlow's are written with. */
function attributesOf(attributes: Json | undefined, engine: string | undefined): JsonObject {
  if (!isObject(attributes)) return {}
  const prefix = engine === 'tensorflow' ? 'model.' : ''
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key.includes('.') ? key : `${prefix}${key}`, value]),
  )
}

function featuresOf(features: Json | undefined): JsonObject {
  if (!isObject(features)) return {}
  return Object.fromEntries(
    Object.entries(features).flatMap(([target, columns]) =>
      Array.isArray(columns) ? [[target, columns.map(columnOf)]] : [],
    ),
  )
}

/** A feature column as the function that makes it; what is not known stays as it is. */
function columnOf(column: Json): Json {
  if (!isObject(column)) return typeof column === 'string' ? { column } : column
  const { type } = column
  const fields = fieldsOf(column)
  switch (type) {
    case 'NumericColumn':
      return numeric(fields['field_desc'])
    case 'BucketColumn':
      return call('BUCKET', part(fields['source_column']), fields['boundaries'] ?? [])
    case 'CategoryIDColumn':
      return call('CATEGORY_ID', named(fields['field_desc']), fields['bucket_size'] ?? null)
    case 'SeqCategoryIDColumn':
      return call('SEQ_CATEGORY_ID', named(fields['field_desc']), fields['bucket_size'] ?? null)
    case 'CategoryHashColumn':
      return call('CATEGORY_HASH', named(fields['field_desc']), fields['bucket_size'] ?? null)
    case 'CrossColumn':
      return call('CROSS', part(fields['keys']), fields['hash_bucket_size'] ?? null)
    case 'IndicatorColumn':
      return call('INDICATOR', part(fields['category_column']))
    case 'EmbeddingColumn': {
      const { category_column, dimension, combiner, initializer } = fields
      const named = [combiner, initializer].filter((text) => typeof text === 'string' && text !== '')
      return call('EMBEDDING', part(category_column), dimension ?? null, ...(named as Json[]))
    }
    default:
      return column
  }
}

function fieldsOf(column: JsonObject): JsonObject {
  return isObject(column['value']) ? column['value'] : column
}

function part(value: Json | undefined): Json {
  return Array.isArray(value) ? value.map(columnOf) : columnOf(value ?? null)
}

function call(name: string, ...parameters: readonly Json[]): Json {
  return { function: name, arguments: parameters }
}

function named(field: Json | undefined): Json {
  return { column: columnName(field) ?? '' }
}

/** `DENSE(c, 4, ",")`, `SPARSE(c, 1000, ",")`, or the bare column. */
function numeric(field: Json | undefined): Json {
  const { shape, delimiter, is_sparse } = isObject(field) ? field : {}
  const sizes = Array.isArray(shape) ? shape : []
  const isPlain = !is_sparse && (sizes.length === 0 || (sizes.length === 1 && sizes[0] === 1))
  if (isPlain) return named(field)
  const size = sizes.length === 1 ? sizes[0] : sizes
  const separator = typeof delimiter === 'string' && delimiter !== '' ? [delimiter] : []
  return call(is_sparse ? 'SPARSE' : 'DENSE', named(field), size ?? null, ...separator)
}

/** The name of a column: a text, a field description, or a column that holds one. */
function columnName(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (!isObject(value)) return undefined
  const fields = fieldsOf(value)
  for (const inner of [fields['name'], fields['feature_name']]) {
    if (typeof inner === 'string' && inner !== '') return inner
  }
  return columnName(fields['field_desc'])
}
