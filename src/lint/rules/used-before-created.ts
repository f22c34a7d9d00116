/** A table is used before the CREATE TABLE that makes it. */
import type { Rule } from '../rule.ts'

export const usedBeforeCreated: Rule = {
  name: 'used-before-created',
  code: 'SF444',
  severity: 'error',
  title: 'a table is used before the program creates it',
  explanation:
    'CREATE TABLE without IF NOT EXISTS fails where the table is there, and the statement before it that uses the table fails where it is not: one of the two always does. Statements run in the order of the program where they share a table. Move the CREATE TABLE up.',
  bad: 'SELECT * FROM iris.sample\nTO PREDICT iris.result.class\nUSING my_model;\nCREATE TABLE iris.sample AS SELECT * FROM iris.test;',
  good: 'CREATE TABLE iris.sample AS SELECT * FROM iris.test;\nSELECT * FROM iris.sample\nTO PREDICT iris.result.class\nUSING my_model;',
  more: {
    bad: ['INSERT INTO t VALUES (1); CREATE TABLE t (a INT);', 'CREATE TABLE t AS SELECT * FROM t;'],
    good: [
      'SELECT * FROM t; CREATE TABLE IF NOT EXISTS t (a INT);',
      'SELECT * FROM t; DROP TABLE t; CREATE TABLE t (a INT);',
      'CREATE TABLE t (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES t (id));',
      'SELECT * FROM t; CALL drop_tables(); CREATE TABLE t (a INT);',
      'CREATE TABLE t AS WITH t AS (SELECT 1 AS a) SELECT * FROM t;',
      'SELECT * FROM t; CREATE OR REPLACE TABLE t (a INT);',
    ],
  },
  check(context, report) {
    for (const { table, at, other } of context.tableProblems('used-before-created')) {
      const span = context.placeOf(table, at)
      if (at === other) {
        report({
          message: `\`${table}\` is made from itself`,
          span,
          help: 'give the new table another name: CREATE TABLE fails where the table is there',
        })
      } else {
        report({
          message: `the table \`${table}\` is used before this program creates it`,
          span,
          labels: [{ span: context.placeOf(table, other), message: 'created only here' }],
          help: 'move the CREATE TABLE up, or write IF NOT EXISTS if it may be there already',
        })
      }
    }
  },
}
