/** A result is replaced or dropped before anybody has read it. */
import type { Rule } from '../rule.ts'

export const resultLost: Rule = {
  name: 'result-lost',
  code: 'SF441',
  severity: 'warning',
  title: 'a result is gone before anything reads it',
  explanation:
    'Each PREDICT, EVALUATE, EXPLAIN and OPTIMIZE makes its result table anew, also when only the column after the table differs. Where a later statement makes, empties or drops the same table with no reader in between, the first result was computed for nothing. Give each result a table of its own.',
  bad: 'SELECT * FROM iris.test\nTO PREDICT iris.result.first\nUSING first_model;\nSELECT * FROM iris.test\nTO PREDICT iris.result.second\nUSING second_model;',
  good: 'SELECT * FROM iris.test\nTO PREDICT iris.first_result.class\nUSING first_model;\nSELECT * FROM iris.test\nTO PREDICT iris.second_result.class\nUSING second_model;',
  more: {
    bad: [
      'SELECT * FROM t TO PREDICT r.y USING m; DROP TABLE r;',
      'SELECT * FROM t TO EVALUATE m LABEL y INTO r; SELECT * FROM t TO EVALUATE n LABEL y INTO r;',
    ],
    good: [
      'SELECT * FROM t TO PREDICT r.y USING m; SELECT * FROM r; SELECT * FROM t TO PREDICT r.y USING n;',
      'SELECT * FROM t TO PREDICT r.y USING m; CALL keep(); SELECT * FROM t TO PREDICT r.y USING n;',
      'SELECT * FROM t TO PREDICT r.y USING m; INSERT INTO kept SELECT * FROM r; DROP TABLE r;',
      'SELECT * FROM t TO PREDICT r.y USING m; SELECT 1 TO RUN img/a CMD "r.py" INTO x; DROP TABLE r;',
      'SELECT * FROM t TO PREDICT r.y USING m; ALTER TABLE r RENAME TO kept; SELECT * FROM t TO PREDICT r.y USING n;',
    ],
  },
  check(context, report) {
    for (const { table, at, other } of context.tableProblems('result-lost')) {
      const isResult = context.statements[other]?.kind !== 'sql'
      report({
        message: `nothing reads the result in \`${table}\` before it is gone`,
        span: context.placeOf(table, at),
        labels: [
          {
            span: context.placeOf(table, other),
            message: isResult ? 'this result takes its place' : 'emptied or dropped here',
          },
        ],
        help: isResult
          ? 'write the two results to different tables, or leave the first out'
          : 'read it before, or leave the statement out',
      })
    }
  },
}
