/** The result of a step takes the place of the table that its rows, or those of a step before it, come from. */
import type { Rule } from '../rule.ts'

const train =
  'SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nCOLUMN sepal_length, sepal_width\nLABEL class\nINTO my_model;'

export const resultReplacesInput: Rule = {
  name: 'result-replaces-input',
  code: 'SF440',
  severity: 'warning',
  title: 'a result table replaces a table that the program gets its rows from',
  explanation:
    'The table after TO PREDICT, or after INTO of EVALUATE, EXPLAIN, OPTIMIZE and RUN, is made anew for the result. Where it is also a table that the rows come from, they are gone after the run: the next run finds predictions where data were. Write the result to a table of its own.',
  bad: `${train}\nSELECT * FROM iris.test\nTO PREDICT iris.test.class\nUSING my_model;`,
  good: `${train}\nSELECT * FROM iris.test\nTO PREDICT iris.predicted.class\nUSING my_model;`,
  more: {
    bad: [
      `${train}\nSELECT * FROM iris.test\nTO PREDICT iris.train.class\nUSING my_model;`,
      `${train}\nSELECT * FROM iris.test\nTO EVALUATE my_model LABEL class INTO iris.test;`,
      'CREATE TABLE t AS SELECT * FROM s;\nSELECT * FROM (SELECT * FROM t) x TO PREDICT t.class USING m;',
    ],
    good: [
      // Made by the program itself, so the next run finds it as this one did.
      'CREATE TABLE t AS SELECT * FROM s;\nSELECT * FROM t TO PREDICT r.class USING m;\nSELECT * FROM r TO PREDICT t.class USING m;',
      // What was predicted yesterday is kept for comparison.
      'CREATE TABLE yesterday AS SELECT * FROM r;\nSELECT * FROM t TO PREDICT r.class USING m;',
      'WITH r AS (SELECT * FROM t) SELECT * FROM r TO PREDICT r.class USING m;',
    ],
  },
  check(context, report) {
    for (const { table, at } of context.tableProblems('reads-its-result')) {
      report({
        message: `the result replaces \`${table}\`, which this statement takes its rows from`,
        span: context.placeOf(table, at),
        help: 'write the result to another table: these rows are gone after the run',
      })
    }
    for (const { table, at, other } of context.tableProblems('replaces-input')) {
      report({
        message: `the result replaces \`${table}\`, which the program takes rows from`,
        span: context.placeOf(table, at),
        labels: [{ span: context.placeOf(table, other), message: 'its rows are used here' }],
        help: 'write the result to another table: the next run finds the result where the data were',
      })
    }
  },
}
