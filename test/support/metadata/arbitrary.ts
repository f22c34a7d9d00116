/** Metadata documents at random, right and almost right. */
import fc from 'fast-check'
import type { Json } from '../../../src/index.ts'
import { metadataFields, requiredFields } from '../../../src/metadata/fields.ts'

/** Lone surrogates and `__proto__` among them. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toJSON',
    '\ud800',
    'a\udfffb',
    '\u0000',
    '列',
    '😀',
    '\u2028',
  ),
)

/** What JSON can hold; -0 is left out, which JSON has not. */
const json: fc.Arbitrary<Json> = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    ),
  }))
  .value.map((value) => value as Json)

const map = fc.dictionary(text, json, { maxKeys: 4 })

/** Right values of the fields that are no texts. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  formatVersion: fc.constant(1),
  image: fc.constantFrom('i', 'repo/image:1'),
  estimator: fc.constantFrom('DNNClassifier', 'xgboost.gbtree', '估'),
  engine: fc.constantFrom('xgboost', 'tensorflow'),
  attributes: map,
  features: map,
  columns: fc.array(fc.record({ name: text, type: text }), { maxLength: 3 }),
  derivedFeatures: json.filter((value) => value !== null),
  trainedAt: fc
    .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  rows: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  metrics: map,
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
}

const known = [...metadataFields.keys()]

/** Names of other versions' fields. */
const later = text.filter((name) => !metadataFields.has(name))

/** Documents that follow the table of fields, and hold what other versions know. */
export const documents: fc.Arbitrary<Record<string, Json>> = fc
  .tuple(
    fc.record(Object.fromEntries(known.map((field) => [field, values[field] ?? text])), {
      requiredKeys: [...requiredFields],
    }),
    fc.dictionary(later, json, { maxKeys: 3 }),
  )
  .map(([ours, theirs]) => joined(theirs, ours) as Record<string, Json>)

/** Documents in which up to three fields are wrong, absent, or right by chance. */
export const nearDocuments: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    documents,
    fc.array(
      fc.tuple(
        fc.constantFrom(...known),
        fc.oneof(
          json,
          fc.constantFrom<unknown>(
            undefined,
            Number.NaN,
            Number.POSITIVE_INFINITY,
            -1,
            1.5,
            2 ** 53,
            '2026-01-31T09:30:00Z\n',
            '٢٠٢٦-01-31T09:30:00Z',
            [undefined],
            [{ name: 'a' }],
            { a: Number.NaN },
          ),
        ),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([document, changes]) => joined(document, Object.fromEntries(changes)))

/** Object.assign would call the setter of `__proto__`. */
function joined(...parts: readonly object[]): Record<string, unknown> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)))
}
