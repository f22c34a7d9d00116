/** LABEL or COLUMN names what the SELECT does not give. */
import { meant } from '../../diagnostics/suggest.ts'
import type { Identifier } from '../../syntax/ast.ts'
import { namedColumns } from '../column-names.ts'
import { hasColumn } from '../columns.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

const train = (label: string): string =>
  `SELECT sepal_length, petal_length, class FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nLABEL ${label}\nINTO my_model;`

export const missingColumn: Rule = {
  name: 'missing-column',
  code: 'SF421',
  severity: 'error',
  title: 'LABEL or COLUMN names a column that the SELECT does not give',
  explanation:
    'Training reads the rows of the SELECT and nothing else, so its label and its features must be among the columns of the SELECT, by the names that they have there. The step would fail when it runs. Where the columns are not known nothing is said.',
  bad: train('clas'),
  good: train('class'),
  more: {
    bad: [
      'SELECT a AS x, b FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN a LABEL b INTO m;',
      'CREATE TABLE t (a INT, b INT);\nSELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN INDICATOR(CATEGORY_ID(c, 3)) LABEL b INTO m;',
    ],
    good: [
      'SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN a LABEL b INTO m;',
      'SELECT t.a, T.B FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN a LABEL b INTO m;',
    ],
  },
  check(context, report) {
    const look = (index: number, wanted: readonly Identifier[]): void => {
      const columns = context.columns.ofQuery(index)
      if (!columns) return
      for (const { value, span } of wanted) {
        if (hasColumn(columns, value)) continue
        const near = meant(
          value,
          columns.map(({ name }) => name),
        )
        report({
          message: `the SELECT gives no column \`${value}\``,
          span,
          labels: [{ span: firstItem(context, index), message: 'its columns' }],
          help: near ?? `select \`${value}\` too`,
        })
      }
    }
    for (const [train, index] of context.each('train'))
      look(index, [...namedColumns(train), ...(train.label ? [train.label] : [])])
    for (const [evaluate, index] of context.each('evaluate')) look(index, [evaluate.label])
  },
}

function firstItem(context: LintContext, index: number): { start: number; end: number } {
  return context.select(index)?.items[0]?.span ?? context.headline(index)
}
