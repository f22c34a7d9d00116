/** A table is used after it was dropped and not made again. */
import type { Rule } from '../rule.ts'

export const usedAfterDrop: Rule = {
  name: 'used-after-drop',
  code: 'SF443',
  severity: 'error',
  title: 'a table is used after it was dropped',
  explanation:
    'An earlier statement drops or renames the table, and nothing makes it again before it is used. The step fails, after those before it have done their work. Drop it after its last use. A model that is used after its table was dropped is SF201.',
  bad: 'DROP TABLE IF EXISTS iris.sample;\nSELECT * FROM iris.sample\nTO PREDICT iris.result.class\nUSING my_model;',
  good: 'DROP TABLE IF EXISTS iris.sample;\nCREATE TABLE iris.sample AS SELECT * FROM iris.test;\nSELECT * FROM iris.sample\nTO PREDICT iris.result.class\nUSING my_model;',
  more: {
    bad: [
      'DROP TABLE t; INSERT INTO t VALUES (1);',
      'ALTER TABLE t RENAME TO u; SELECT * FROM t;',
      'RENAME TABLE t TO u; UPDATE t SET a = 1 WHERE b = 2;',
    ],
    good: [
      'DROP TABLE t; CREATE TABLE IF NOT EXISTS t (a INT); INSERT INTO t VALUES (1);',
      'RENAME TABLE t TO old, new TO t; SELECT * FROM t;',
      'DROP TABLE t; SELECT * FROM s TO PREDICT t.y USING m; SELECT * FROM t;',
      'DROP TABLE t; CALL make_tables(); SELECT * FROM t;',
      'BEGIN; DROP TABLE t; ROLLBACK; SELECT * FROM t;',
      'DROP TABLE t; WITH t AS (SELECT 1 AS a) SELECT * FROM t;',
      'CREATE TEMPORARY TABLE t (a INT); DROP TABLE t; SELECT * FROM t;',
      'DROP VIEW IF EXISTS t; CREATE OR REPLACE VIEW t AS SELECT 1 AS a; SELECT * FROM t;',
    ],
  },
  check(context, report) {
    for (const { table, at, other } of context.tableProblems('used-after-drop')) {
      report({
        message: `the table \`${table}\` is gone when it is used here`,
        span: context.placeOf(table, at),
        labels: [{ span: context.placeOf(table, other), message: 'dropped or renamed here' }],
        help: 'drop it after its last use, or make it again in between',
      })
    }
  },
}
