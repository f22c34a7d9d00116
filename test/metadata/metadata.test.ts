/** The metadata document: the schema that is published, writing and reading agree, and nothing is lost silently. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, Metadata } from '../../src/index.ts'
import { decodeMetadata, encodeMetadata } from '../../src/metadata/document.ts'
import { metadataFields } from '../../src/metadata/fields.ts'
import { canonical } from '../../src/metadata/json.ts'
import { documents, nearDocuments } from '../support/metadata/arbitrary.ts'
import { projectRoot } from '../support/shared.ts'
import { metadataOf } from '../support/stores/models.ts'

const schema = JSON.parse(readFileSync(join(projectRoot, 'src/schema/metadata.schema.json'), 'utf8'))
const valid = new Ajv2020({ allErrors: true }).compile(schema)

const encode = (value: object): string => encodeMetadata(value as Metadata)

/** `fault: message` of the refusal; the text itself when there is none. */
function outcome(run: () => unknown): string {
  try {
    return canonical(run() as Json)
  } catch (error) {
    if (!(error instanceof Error && 'fault' in error)) throw error
    expect(error.message).not.toMatch(/\n/)
    expect(error.message.length).toBeLessThan(200)
    return `${error.fault}: ${error.message}`
  }
}

describe('the schema, writing and reading agree', () => {
  test('what is written is valid, reads as it was, and is written the same again', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const text = encode(document)
        expect(valid(JSON.parse(text)), JSON.stringify(valid.errors)).toBe(true)
        for (const form of [text, new TextEncoder().encode(text), `\uFEFF${text}`]) {
          const read = decodeMetadata(form)
          expect(canonical(read)).toBe(canonical(document))
          expect(encodeMetadata(read)).toBe(text)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('what the schema refuses is not written, and what it takes is', () => {
    let refused = 0
    fc.assert(
      fc.property(nearDocuments, (document) => {
        // As the schema sees it: what JSON makes of the document, if that is still the document.
        const json = JSON.parse(JSON.stringify(document))
        const isJson = Object.values(document).every(
          (value) => !/NaN|Infinity|undefined/.test(shownBy(value)),
        )
        if (valid(json) && isJson) {
          encode(document)
          return
        }
        refused++
        expect(() => encode(document)).toThrow(/metadata/)
      }),
      { numRuns: 2000 },
    )
    expect(refused).toBeGreaterThan(500)
  })

  test('known fields come first, in the order of the table', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const keys = Object.keys(JSON.parse(encode(document))).filter((key) => !/^\d+$/.test(key))
        const order = [...metadataFields.keys()].filter((field) => field in document)
        expect(keys.slice(0, order.length)).toEqual(order)
      }),
    )
  })

  test('any bytes are read, or refused in one line', () => {
    const anything = fc.oneof(
      fc.uint8Array(),
      fc.json(),
      fc.json().map((text) => `{"estimator":"E","rows":${text}}`),
    )
    fc.assert(
      fc.property(anything, (document) => {
        expect(outcome(() => decodeMetadata(document))).toMatch(/^(\{|damaged: |newer: )/)
      }),
      { numRuns: 1000 },
    )
  })
})

/** What is in a value and JSON has not, by name. */
function shownBy(value: unknown): string {
  if (value === undefined) return ''
  if (Array.isArray(value))
    return value.map((item) => (item === undefined ? 'undefined' : shownBy(item))).join()
  if (typeof value === 'object' && value !== null) return Object.values(value).map(shownBy).join()
  return typeof value === 'number' ? String(value) : ''
}

describe('what JSON would change is not written', () => {
  const nested = (depth: number): Json => {
    let value: Json = 1
    for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value }
    return value
  }
  test.each<[string, unknown, string]>([
    ['NaN', { metrics: { loss: Number.NaN } }, 'metrics.loss is NaN, which JSON has not'],
    ['infinite', { later: [1, -Infinity] }, 'later[1] is infinite, or too large a number'],
    ['undefined in a list', { later: { a: [undefined] } }, 'later.a[0] is undefined, which JSON has not'],
    // biome-ignore lint/suspicious/noSparseArray: that is what is tried
    ['a hole in a list', { later: [1, , 2] }, 'later[1] is undefined, which JSON has not'],
    ['a bigint', { later: 10n }, 'later is bigint, which JSON has not'],
    ['a function', { toJSON: () => 'gone' }, 'toJSON is function, which JSON has not'],
    ['a date', { attributes: { at: new Date(0) } }, 'attributes.at is no plain object'],
    ['a map', { attributes: new Map([['a', 1]]) }, 'attributes is no plain object'],
    ['bytes', { derivedFeatures: new Uint8Array(3) }, 'derivedFeatures is no plain object'],
    [
      'deep',
      { derivedFeatures: nested(10_000) },
      'derivedFeatures.a[0].a[0].a… is more than 500 levels deep',
    ],
    ['a long name', { later: { ['x\n'.repeat(99)]: Number.NaN } }, 'later.… is NaN, which JSON has not'],
  ])('%s', (_, more, message) => {
    const document = { ...metadataOf('m'), ...(more as object) }
    expect(outcome(() => encode(document))).toBe(`damaged: its metadata can’t be kept: ${message}`)
  })

  test('a cycle', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    expect(outcome(() => encode({ ...metadataOf('m'), cycle }))).toMatch(/levels deep/)
  })

  test('five hundred levels are', () => {
    const document = metadataOf('m', { later: nested(499) })
    expect(decodeMetadata(encode(document))).toEqual(document)
  })

  test('absent fields may be undefined', () => {
    expect(encode({ ...metadataOf('m'), image: undefined, later: { a: undefined } })).toBe(
      encode(metadataOf('m', { later: {} })),
    )
  })

  test('lone surrogates, __proto__ and large numbers come back', () => {
    const later = JSON.parse(
      '{"__proto__":{"a":"\\ud800"},"big":9007199254740991,"huge":1.7976931348623157e308}',
    )
    const document = { ...metadataOf('m'), ...JSON.parse('{"__proto__":[1]}'), later }
    const text = encode(document)
    expect(new TextDecoder().decode(new TextEncoder().encode(text))).toBe(text)
    expect(canonical(decodeMetadata(text))).toBe(canonical(document))
    expect(Object.getPrototypeOf(decodeMetadata(text))).toBe(Object.prototype)
  })

  test('other formats and missing fields are not', () => {
    expect(outcome(() => encode({ ...metadataOf('m'), formatVersion: 2 }))).toBe(
      'unsupported: metadata is written in format 1 only',
    )
    expect(outcome(() => encode({ formatVersion: 1 }))).toBe('damaged: its metadata has no originalSql')
    expect(outcome(() => encode({ ...metadataOf('m'), label: null }))).toBe(
      'damaged: its metadata is wrong: label must be a text',
    )
  })
})

describe('reading', () => {
  const read = (document: string | Uint8Array) => outcome(() => decodeMetadata(document, 'm'))

  test.each<[string, string | Uint8Array, string]>([
    [
      'a newer format',
      '{"formatVersion":2,"estimator":7}',
      'newer: its metadata has format 2, and this release reads formats up to 1',
    ],
    [
      'no format',
      '{"formatVersion":"1","estimator":"E"}',
      'damaged: its metadata is wrong: formatVersion must be a whole number, 1 or more',
    ],
    [
      'format 0',
      '{"formatVersion":0,"estimator":"E"}',
      'damaged: its metadata is wrong: formatVersion must be a whole number, 1 or more',
    ],
    [
      'no estimator',
      '{"engine":"xgboost"}',
      'damaged: its metadata names no estimator, so it is no metadata of a model',
    ],
    [
      'a null estimator',
      '{"estimator":null}',
      'damaged: its metadata names no estimator, so it is no metadata of a model',
    ],
    [
      'an empty estimator',
      '{"estimator":""}',
      'damaged: its metadata is wrong: estimator must be a text that is not empty',
    ],
    [
      'a number as estimator',
      '{"estimator":5}',
      'damaged: its metadata is wrong: estimator must be a text that is not empty',
    ],
    [
      'an unknown engine',
      '{"estimator":"E","engine":"torch"}',
      'damaged: its metadata is wrong: engine must be xgboost or tensorflow',
    ],
    [
      'a list as attributes',
      '{"estimator":"E","attributes":[]}',
      'damaged: its metadata is wrong: attributes must be an object',
    ],
    [
      'wrong columns',
      '{"estimator":"E","columns":[{"name":"a"}]}',
      'damaged: its metadata is wrong: columns must be a list of objects with the texts name and type',
    ],
    [
      'half a row',
      '{"estimator":"E","rows":0.5}',
      'damaged: its metadata is wrong: rows must be a whole number, 0 or more',
    ],
    [
      'a time in words',
      '{"estimator":"E","trainedAt":"today"}',
      'damaged: its metadata is wrong: trainedAt must be a time such as 2026-01-31T09:30:00Z',
    ],
    [
      'a short digest',
      '{"estimator":"E","sha256":"00"}',
      'damaged: its metadata is wrong: sha256 must be 64 hexadecimal digits in lower case',
    ],
    [
      'a number that is too large',
      '{"estimator":"E","later":{"a":[1e400]}}',
      'damaged: its metadata can’t be kept: later.a[0] is infinite, or too large a number',
    ],
    ['null', 'null', 'damaged: its metadata is null, not an object'],
    ['a list', '[1]', 'damaged: its metadata is a list, not an object'],
    ['a text', '"{}"', 'damaged: its metadata is a string, not an object'],
    ['not JSON', '{"password":"hunter2"', 'damaged: its metadata is not JSON'],
    [
      'NaN',
      '{"estimator":"E","metrics":{"loss":NaN}}',
      'damaged: its metadata is not JSON: it holds NaN or Infinity, which JSON has not',
    ],
    ['nothing', '', 'damaged: its metadata is not JSON'],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'damaged: its metadata is not UTF-8 text'],
    [
      'half of a character',
      new TextEncoder().encode('{"a":"é"}').subarray(0, 7),
      'damaged: its metadata is not UTF-8 text',
    ],
    [
      '10,000 levels',
      `{"estimator":"E","later":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      'damaged: its metadata can’t be kept: later[0][0][0][0][0]… is more than 500 levels deep',
    ],
  ])('%s', (_, document, expected) => {
    expect(read(document)).toBe(expected)
  })

  test('what a document of another hand leaves out is filled in; null is nothing', () => {
    expect(
      decodeMetadata(
        '{"estimator":"XGBRegressor","label":null,"attributes":null,"derivedFeatures":null}',
        'db.m',
      ),
    ).toEqual({
      formatVersion: 1,
      originalSql: '',
      select: '',
      estimator: 'XGBRegressor',
      engine: 'xgboost',
      attributes: {},
      features: {},
      into: 'db.m',
    })
  })

  test('its own name is kept', () => {
    expect(decodeMetadata('{"estimator":"E","into":"other"}', 'm').into).toBe('other')
  })

  test('a byte order mark is passed over', () => {
    const bytes = new TextEncoder().encode('\uFEFF{"estimator":"E"}')
    expect(decodeMetadata(bytes).estimator).toBe('E')
  })
})

test('equal values have one text, by the order of their keys’ UTF-16 units', () => {
  const value = {
    b: [1, { d: null, c: '"' }],
    10: 0,
    9: 0,
    '': true,
    ö: 1,
    '\ud83d\ude00': 2,
    '\uffff': 3,
    absent: undefined,
  }
  expect(canonical(value)).toBe('{"":true,"10":0,"9":0,"b":[1,{"c":"\\"","d":null}],"ö":1,"😀":2,"\uffff":3}')
  fc.assert(
    fc.property(documents, (document) => {
      const reversed = Object.fromEntries(Object.entries(document).reverse())
      expect(canonical(reversed)).toBe(canonical(document))
      expect(canonical(JSON.parse(canonical(document)))).toBe(canonical(document))
    }),
  )
})
