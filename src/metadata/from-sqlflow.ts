/**
 * The metadata that SQLFlow left behind, mapped to ours. Its feature columns are Python objects, written
 * as `{type, …}` with or without a `value` around the fields; ours are the functions that a user would
 * have written. What has no place in ours stays under `sqlflow`, so that nothing is lost.
 */
import { type EngineName, engineOf, engines } from '../engines/table.ts'
import { DocumentError } from './document-error.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { metadataVersion } from './metadata.ts'

/** SQLFlow's words; no document of ours has them. Early releases wrote `estimator`, as ours do. */
export function isSqlflow(value: JsonObject): boolean {
  return (
    (value['formatVersion'] ?? undefined) === undefined &&
    ['class_name', 'model_repo_image', 'original_sql', 'model_type'].some((field) => field in value)
  )
}

/** Algorithms of the PAI platform, which no image of ours or of a user holds. */
const paiModel = 2

export function fromSqlflow(value: JsonObject, into: string): JsonObject {
  // The rest is mapped, or unknown; as it was written it stays under `sqlflow`.
  const { original_sql, select, validation_select, model_repo_image, class_name, estimator, ...rest } = value
  const { attributes, features, label, evaluation, model_type } = rest
  const name = class_name ?? estimator
  if (model_type === paiModel) {
    const what = typeof name === 'string' ? `\`${printable(name)}\`` : 'an algorithm'
    throw new DocumentError(
      'unsupported',
      `it was trained by ${what} of the PAI platform, which only PAI can run`,
    )
  }
  const labelName = columnName(label)
  const engine = typeof name === 'string' ? engineOf(name) : undefined
  return {
    formatVersion: metadataVersion,
    ...given('originalSql', original_sql),
    ...given('select', select),
    ...given('validationSelect', validation_select),
    ...given('image', model_repo_image),
    ...given('estimator', name),
    ...(engine === undefined ? {} : { engine }),
    attributes: attributesOf(attributes, engine),
    features: featuresOf(features),
    ...(labelName === undefined ? {} : { label: labelName }),
    into,
    ...(isObject(evaluation) ? { metrics: evaluation } : {}),
    sqlflow: rest,
  }
}

/** SQLFlow writes an empty text, or null, for what there is not. */
function given(field: string, value: Json | undefined): JsonObject {
  return value === undefined || value === null || value === '' ? {} : { [field]: value }
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)
}

/** It keeps the model's parameters only, without the `model.` that TensorFlow's are written with. */
function attributesOf(attributes: Json | undefined, engine: EngineName | undefined): JsonObject {
  if (!isObject(attributes)) return {}
  const prefix = engine === undefined ? '' : engines[engine].parameterPrefix
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
      return call('CATEGORY_ID', numeric(fields['field_desc']), fields['bucket_size'] ?? null)
    case 'SeqCategoryIDColumn':
      return call('SEQ_CATEGORY_ID', numeric(fields['field_desc']), fields['bucket_size'] ?? null)
    case 'CategoryHashColumn':
      return call('CATEGORY_HASH', numeric(fields['field_desc']), fields['bucket_size'] ?? null)
    case 'CrossColumn':
      return call('CROSS', part(fields['keys']), fields['hash_bucket_size'] ?? null)
    case 'WeightedCategoryColumn':
      return call('WEIGHTED_CATEGORY', categoryOf(fields))
    case 'IndicatorColumn':
      return call('INDICATOR', categoryOf(fields))
    case 'EmbeddingColumn': {
      const { dimension, combiner, initializer } = fields
      return call(
        'EMBEDDING',
        categoryOf(fields),
        dimension ?? null,
        ...upToLast([combiner, initializer], ['sum']),
      )
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

/** Before the columns are derived it is null, and the column's name stands beside it. */
function categoryOf({ category_column, name }: JsonObject): Json {
  return part(category_column ?? name)
}

/** Texts up to the last one that is given; a default stands for one that is not. */
function upToLast(values: readonly (Json | undefined)[], defaults: readonly string[]): Json[] {
  const last = values.findLastIndex((value) => typeof value === 'string' && value !== '')
  return values.slice(0, last + 1).map((value, at) => value || (defaults[at] ?? ''))
}

/** `DENSE(c, 4, ",")`, `SPARSE(c, 1000, ",", "int", ":")`, or the bare column. */
function numeric(field: Json | undefined): Json {
  const column = { column: columnName(field) ?? '' }
  const { shape, delimiter, is_sparse, dtype, delimiter_kv } = isObject(field) ? field : {}
  const sizes = Array.isArray(shape) ? shape : []
  const isPlain = !is_sparse && (sizes.length === 0 || (sizes.length === 1 && sizes[0] === 1))
  if (isPlain) return column
  const size = sizes.length === 1 ? sizes[0] : sizes
  const more = upToLast([delimiter, typeName(dtype), delimiter_kv], ['', 'float'])
  return call(is_sparse ? 'SPARSE' : 'DENSE', column, size ?? null, ...more)
}

/** SQLFlow numbers its types, or writes their names; float is what a column has when nothing is said. */
function typeName(type: Json | undefined): string {
  if (type === 0 || (typeof type === 'string' && type.startsWith('int'))) return 'int'
  return type === 2 || type === 'string' ? 'string' : ''
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
