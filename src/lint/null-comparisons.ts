/** Where conditions compare with NULL. One walk over the tokens of a statement; brackets inherit what they stand in. */
import type { Span } from '../diagnostics/source.ts'
import { query } from '../statements/table.ts'
import type { TokenCursor } from '../syntax/token-cursor.ts'
import { kind } from '../syntax/tokens.ts'
import { has } from '../syntax/words.ts'
import type { LintContext } from './context.ts'

export interface NullComparison {
  readonly kind: 'comparison' | 'list'
  readonly span: Span
  readonly operator: string
}

/** Words behind which `=` compares, and words behind which it assigns or is neither. */
const conditions = new Set(['WHERE', 'HAVING', 'ON', 'WHEN', 'QUALIFY'])
const others = new Set(
  'SELECT SET VALUES FROM GROUP ORDER LIMIT THEN ELSE END RETURNING UPDATE DO WITH DUPLICATE CONFLICT CASE'.split(
    ' ',
  ),
)

/** Words between which a NULL on the left of an operator is compared, and not listed or assigned; or none. */
const leading = new Set(['WHERE', 'AND', 'OR', 'ON', 'HAVING', 'WHEN', 'NOT', ''])

export function findNullComparisons(context: LintContext): NullComparison[] {
  return context.statements.flatMap((statement, index) => {
    const asked = statement.kind === 'sql' ? statement : query(statement)
    if (!asked || (statement.kind === 'sql' && statement.unknown !== undefined)) return []
    const tokens = (asked.words & has.null) === 0 ? undefined : context.tokensOf(index)
    return tokens ? comparisons(tokens) : []
  })
}

function comparisons(cursor: TokenCursor): NullComparison[] {
  const found: NullComparison[] = []
  const levels: boolean[] = []
  let compares = false
  for (let at = 0; at < cursor.tokens.count; at++) {
    const type = cursor.tokens.kind[at]
    if (type === kind.open) levels.push(compares)
    else if (type === kind.close) compares = levels.pop() ?? false
    if (type !== kind.word) continue
    const word = cursor.word(at)
    if (conditions.has(word)) compares = true
    else if (others.has(word)) compares = false
    else if (word === 'NULL' && compares) {
      const [before, after] = [cursor.image(at - 1), cursor.image(at + 1)]
      if (isComparison(before))
        found.push({ kind: 'comparison', span: cursor.span(at - 1, at + 1), operator: before })
      else if (isComparison(after) && leading.has(cursor.word(at - 1)))
        found.push({ kind: 'comparison', span: cursor.span(at, at + 2), operator: after })
    } else if (word === 'IN' && cursor.word(at - 1) === 'NOT' && cursor.opens(at + 1)) {
      const range = cursor
        .split(at + 2, cursor.mate(at + 1))
        .find(([first, end]) => end - first === 1 && cursor.word(first) === 'NULL')
      if (range) found.push({ kind: 'list', span: cursor.span(...range), operator: 'NOT IN' })
    }
  }
  return found
}

function isComparison(operator: string): boolean {
  return operator === '=' || operator === '<>' || operator === '!='
}
