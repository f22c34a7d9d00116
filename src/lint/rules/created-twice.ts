/** CREATE TABLE of a table that the program has made already. */
import type { Rule } from '../rule.ts'

export const createdTwice: Rule = {
  name: 'created-twice',
  code: 'SF445',
  severity: 'error',
  title: 'a table is created that is there already',
  explanation:
    'The program has made this table before, by CREATE TABLE or as the result or the model of a step, and has not dropped it since. CREATE TABLE without IF NOT EXISTS fails then. Drop the table in between, or give one of the two another name.',
  bad: 'CREATE TABLE sample AS SELECT * FROM iris.train;\nCREATE TABLE sample AS SELECT * FROM iris.test;',
  good: 'CREATE TABLE sample AS SELECT * FROM iris.train;\nCREATE TABLE second_sample AS SELECT * FROM iris.test;',
  more: {
    bad: [
      'SELECT * FROM s TO PREDICT t.y USING m; CREATE TABLE t (a INT);',
      'CREATE TABLE IF NOT EXISTS t (a INT); CREATE TABLE t (a INT);',
      'ALTER TABLE u RENAME TO t; CREATE TABLE t (a INT);',
    ],
    good: [
      'CREATE TABLE t (a INT); CREATE TABLE IF NOT EXISTS t (a INT);',
      'CREATE TABLE t (a INT); DROP TABLE t; CREATE TABLE t (b INT);',
      'CREATE TABLE t (a INT); CREATE OR REPLACE TABLE t (b INT);',
      'CREATE TABLE t (a INT); DROP DATABASE db; CREATE TABLE db.t (a INT);',
      'CREATE TABLE t (a INT); RENAME TABLE t TO u; CREATE TABLE t (a INT);',
      'CREATE TABLE t (a INT); CREATE TEMPORARY TABLE t (a INT);',
      'CREATE TABLE a.t (x INT); CREATE TABLE b.t (x INT);',
      'USE a; CREATE TABLE t (x INT); USE b; CREATE TABLE t (x INT);',
    ],
  },
  check(context, report) {
    for (const { table, at, other } of context.tableProblems('created-twice')) {
      report({
        message: `the table \`${table}\` is there already`,
        span: context.placeOf(table, at),
        labels: [{ span: context.placeOf(table, other), message: 'made here' }],
        help: 'drop it in between, or give one of the two another name',
      })
    }
  },
}
