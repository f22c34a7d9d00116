/** The JSON Schema of `sqlflow.yaml`, made from the table of fields. */
import { type Field, fields } from './fields.ts'

type Schema = { [key: string]: unknown }

export function settingsSchema(): Schema {
  const root = group('Settings of sqlflowc for the programs of a folder.')
  for (const [path, field] of Object.entries(fields)) {
    const parts = path.split('.')
    const last = parts.pop() ?? ''
    let at = root
    for (const part of parts) {
      const properties = at['properties'] as Schema
      properties[part] ??= group()
      at = properties[part] as Schema
    }
    ;(at['properties'] as Schema)[last] = schemaOf(field)
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'sqlflow.yaml', ...root }
}

function group(description?: string): Schema {
  return {
    type: 'object',
    ...(description ? { description } : {}),
    additionalProperties: false,
    properties: {},
  }
}

function schemaOf(field: Field): Schema {
  return {
    ...typeOf(field),
    description: field.doc,
    ...(field.default === undefined ? {} : { default: field.default }),
  }
}

function typeOf({ type, values, min, pattern }: Field): Schema {
  switch (type) {
    case 'string':
      return {
        type,
        minLength: 1,
        ...(values ? { enum: values } : {}),
        ...(pattern ? { pattern: pattern.source } : {}),
      }
    case 'integer':
      return { type, ...(min === undefined ? {} : { minimum: min }) }
    case 'boolean':
      return { type }
    case 'strings':
      return { type: 'array', items: { type: 'string' } }
    case 'objects':
      return { type: 'array', items: { type: 'object' } }
    case 'map':
      return { type: 'object' }
    case 'environment':
      return {
        type: 'object',
        propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
        additionalProperties: {
          anyOf: [
            { type: ['string', 'number', 'boolean'] },
            {
              type: 'object',
              required: ['secret', 'key'],
              properties: { secret: { type: 'string' }, key: { type: 'string' } },
            },
          ],
        },
      }
  }
}
