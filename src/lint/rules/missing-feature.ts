/** A SELECT that uses a model lacks a column that the model was trained on. */
import { meant, oneOf } from '../../diagnostics/suggest.ts'
import { featuresOf, hasColumn } from '../columns.ts'
import type { Rule } from '../rule.ts'

const train =
  'SELECT sepal_length, petal_length, class FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nLABEL class\nINTO my_model;\n'

export const missingFeature: Rule = {
  name: 'missing-feature',
  code: 'SF420',
  severity: 'error',
  title: 'a column that the model was trained on is not selected',
  explanation:
    'A model needs every column that it learned from, by its name. The step would fail when it runs, after everything before it has run. Columns are known from select lists, from CREATE TABLE in the program, and from the catalog in sqlflow.lock.json (sqlflowc model pin --catalog); where they are not known nothing is said.',
  bad: `${train}SELECT sepal_length FROM iris.test\nTO PREDICT iris.result.class USING my_model;`,
  good: `${train}SELECT sepal_length, petal_length FROM iris.test\nTO PREDICT iris.result.class USING my_model;`,
  more: {
    bad: [
      `${train}SELECT sepal_length, petal_len FROM iris.test TO EVALUATE my_model WITH validation.metrics = "accuracy_score" LABEL class INTO e;`,
      `CREATE TABLE t (a INT, b INT);\nCREATE TABLE u (a INT);\nSELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL b INTO m;\nSELECT b FROM t TO PREDICT r.b USING m;`,
    ],
    good: [
      `${train}SELECT * FROM iris.test TO PREDICT iris.result.class USING my_model;`,
      `${train}SELECT PETAL_LENGTH, Sepal_Length, id FROM iris.test TO PREDICT iris.result.class USING my_model;`,
      'SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN a LABEL b INTO m;\nSELECT a FROM t TO PREDICT r.b USING m;',
    ],
  },
  check(context, report) {
    for (const kind of ['predict', 'evaluate', 'explain'] as const) {
      for (const [statement, index] of context.each(kind)) {
        const columns = context.columns.ofQuery(index)
        const features = columns && featuresOf(context, index)
        if (!columns || !features) continue
        const missing = features.names.filter((name) => !hasColumn(columns, name))
        if (missing.length === 0) continue
        // What the model needs under its own name is no slip of the pen.
        const names = columns.map(({ name }) => name).filter((name) => !features.names.includes(name))
        const near = missing.length === 1 ? meant(missing[0] ?? '', names) : undefined
        const labels =
          features.producer === undefined
            ? []
            : [{ span: context.headline(features.producer), message: 'it was trained on them here' }]
        report({
          message: `the model \`${statement.model.parts.at(-1)?.value}\` needs ${oneOf(missing).replace(' or ', ' and ')}, and the SELECT does not give ${missing.length === 1 ? 'it' : 'them'}`,
          span: context.select(index)?.items[0]?.span ?? statement.query.span,
          labels,
          help: near ?? 'select all columns that the model was trained on, by their names',
        })
      }
    }
  },
}
