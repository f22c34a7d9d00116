/** The label is also a feature: the model learns to copy it. */
import { namedColumns } from '../column-names.ts'
import type { Rule } from '../rule.ts'

export const labelAmongColumns: Rule = {
  name: 'label-among-columns',
  code: 'SF401',
  severity: 'error',
  title: 'the label is one of the columns that the model learns from',
  explanation:
    'A model that is given the label as a feature learns to copy it. Its metrics are perfect and its predictions are of no use, because the label is what is not known later. Take the column out of COLUMN.',
  bad: 'SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nCOLUMN sepal_length, class\nLABEL class\nINTO my_model;',
  good: 'SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nCOLUMN sepal_length, sepal_width\nLABEL class\nINTO my_model;',
  check(context, report) {
    for (const [statement] of context.each('train')) {
      const { label } = statement
      if (!label) continue
      for (const column of namedColumns(statement)) {
        if (column.value.toLowerCase() !== label.value.toLowerCase()) continue
        report({
          message: `the label \`${label.value}\` is also a feature of the model`,
          span: column.span,
          labels: [{ span: label.span, message: 'the label' }],
          help: 'take it out of COLUMN: when the model is used, nobody knows it yet',
        })
      }
    }
  },
}
