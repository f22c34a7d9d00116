/** `NOT IN (1, NULL)`: never true. */
import { findNullComparisons } from '../null-comparisons.ts'
import type { Rule } from '../rule.ts'

export const nullInNotIn: Rule = {
  name: 'null-in-not-in',
  code: 'SF455',
  severity: 'warning',
  title: 'NOT IN with NULL in its list is never true',
  explanation:
    'A value is NOT IN a list when it differs from everything in it. Whether it differs from NULL is unknown, so with NULL in the list no row passes. Take NULL out of the list; if rows without a value are to be left out, add IS NOT NULL.',
  bad: 'SELECT * FROM iris.train WHERE class NOT IN (3, NULL)\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  good: 'SELECT * FROM iris.train WHERE class NOT IN (3) AND class IS NOT NULL\nTO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nLABEL class INTO my_model;',
  more: {
    good: [
      'SELECT * FROM t WHERE a IN (1, NULL);',
      'SELECT * FROM t WHERE a NOT IN (SELECT b FROM s);',
      'SELECT * FROM t WHERE a NOT IN (coalesce(NULL, 1));',
    ],
  },
  check(context, report) {
    for (const { kind, span } of findNullComparisons(context)) {
      if (kind !== 'list') continue
      report({
        message: 'with NULL in its list NOT IN is never true: no row passes',
        span,
        help: 'take NULL out of the list',
      })
    }
  },
}
