/** Text that could not be read: it has no facts, and stops the compilation anyway. */
import type { StatementFacts } from './statement.ts'

export const broken: StatementFacts<'broken'> = {
  touches: () => ({ scopes: [], results: [] }),
  words: () => ['broken'],
  query: () => undefined,
  attributes: () => [],
  outline: ({ span }, text) => ({ name: text.slice(span.start, span.end), brings: 'unknown' }),
}
