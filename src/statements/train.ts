/** `SELECT … TO TRAIN image/Estimator WITH … COLUMN … LABEL … USING … INTO model` */
import type { Attribute, Name } from '../syntax/ast.ts'
import { lastPart } from './names.ts'
import type { StatementKind } from './statement.ts'

export const train: StatementKind<'train'> = {
  touches: ({ query, attributes, into, pretrained }) => ({
    scopes: [query.scope],
    results: attributes.flatMap(outputTable),
    makesModel: into,
    ...(pretrained ? { usesModel: pretrained } : {}),
  }),
  words: ({ into }) => ['train', lastPart(into)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  spec: () => ({}),
}

/** KMeans names a second table in an attribute, for the cluster of each row. */
function outputTable({ key, value }: Attribute): Name[] {
  if (!/^(model\.)?idx_table_name$/.test(key.value)) return []
  if (value.kind === 'name') return [value]
  if (value.kind !== 'string' || value.value === '') return []
  const parts = value.value
    .split('.')
    .map((part) => ({ kind: 'identifier' as const, value: part, span: value.span }))
  return [{ kind: 'name', parts, span: value.span }]
}
