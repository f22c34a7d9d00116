/** Text that could not be read: it has no facts, and stops the compilation anyway. */
import type { StatementKind } from './statement.ts'

export const broken: StatementKind<'broken'> = {
  touches: () => ({ scopes: [], results: [] }),
  words: () => ['broken'],
  query: () => undefined,
  attributes: () => [],
  spec: () => ({}),
}
