/** The JSON Schema of the metadata document, made from the table of fields. */
import { metadataFields, requiredFields } from './fields.ts'
import { metadataVersion } from './metadata.ts'

export function metadataSchema(): Readonly<Record<string, unknown>> {
  const properties = [...metadataFields].map(([field, { kind, doc }]) => [
    field,
    { ...kind.schema, description: doc },
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Model metadata',
    description: 'What sqlflowc keeps of a trained model. Readers keep the fields that they do not know.',
    type: 'object',
    required: requiredFields,
    additionalProperties: true,
    properties: {
      ...Object.fromEntries(properties),
      formatVersion: { const: metadataVersion, description: 'Version of this format.' },
    },
  }
}
