/** The same INSERT twice in a row: its rows are there twice. */
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
      if (before?.kind !== 'sql' || statement.verb !== 'INSERT' || before.verb !== 'INSERT') continue
      const { start, end } = statement.span
      if (end - start !== before.span.end - before.span.start) continue
      const text = context.text.slice(start, end)
      if (text !== context.text.slice(before.span.start, before.span.end)) continue
      const effect = context.analysis.effects[index]
      const readsItself = effect?.reads.some((table) => effect.writes.includes(table)) ?? true
      const isGenerated =
        statement.calls.length > 0 ||
        /\bdefault\b|\bvalues\s*\(\s*\)|\bon\s+(duplicate|conflict)\b/i.test(text)
      if (!/^insert\s+into\b/i.test(text) || isGenerated || readsItself) continue
      report({
        message: 'this INSERT stands twice: its rows are in the table twice',
        span: context.headline(index),
        labels: [{ span: context.headline(index - 1), message: 'the same statement' }],
        help: 'leave one of the two out',
      })
    }
  },
}
