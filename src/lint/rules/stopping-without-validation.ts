/** Early stopping looks at rows that the statement does not name. */
import type { Rule } from '../rule.ts'

const program =
  'SELECT amount, items, days FROM shop.orders\nTO TRAIN XGBRegressor\nWITH train.num_boost_round = 500,\n     train.early_stopping_rounds = 5\nLABEL days\nINTO delivery;'
const validated = (select: string): string =>
  program.replace('= 5\n', `= 5,\n     validation.select = "${select}"\n`)

export const stoppingWithoutValidation: Rule = {
  name: 'stopping-without-validation',
  code: 'SF419',
  severity: 'error',
  title: 'early stopping has no rows to look at',
  explanation:
    'With `train.early_stopping_rounds` training stops when the model no longer gets better on rows that it does not learn from. `validation.select` says which rows these are, and it is missing, so the step fails. Add it, with rows that the training does not see.',
  bad: program,
  good: validated('SELECT amount, items, days FROM shop.orders_of_march'),
  more: { bad: [validated('')] },
  check(context, report) {
    for (const [{ attributes }] of context.each('train')) {
      const stops = attributes.find(({ key }) => key.value === 'train.early_stopping_rounds')
      const select = attributes.find(({ key }) => key.value === 'validation.select')?.value
      const isEmpty = !select || (select.kind === 'string' && select.value.trim() === '')
      if (!stops || !isEmpty) continue
      report({
        message: 'early stopping needs rows to see when to stop, and there is no `validation.select`',
        span: stops.span,
        help: 'add `validation.select` with rows that the training does not see, or leave early stopping out',
      })
    }
  },
}
