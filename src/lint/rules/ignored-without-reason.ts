/** Found by `ignores.ts`, once it is known what the comments ignore. */
import type { Rule } from '../rule.ts'

const train = (columns: string): string =>
  `SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nCOLUMN ${columns}\nLABEL class\nINTO my_model;`

export const ignoredWithoutReason: Rule = {
  name: 'ignored-without-reason',
  code: 'SF492',
  severity: 'warning',
  title: 'a comment ignores a finding and gives no reason',
  explanation:
    "Whoever reads the program later can't tell whether the finding was judged or silenced. Write the reason behind a colon.",
  bad: `-- sqlflow-ignore SF401\n${train('sepal_length, class')}`,
  good: `-- sqlflow-ignore SF401: a test of copying\n${train('sepal_length, class')}`,
  check: () => {},
}
