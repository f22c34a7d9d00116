/** Found by `ignores.ts`, once it is known what the comments ignore. */
import type { Rule } from '../rule.ts'

const train = (columns: string): string =>
  `SELECT * FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nCOLUMN ${columns}\nLABEL class\nINTO my_model;`

export const unusedIgnore: Rule = {
  name: 'unused-ignore',
  code: 'SF490',
  severity: 'warning',
  title: 'a comment ignores what is not found',
  explanation:
    'A comment `sqlflow-ignore` that ignores nothing hides the finding that comes next by mistake. Either what it was written for has been mended, or the comment stands at another statement: behind text it is for its line, on a line of its own for the next statement.',
  bad: `-- sqlflow-ignore label-among-columns: it was once\n${train('sepal_length')}`,
  good: `-- sqlflow-ignore label-among-columns: a test of copying\n${train('sepal_length, class')}`,
  check: () => {},
}
