/** The JSON Schema of `sqlflow.yaml`, made from the table of fields. */
import { unfitPattern } from './check.ts'
import { fileShape } from './fields.ts'
import type { MemberShape, Shape, TextShape } from './shape.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

export function settingsSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'sqlflow.yaml',
    description: 'Settings of sqlflowc for the programs of a folder.',
    ...schemaOf(fileShape()),
  }
}

function memberSchema(shape: MemberShape): JsonSchema {
  return {
    ...schemaOf(shape),
    ...(shape.doc === undefined ? {} : { description: shape.doc }),
    ...(shape.default === undefined ? {} : { default: shape.default }),
  }
}

function schemaOf(shape: Shape): JsonSchema {
  switch (shape.type) {
    case 'boolean':
      return { type: 'boolean' }
    case 'integer': {
      const { min, max = Number.MAX_SAFE_INTEGER } = shape
      return { type: 'integer', ...(min === undefined ? {} : { minimum: min }), maximum: max }
    }
    case 'text':
      return textSchema(shape)
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) }
    case 'map':
      return {
        type: 'object',
        propertyNames: textSchema(shape.keys),
        additionalProperties: schemaOf(shape.of),
      }
    case 'object': {
      const members = Object.entries(shape.members).map(([name, member]) => [name, memberSchema(member)])
      return {
        type: 'object',
        additionalProperties: false,
        ...(shape.needs === undefined ? {} : { required: shape.needs }),
        properties: Object.fromEntries(members),
      }
    }
    case 'either':
      return { anyOf: shape.of.map(schemaOf) }
  }
}

function textSchema({ values, pattern, secret, scalar, mayBeEmpty }: TextShape): JsonSchema {
  if (values) return { enum: values }
  return {
    type: scalar ? ['string', 'number', 'boolean'] : 'string',
    // No pattern lets an empty text or what is unfit for a workflow pass; the tests try.
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
    ...(pattern === undefined && !mayBeEmpty ? { minLength: 1 } : {}),
    ...(pattern === undefined && !secret ? { not: { type: 'string', pattern: unfitPattern } } : {}),
  }
}
