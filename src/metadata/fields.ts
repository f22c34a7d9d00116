/** The fields of the metadata document: one table for reading, writing and the published JSON Schema. */
import { engineNames } from '../engines/table.ts'
import { isObject, type Json } from './json.ts'

interface FieldKind {
  /** Goes after the field's name: "must be a text". */
  readonly must: string
  fits(value: Json): boolean
  readonly schema: Readonly<Record<string, unknown>>
}

export interface MetadataField {
  readonly kind: FieldKind
  readonly doc: string
  /** What stands for the field when a document of another hand leaves it out; written documents always have it. */
  readonly otherwise?: Json
}

const text: FieldKind = {
  must: 'must be a text',
  fits: (value) => typeof value === 'string',
  schema: { type: 'string' },
}

const count: FieldKind = {
  must: 'must be a whole number, 0 or more',
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
}

const version: FieldKind = {
  must: 'must be a whole number, 1 or more',
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  schema: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
}

const name: FieldKind = {
  must: 'must be a text that is not empty',
  fits: (value) => typeof value === 'string' && value !== '',
  schema: { type: 'string', minLength: 1 },
}

const engine: FieldKind = {
  must: `must be ${engineNames.join(' or ')}`,
  fits: (value) => engineNames.some((known) => known === value),
  schema: { enum: engineNames },
}

const map: FieldKind = {
  must: 'must be an object',
  fits: isObject,
  schema: { type: 'object' },
}

/** Null is how other hands write that there is nothing. */
const anything: FieldKind = {
  must: 'must not be null',
  fits: (value) => value !== null,
  schema: { not: { type: 'null' } },
}

const columns: FieldKind = {
  must: 'must be a list of objects with the texts name and type',
  fits: (value) =>
    Array.isArray(value) &&
    value.every(
      (item: Json) => isObject(item) && typeof item['name'] === 'string' && typeof item['type'] === 'string',
    ),
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'type'],
      properties: { name: { type: 'string' }, type: { type: 'string' } },
    },
  },
}

// Not \d, which is more than ten digits in other languages.
const timePattern =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/
const time: FieldKind = {
  must: 'must be a time such as 2026-01-31T09:30:00Z',
  fits: (value) => typeof value === 'string' && timePattern.test(value),
  schema: { type: 'string', pattern: timePattern.source },
}

const digestPattern = /^[0-9a-f]{64}$/
const digest: FieldKind = {
  must: 'must be 64 hexadecimal digits in lower case',
  fits: (value) => typeof value === 'string' && digestPattern.test(value),
  schema: { type: 'string', pattern: digestPattern.source },
}

/** In the order in which they are written. */
const table: Readonly<Record<string, MetadataField>> = {
  formatVersion: { kind: version, doc: 'Version of this format.', otherwise: 1 },
  originalSql: { kind: text, doc: 'The whole TRAIN statement, as it was written.', otherwise: '' },
  select: { kind: text, doc: 'The SELECT that gave the training data.', otherwise: '' },
  validationSelect: { kind: text, doc: 'The SELECT that gave the validation data.' },
  image: { kind: name, doc: 'Image that the estimator lives in; absent for the default image.' },
  estimator: { kind: name, doc: 'Name of the estimator, without its image.' },
  engine: { kind: engine, doc: 'The family that the estimator belongs to.' },
  attributes: { kind: map, doc: 'The attributes of WITH, as they were written.', otherwise: {} },
  features: {
    kind: map,
    doc: 'Feature columns by target; empty when every column of the SELECT is a feature.',
    otherwise: {},
  },
  label: { kind: text, doc: 'The column that is predicted.' },
  preTrainedModel: { kind: text, doc: 'The model that training went on from.' },
  into: { kind: text, doc: 'The name that the model was saved under.', otherwise: '' },
  columns: { kind: columns, doc: 'Columns of the training data, with their types in the database’s words.' },
  derivedFeatures: { kind: anything, doc: 'The features as training derived them; every use takes these.' },
  trainedAt: { kind: time, doc: 'When training ended.' },
  rows: { kind: count, doc: 'How many rows the model was trained on.' },
  metrics: { kind: map, doc: 'What training measured.' },
  compiler: { kind: text, doc: 'The compiler that wrote the step, and its version.' },
  engineVersion: { kind: text, doc: 'Version of the engine that trained the model.' },
  sha256: { kind: digest, doc: 'SHA-256 of the model’s bytes.' },
}

export const metadataFields: ReadonlyMap<string, MetadataField> = new Map(Object.entries(table))

/** Fields without which there is no document: written ones have also those that reading can do without. */
const needed = ['estimator', 'engine']

export const requiredFields: readonly string[] = [...metadataFields]
  .filter(([field, { otherwise }]) => otherwise !== undefined || needed.includes(field))
  .map(([field]) => field)
