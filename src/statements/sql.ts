/** Ordinary SQL: run as it is written. */
import { lastPart } from './names.ts'
import type { StatementKind } from './statement.ts'

export const sql: StatementKind<'sql'> = {
  touches: ({ scope }) => ({ scopes: [scope], results: [] }),
  words: ({ verb, scope }) => {
    const named = scope.targets[0]?.name ?? scope.tables[0]?.name ?? scope.scopes[0]?.tables[0]?.name
    return named ? [verb, lastPart(named)] : [verb]
  },
  query: () => undefined,
  attributes: () => [],
  spec: () => ({}),
}
