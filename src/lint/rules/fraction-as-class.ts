/** A classifier learns from a label that is a number with a fraction. */

import { columnNamed } from '../columns.ts'
import { kindOfModel } from '../model-kind.ts'
import type { Rule } from '../rule.ts'

const example = (type: string, objective: string): string =>
  `CREATE TABLE flowers (length DOUBLE, kind ${type});\nSELECT length, kind FROM flowers\nTO TRAIN xgboost.gbtree WITH ${objective}\nLABEL kind\nINTO my_model;`

export const fractionAsClass: Rule = {
  name: 'fraction-as-class',
  code: 'SF422',
  severity: 'warning',
  title: 'each value of a number with a fraction would be a class',
  explanation:
    'A classifier learns classes, and each different value of the label is one. Of a column of type DECIMAL(…, 2), FLOAT or DOUBLE that is rarely what is meant: a value with a fraction ends the step. Choose a regression, or CAST the label to a whole number or a text in the SELECT.',
  bad: example('DECIMAL(10, 2)', 'objective = "binary:logistic"'),
  good: example('DECIMAL(10, 2)', 'objective = "reg:squarederror"'),
  more: {
    bad: [
      example('DOUBLE', 'objective = "multi:softmax", num_class = 3'),
      'CREATE TABLE t (a INT, b FLOAT);\nSELECT a, b FROM t TO TRAIN DNNClassifier WITH model.hidden_units = [4], model.n_classes = 3 LABEL b INTO m;',
    ],
    good: [
      example('INT', 'objective = "multi:softmax", num_class = 3'),
      example('DECIMAL(10, 0)', 'objective = "multi:softmax", num_class = 3'),
      example('DOUBLE', 'objective = "multi:softmax", num_class = 3').replace(
        'length, kind',
        'length, CAST(kind AS SIGNED) AS kind',
      ),
      'SELECT a, b FROM t TO TRAIN DNNClassifier WITH model.hidden_units = [4], model.n_classes = 3 LABEL b INTO m;',
    ],
  },
  check(context, report) {
    for (const [{ label, estimator }, index] of context.each('train')) {
      const type = label && columnNamed(context.columns.ofQuery(index), label.value)?.type
      if (!label || type === undefined || !isFraction.test(type)) continue
      const metadata = context.analysis.models.made[index]
      if (!metadata || kindOfModel(metadata) !== 'classes') continue
      report({
        message: `the label \`${label.value}\` is ${type}, and each of its values would be a class`,
        span: label.span,
        labels: [{ span: estimator.span, message: 'learns classes' }],
        help: 'choose a regression, or CAST the label to a whole number or a text',
      })
    }
  },
}

const isFraction = /^((float|double|real)\b|(decimal|numeric)\(\d+,[1-9])/
