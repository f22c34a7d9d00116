/** Found by `ignores.ts`, once it is known what the comments ignore. */
import type { Rule } from '../rule.ts'

const train = (columns: string): string =>
  `SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nCOLUMN ${columns}\nLABEL class\nINTO my_model;`

export const unknownIgnoredCode: Rule = {
  name: 'unknown-ignored-code',
  code: 'SF491',
  severity: 'warning',
  title: 'a comment ignores a code that does not exist',
  explanation:
    'The code or the name after `sqlflow-ignore` is none of sqlflowc, so the comment does nothing. `sqlflowc explain` lists all codes.',
  bad: `-- sqlflow-ignore lable-among-columns: a test of copying\n${train('sepal_length, class')}`,
  good: `-- sqlflow-ignore label-among-columns: a test of copying\n${train('sepal_length, class')}`,
  check: () => {},
}
