/** The result of PREDICT is called like a column that the SELECT gives. */
import { featuresOf } from '../columns.ts'
import type { Rule } from '../rule.ts'

const train =
  'SELECT sepal_length, class FROM iris.train\nTO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3\nLABEL class\nINTO my_model;\n'

export const resultHidesColumn: Rule = {
  name: 'result-hides-column',
  code: 'SF423',
  severity: 'error',
  title: 'the result column has the name of another column',
  explanation:
    'The result table has all columns of the SELECT but the label, then the result. A result that is called like a feature, or like another column of the SELECT, would be there twice; the step fails when it runs. Choose another name for the result; the name of the label is right, since the label itself is left out.',
  bad: `${train}SELECT sepal_length, id FROM iris.test\nTO PREDICT iris.result.id USING my_model;`,
  good: `${train}SELECT sepal_length, id FROM iris.test\nTO PREDICT iris.result.class USING my_model;`,
  more: {
    bad: [`${train}SELECT * FROM iris.test TO PREDICT iris.result.Sepal_Length USING my_model;`],
    good: [`${train}SELECT sepal_length, class FROM iris.test TO PREDICT iris.result.class USING my_model;`],
  },
  check(context, report) {
    for (const [{ result }, index] of context.each('predict')) {
      const column = result.parts.at(-1)
      const label = context.analysis.models.uses[index]?.metadata.label
      if (!column || result.parts.length < 2 || label === undefined) continue
      const wanted = column.value.toLowerCase()
      if (wanted === label.toLowerCase()) continue
      const item = context.select(index)?.items.find(({ name }) => name?.toLowerCase() === wanted)
      const isFeature = featuresOf(context, index)?.names.some((name) => name.toLowerCase() === wanted)
      const isThere =
        item || context.columns.ofQuery(index)?.some(({ name }) => name.toLowerCase() === wanted)
      if (!isFeature && !isThere) continue
      report({
        message: `the result \`${column.value}\` has the name of a ${isFeature ? 'feature of the model' : 'column of the SELECT'}`,
        span: column.span,
        labels: item ? [{ span: item.span, message: 'the column' }] : [],
        help: `choose another name, such as \`predicted_${column.value}\``,
      })
    }
  },
}
