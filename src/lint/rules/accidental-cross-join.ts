/** Two tables stand beside each other in the query of a step, with nothing that says which rows belong together. */

import { query } from '../../statements/table.ts'
import type { Name } from '../../syntax/ast.ts'
import type { DottedName, SelectSource } from '../../syntax/select.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import type { Rule } from '../rule.ts'

export const accidentalCrossJoin: Rule = {
  name: 'accidental-cross-join',
  code: 'SF453',
  severity: 'warning',
  title: 'every row of one table is paired with every row of another',
  explanation:
    'Tables with a comma or JOIN between them and no WHERE, ON or USING give every pair of their rows: two tables of ten thousand rows give a hundred million, nearly all of them nonsense to learn from. Say which rows belong together. Where all pairs are meant, write CROSS JOIN.',
  bad: 'SELECT s.amount, c.age FROM sales s, customers c\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL amount INTO my_model;',
  good: 'SELECT s.amount, c.age FROM sales s JOIN customers c ON s.customer = c.id\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL amount INTO my_model;',
  more: {
    bad: [
      'SELECT * FROM a JOIN b TO PREDICT r.y USING m;',
      'SELECT * FROM a INNER JOIN b AS c TO PREDICT r.y USING m;',
      'SELECT * FROM a JOIN b ON a.x = b.x, c TO PREDICT r.y USING m;',
    ],
    good: [
      'SELECT * FROM a, b WHERE a.id = b.id TO PREDICT r.y USING m;',
      'SELECT * FROM a CROSS JOIN b TO PREDICT r.y USING m;',
      'SELECT * FROM a NATURAL JOIN b TO PREDICT r.y USING m;',
      'SELECT * FROM a JOIN b USING (id) TO PREDICT r.y USING m;',
      'SELECT * FROM a JOIN b JOIN c ON a.x = b.x AND b.y = c.y TO PREDICT r.y USING m;',
      // One row beside each: the means of the data.
      'SELECT * FROM a, (SELECT avg(x) AS mean FROM a) s TO PREDICT r.y USING m;',
      'WITH s AS (SELECT avg(x) AS mean FROM a) SELECT * FROM a, s TO PREDICT r.y USING m;',
      'CREATE TABLE s AS SELECT avg(x) AS mean FROM a; SELECT * FROM a, s TO PREDICT r.y USING m;',
    ],
  },
  check(context, report) {
    const made = new Set<string>()
    for (const [index, statement] of context.statements.entries()) {
      const effect = context.analysis.effects[index]
      for (const { table } of effect?.changes ?? []) made.add(table)
      if (!query(statement)) continue
      const select = context.select(index)
      const cursor = context.tokensOf(index)
      if (!cursor || !select?.sources || select.where || select.sources.length < 2) continue
      const own = new Set(select.commonQueries.map(({ name }) => name.toLowerCase()))
      // What the program makes may be one row of totals; what others made is a table of rows.
      const isRows = ({ table }: SelectSource): boolean =>
        table !== undefined &&
        !(table.parts.length === 1 && own.has(table.parts[0]?.toLowerCase() ?? '')) &&
        !made.has(context.tableKey(nameOf(table), index))
      const found = unjoined(cursor, select.sources, select.span.end)
      if (!found || !select.sources.every(isRows)) continue
      const [first, second] = found
      report({
        message: `every row of \`${nameIn(first)}\` is paired with every row of \`${nameIn(second)}\``,
        span: second.span,
        labels: [{ span: first.span, message: 'nothing says which rows belong together' }],
        help: 'add ON or WHERE; if all pairs are meant, write CROSS JOIN',
      })
    }
  },
}

/** They say by themselves which rows belong together, or that all do. */
const otherJoins = new Set(['CROSS', 'NATURAL', 'LEFT', 'RIGHT', 'FULL', 'OUTER', 'SEMI', 'ANTI'])

/** The first two neighbours with a comma or JOIN between them and no condition anywhere behind. */
function unjoined(
  cursor: TokenCursor,
  sources: readonly SelectSource[],
  end: number,
): readonly [SelectSource, SelectSource] | undefined {
  const condition = lastCondition(cursor, cursor.from(sources[0]?.span.end ?? end), cursor.from(end))
  for (const [at, second] of sources.entries()) {
    const first = sources[at - 1]
    if (!first || cursor.from(second.span.end) <= condition) continue
    const [from, last] = [cursor.from(first.span.end), cursor.from(second.span.start) - 1]
    const isJoin = cursor.word(last) === 'JOIN' && !some(cursor, from, last, otherJoins)
    if (cursor.image(last) === ',' || isJoin) return [first, second]
  }
  return undefined
}

/** Where the last ON or USING stands, or -1. */
function lastCondition(cursor: TokenCursor, from: number, end: number): number {
  for (let at = end - 1; at >= from; at--) {
    const word = cursor.word(at)
    if (word === 'ON' || word === 'USING') return at
  }
  return -1
}

function some(cursor: TokenCursor, from: number, end: number, words: ReadonlySet<string>): boolean {
  for (let at = from; at < end; at++) if (words.has(cursor.word(at))) return true
  return false
}

function nameIn({ alias, table }: SelectSource): string {
  return table?.parts.at(-1) ?? alias ?? ''
}

function nameOf({ parts, span }: DottedName): Name {
  const identifiers = parts.map((value) => ({ kind: 'identifier' as const, value, span }))
  return { kind: 'name', parts: identifiers, span }
}
