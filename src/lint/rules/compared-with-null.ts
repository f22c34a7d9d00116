/** `= NULL` and `<> NULL` in a condition: never true. */
import { findNullComparisons } from '../null-comparisons.ts'
import type { Rule } from '../rule.ts'

export const comparedWithNull: Rule = {
  name: 'compared-with-null',
  code: 'SF454',
  severity: 'warning',
  title: 'a comparison with NULL is never true',
  explanation:
    'NULL is unknown, so `x = NULL` and `x <> NULL` are neither true nor false for any row, and the condition gives no rows at all. Write IS NULL or IS NOT NULL.',
  bad: 'SELECT * FROM iris.train WHERE class <> NULL\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  good: 'SELECT * FROM iris.train WHERE class IS NOT NULL\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  more: {
    bad: [
      'DELETE FROM t WHERE a = NULL;',
      'SELECT CASE WHEN a != NULL THEN 1 END FROM t;',
      'SELECT * FROM a JOIN b ON (a.x = b.x AND b.y = NULL);',
      'INSERT INTO t SELECT * FROM (SELECT * FROM s WHERE NULL = c) q;',
    ],
    good: [
      'UPDATE t SET a = NULL WHERE b = 1;',
      'SELECT * FROM t WHERE a <=> NULL;',
      'INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = NULL;',
      'SET @x = NULL;',
      "SELECT * FROM t WHERE a = 'NULL';",
      'CREATE TABLE t (a INT DEFAULT NULL, b INT REFERENCES s (b) ON DELETE SET NULL);',
      'MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = NULL;',
      'SELECT * FROM t WHERE a IN (SELECT b FROM s ORDER BY b = NULL);',
    ],
  },
  check(context, report) {
    for (const { kind, span, operator } of findNullComparisons(context)) {
      if (kind !== 'comparison') continue
      const text = operator === '=' ? 'IS NULL' : 'IS NOT NULL'
      report({
        message: `a comparison with NULL is never true: no row passes \`${operator} NULL\``,
        span,
        help: `write ${text}`,
        // Rows pass then that did not before, and the statement may delete them.
        ...(context.text.slice(span.start, span.end).startsWith(operator)
          ? { fix: { title: `write ${text}`, edits: [{ span, text }], safe: false } }
          : {}),
      })
    }
  },
}
