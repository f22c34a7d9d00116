/** Ordinary SQL: run as it is written. */
import type { SqlStatement } from '../syntax/ast.ts'
import { dotted, lastPart } from './names.ts'
import type { Outline, StepFacts } from './statement.ts'

export const sql: StepFacts<'sql'> = {
  touches: ({ scope }) => ({ scopes: [scope], results: [] }),
  words: ({ verb, scope }) => {
    const named = scope.targets[0]?.name ?? scope.tables[0]?.name ?? scope.scopes[0]?.tables[0]?.name
    return named ? [verb, lastPart(named)] : [verb]
  },
  query: () => undefined,
  attributes: () => [],
  program: 'sql',
  spec: () => ({}),
  outline,
}

/** `CREATE TABLE db.t`, `INSERT db.t`; a query by its text. */
function outline({ verb, scope, span }: SqlStatement, text: string): Outline {
  const [target] = scope.targets
  if (!target || target.name.parts.length === 0)
    return { name: text.slice(span.start, span.end), brings: 'nothing' }
  const makes = target.action === 'create' || target.action === 'drop' || target.action === 'alter'
  return {
    name: [verb, ...(makes ? [target.object.toUpperCase()] : []), dotted(target.name)].join(' '),
    brings: target.action === 'create' ? 'table' : 'nothing',
  }
}
