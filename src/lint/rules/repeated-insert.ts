/** The same INSERT twice in a row: its rows are there twice. */
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import type { Rule } from '../rule.ts'

export const repeatedInsert: Rule = {
  name: 'repeated-insert',
  code: 'SF459',
  severity: 'warning',
  title: 'the same INSERT stands twice in a row',
  explanation:
    'Two equal INSERT statements with nothing between them put the same rows into the table twice, which is mostly a slip of copying. A model that is trained on them sees these rows with twice the weight. Leave one out, or insert what was meant.',
  bad: 'INSERT INTO sales SELECT * FROM new_sales;\nINSERT INTO sales SELECT * FROM new_sales;',
  good: 'INSERT INTO sales SELECT * FROM new_sales;\nINSERT INTO sales SELECT * FROM returned_sales;',
  more: {
    bad: ['INSERT INTO t VALUES (1, 2);\n\n-- again\nINSERT INTO t VALUES (1, 2);'],
    good: [
      // Doubles the rows each time.
      'INSERT INTO t SELECT * FROM t; INSERT INTO t SELECT * FROM t;',
      'INSERT IGNORE INTO t VALUES (1); INSERT IGNORE INTO t VALUES (1);',
      'INSERT INTO t VALUES (rand()); INSERT INTO t VALUES (rand());',
      'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE n = n + 1; INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE n = n + 1;',
      'INSERT INTO t VALUES (1); DELETE FROM t WHERE a = 1; INSERT INTO t VALUES (1);',
      'INSERT INTO t () VALUES (); INSERT INTO t () VALUES ();',
      'INSERT INTO t VALUES (DEFAULT); INSERT INTO t VALUES (DEFAULT);',
    ],
  },
  check(context, report) {
    for (const [statement, index] of context.each('sql')) {
      const before = context.statements[index - 1]
      if (before?.kind !== 'sql' || statement.operation.kind !== 'insert') continue
      const { start, end } = statement.span
      if (end - start !== before.span.end - before.span.start) continue
      const text = context.text.slice(start, end)
      if (text !== context.text.slice(before.span.start, before.span.end)) continue
      const effect = context.analysis.effects[index]
      const readsItself = effect?.reads.some((table) => effect.writes.includes(table)) ?? true
      const cursor = context.tokensOf(index)
      const isPlain = cursor?.word(0) === 'INSERT' && cursor.word(1) === 'INTO'
      if (!isPlain || statement.calls.length > 0 || readsItself || isGenerated(cursor)) continue
      report({
        message: 'this INSERT stands twice: its rows are in the table twice',
        span: context.headline(index),
        labels: [{ span: context.headline(index - 1), message: 'the same statement' }],
        help: 'leave one of the two out',
      })
    }
  },
}

/** Rows that the table fills in, or that it may have already. */
function isGenerated(cursor: TokenCursor): boolean {
  for (let at = 0; at < cursor.tokens.count; at++) {
    const [word, next] = [cursor.word(at), cursor.word(at + 1)]
    if (word === 'DEFAULT' || (word === 'ON' && (next === 'DUPLICATE' || next === 'CONFLICT'))) return true
    if (word === 'VALUES' && cursor.opens(at + 1) && cursor.mate(at + 1) === at + 2) return true
  }
  return false
}
