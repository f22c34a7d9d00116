/** Where a query draws at random without a seed, so that each run draws other rows: `RAND()`, `TABLESAMPLE`. */
import type { Span } from '../diagnostics/source.ts'
import type { TokenCursor } from '../syntax/token-cursor.ts'
import { has, type KnownWords } from '../syntax/words.ts'

interface Draw {
  /** The token where it begins. */
  readonly token: number
  readonly span: Span
}

/** With an argument it is a seed. */
const functions = new Set(['RAND', 'RANDOM'])
/** They make keys; who sorts by one shuffles. */
const sortKeys = new Set(['UUID', 'NEWID', 'GEN_RANDOM_UUID'])
const limits = new Set(['LIMIT', 'FETCH'])
const methods = new Set(['BERNOULLI', 'SYSTEM'])

/** A query without such words draws nothing. */
export function mayDraw({ words, calls }: KnownWords): boolean {
  if ((words & has.tablesample) !== 0) return true
  return calls.some((name) => functions.has(name.toUpperCase()) || sortKeys.has(name.toUpperCase()))
}

export function draws(cursor: TokenCursor): Draw[] {
  const found: Draw[] = []
  const { count } = cursor.tokens
  let limited = false
  // From behind, since what is sorted at random is drawn from only where a LIMIT follows.
  for (let at = count - 1; at >= 0; at--) {
    const word = cursor.word(at)
    if (word === '') continue
    limited ||= limits.has(word)
    const isSorted = cursor.word(at - 1) === 'BY'
    if (word === 'TABLESAMPLE' && isUnseededSample(cursor, at)) {
      found.push({ token: at, span: cursor.span(at, Math.min(cursor.after(at + 2), count)) })
    } else if (functions.has(word) || (sortKeys.has(word) && isSorted)) {
      const isCall = cursor.image(at + 1) === '(' && cursor.image(at + 2) === ')'
      if (isCall && cursor.image(at - 1) !== '.' && (limited || !isSorted))
        found.push({ token: at, span: cursor.span(at, at + 3) })
    }
  }
  return found.reverse()
}

/** PostgreSQL's `TABLESAMPLE method (n)`; Hive's takes the same part of a table each time. */
function isUnseededSample(cursor: TokenCursor, at: number): boolean {
  if (!methods.has(cursor.word(at + 1)) || !cursor.opens(at + 2)) return false
  return cursor.word(cursor.after(at + 2)) !== 'REPEATABLE'
}
