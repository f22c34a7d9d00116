/** `validation.select` gives rows of the training. */
import { overlap } from '../overlap.ts'
import type { Rule } from '../rule.ts'

const program = (select: string, where = ''): string =>
  `SELECT amount, items, days FROM shop.orders${where}\nTO TRAIN XGBRegressor\nWITH train.early_stopping_rounds = 5,\n     validation.select = "${select}"\nLABEL days\nINTO delivery;`

export const validatedOnTrainingData: Rule = {
  name: 'validated-on-training-data',
  code: 'SF407',
  severity: 'warning',
  title: 'the validation rows are rows of the training',
  explanation:
    'The rows of `validation.select` show, while a model trains, how well it does on rows that it does not learn from. Where they are the rows of the training, they show nothing that the training does not show anyway: the model seems to get better to the end, and early stopping never stops it. Take another table, or a condition that tells the rows apart.',
  bad: program('SELECT amount, items, days FROM shop.orders'),
  good: program('SELECT amount, items, days FROM shop.orders WHERE id % 10 = 0', ' WHERE id % 10 <> 0'),
  more: {
    bad: [
      program('select * from shop.orders'),
      program('SELECT * FROM shop.orders LIMIT 30'),
      program('SELECT * FROM shop.orders', ' ORDER BY id LIMIT 1000'),
      program('SELECT amount, items, days FROM shop.orders WHERE id % 10 = 0'),
      program('SELECT amount, items, days FROM shop.orders', ' WHERE id % 10 <> 0'),
    ],
    good: [
      program('SELECT amount, items, days FROM shop.orders_of_march'),
      program(''),
      program('SELECT * FROM shop.orders ORDER BY id LIMIT 8000, 2000', ' ORDER BY id LIMIT 8000'),
    ],
  },
  check(context, report) {
    const { rows } = context
    for (const [statement, index] of context.each('train')) {
      const [trained, measured] = [rows.ofQuery(index), rows.ofValidation(index)]
      const how = trained && measured && overlap(trained, measured)
      const given = statement.attributes.find(({ key }) => key.value === 'validation.select')
      if (!how || how === 'drawn' || !given) continue
      report({
        message: `the validation rows are ${how === 'whole' ? 'not apart from' : how === 'part' ? 'a part of' : 'the same as'} the training rows`,
        span: given.value.span,
        labels: [{ span: statement.query.span, message: 'the training rows' }],
        help: 'validate on rows that the training does not see',
      })
    }
  },
}
