/** Queries with some trait in their text whose rows a model is trained on, directly or through tables of the program. */
import type { Span } from '../diagnostics/source.ts'
import { query } from '../statements/table.ts'
import type { TokenCursor } from '../syntax/token-cursor.ts'
import type { KnownWords } from '../syntax/words.ts'
import type { LintContext } from './context.ts'
import { carryTaint } from './taint.ts'

interface Sampled {
  /** Where the trait stands. */
  readonly place: Span
  /** The first TRAIN that it decides. */
  readonly training: number
  /** The training query that reads a table with the trait. */
  readonly through?: Span
}

/**
 * Each place once.
 *
 * @param mayHave whether its words allow for the trait; most do not, and are not looked at
 */
export function sampledTables(
  context: LintContext,
  mayHave: (words: KnownWords) => boolean,
  trait: (query: TokenCursor, statement: number) => Span | undefined,
): Sampled[] {
  const found = new Map<number, Sampled>()
  const inQuery = (index: number): Span | undefined => {
    const statement = context.statements[index]
    const words = statement?.kind === 'sql' ? statement : statement && query(statement)
    if (!words || !mayHave(words)) return undefined
    const tokens = context.select(index) && context.tokensOf(index)
    return tokens && trait(tokens, index)
  }
  if (context.each('train').next().done) return []
  const read = carryTaint(context.analysis, (index) =>
    context.statements[index]?.kind === 'sql' ? inQuery(index) : undefined,
  )
  for (const [statement, index] of context.each('train')) {
    const own = inQuery(index)
    if (own && !found.has(own.start)) found.set(own.start, { place: own, training: index })
    const place = read[index]
    if (place && !found.has(place.start))
      found.set(place.start, { place, training: index, through: statement.query.span })
  }
  return [...found.values()]
}
