/** Rows are written to a table and gone before anybody has read them. */
import type { Rule } from '../rule.ts'

export const rowsNeverRead: Rule = {
  name: 'rows-never-read',
  code: 'SF442',
  severity: 'warning',
  title: 'rows are written and gone before anything reads them',
  explanation:
    'A statement fills a table that a later one drops, empties, overwrites or replaces with a result, and nothing reads the rows in between. Either the wrong table is named, or the first statement can be left out. A table that is filled and kept is no problem: other programs may read it.',
  bad: 'CREATE TABLE features AS SELECT * FROM iris.train WHERE class < 2;\nSELECT * FROM iris.train\nTO PREDICT features.class\nUSING my_model;',
  good: 'CREATE TABLE features AS SELECT * FROM iris.train WHERE class < 2;\nSELECT * FROM features\nTO PREDICT iris.result.class\nUSING my_model;\nDROP TABLE features;',
  more: {
    bad: [
      'CREATE TABLE t AS SELECT 1 AS x; DROP TABLE t;',
      'INSERT INTO t VALUES (1); TRUNCATE TABLE t;',
      'INSERT INTO t VALUES (1); DELETE FROM t;',
      'INSERT OVERWRITE TABLE t SELECT * FROM a; INSERT OVERWRITE TABLE t SELECT * FROM b;',
    ],
    good: [
      'DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT 1 AS x;',
      'TRUNCATE TABLE t; INSERT INTO t SELECT * FROM s;',
      "INSERT OVERWRITE TABLE t PARTITION (dt = '1') SELECT * FROM a; INSERT OVERWRITE TABLE t PARTITION (dt = '2') SELECT * FROM b;",
      'CREATE TABLE t AS SELECT 1 AS x; CREATE VIEW v AS SELECT * FROM t; SELECT * FROM v; DROP VIEW v; DROP TABLE t;',
      'CREATE TABLE t (x INT); DROP TABLE t;',
      'BEGIN; INSERT INTO t VALUES (1); ROLLBACK; DELETE FROM t;',
      'INSERT INTO db.t VALUES (1); SELECT * FROM t; TRUNCATE TABLE db.t;',
      'INSERT INTO t VALUES (1); INSERT INTO s SELECT x FROM (SELECT * FROM t) q; DELETE FROM t;',
      "CREATE TABLE t AS SELECT 1 AS x; SELECT 1 TO RUN img/a CMD 'a.py' INTO r; DROP TABLE t;",
    ],
  },
  check(context, report) {
    for (const { table, at, other } of context.tableProblems('rows-lost')) {
      report({
        message: `nothing reads the rows written to \`${table}\` before they are gone`,
        span: context.placeOf(table, at),
        labels: [{ span: context.placeOf(table, other), message: 'dropped, emptied or replaced here' }],
        help: 'leave the first statement out, or read the table in between',
      })
    }
  },
}
