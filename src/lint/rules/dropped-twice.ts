/** DROP of a table that the program has dropped already. */
import type { Rule } from '../rule.ts'

export const droppedTwice: Rule = {
  name: 'dropped-twice',
  code: 'SF446',
  severity: 'error',
  title: 'a table is dropped that is gone already',
  explanation:
    'An earlier statement drops the table, nothing makes it again, and DROP TABLE without IF EXISTS fails where the table is not there. Leave the second DROP out, or name the table that was meant.',
  bad: 'DROP TABLE IF EXISTS sample;\nDROP TABLE sample;\nCREATE TABLE sample AS SELECT * FROM iris.train;',
  good: 'DROP TABLE IF EXISTS sample;\nCREATE TABLE sample AS SELECT * FROM iris.train;',
  more: {
    bad: ['DROP TABLE t, t;', 'RENAME TABLE t TO u; DROP TABLE t;'],
    good: [
      'DROP TABLE t; DROP TABLE IF EXISTS t;',
      'DROP TABLE t; CREATE TABLE t (a INT); DROP TABLE t;',
      'CREATE TEMPORARY TABLE t (a INT); DROP TABLE t; DROP TABLE t;',
    ],
  },
  check(context, report) {
    for (const { table, at, other } of context.tableProblems('dropped-twice')) {
      report({
        message: `the table \`${table}\` is gone already`,
        span: context.placeOf(table, at),
        labels:
          at === other ? [] : [{ span: context.placeOf(table, other), message: 'dropped or renamed here' }],
        help: 'leave this out, or name the table that was meant',
      })
    }
  },
}
