/** A model learns from predictions as if they had been observed. */
import type { Name } from '../../syntax/ast.ts'
import type { Rule } from '../rule.ts'
import { carryTaint } from '../taint.ts'

const train = (table: string): string =>
  `SELECT amount, items, days FROM ${table}\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nLABEL days\nINTO delivery;`
const predict = (column: string): string =>
  `SELECT * FROM shop.open_orders\nTO PREDICT shop.forecast.${column}\nUSING delivery;`

/** What PREDICT writes into a table. */
interface Predicted {
  readonly column: string
  /** Its last part, to compare with columns. */
  readonly name: string
  readonly model: string
  readonly statement: number
}

export const trainedOnPredictions: Rule = {
  name: 'trained-on-predictions',
  code: 'SF408',
  severity: 'warning',
  title: 'the label that a model learns was predicted, not observed',
  explanation:
    'The training reads a table that holds the predictions of a model, and its label is the predicted column. The model learns what a model believed, mistakes and all; a model that learns from its own predictions only becomes more certain of them. Join what was observed later, and learn from that. Where it is meant, as when a small model is to imitate a large one, this is only a note.',
  bad: `${train('shop.delivered')}\n\n${predict('days')}\n\n${train('shop.forecast')}`,
  good: `${train('shop.delivered')}\n\n${predict('days')}\n\n${train('shop.delivered_since')}`,
  more: {
    bad: [
      `${predict('days')}\nCREATE TABLE shop.more AS SELECT * FROM shop.forecast WHERE days < 10;\n${train('shop.more')}`,
      `${predict('days')}\nINSERT INTO shop.all_orders SELECT * FROM shop.forecast;\n${train('shop.all_orders')}`,
      `${predict('days')}\n${train('shop.forecast').replace('INTO delivery', 'INTO small_delivery')}`,
    ],
    good: [
      `${predict('days_expected')}\n${train('shop.forecast')}`,
      `${predict('days')}\nSELECT f.amount, f.items, o.days FROM shop.forecast AS f JOIN shop.delivered AS o ON o.id = f.id\nTO TRAIN XGBRegressor LABEL days INTO delivery;`,
      `${predict('days')}\nDROP TABLE shop.forecast;\nCREATE TABLE shop.forecast AS SELECT * FROM shop.delivered;\n${train('shop.forecast')}`,
    ],
  },
  check(context, report) {
    const read = carryTaint<Predicted>(context.analysis, (index) => {
      const statement = context.statements[index]
      return statement?.kind === 'predict' ? predicted(statement.result, statement.model, index) : undefined
    })
    for (const [{ label, into, pretrained }, index] of context.each('train')) {
      const mark = read[index]
      if (!mark || !label || label.value.toLowerCase() !== mark.name) continue
      // Of a join nobody knows here whose column it is.
      if (context.select(index)?.sources?.length !== 1) continue
      const predict = context.statements[mark.statement]
      if (predict?.kind !== 'predict') continue
      const own = [into, pretrained].some(
        (name) => name && dotted(name).toLowerCase() === mark.model.toLowerCase(),
      )
      report({
        ...(own ? {} : { severity: 'note' }),
        message: `the label \`${label.value}\` is what the model \`${mark.model}\` predicted${own ? ', so the model learns from itself' : ''}`,
        span: label.span,
        labels: [{ span: predict.result.span, message: 'predicted here' }],
        help: 'join what was observed later, and learn from that',
      })
    }
  },
}

function predicted(result: Name, model: Name, statement: number): Predicted | undefined {
  const column = result.parts.at(-1)?.value
  if (column === undefined || result.parts.length < 2) return undefined
  return { column, name: column.toLowerCase(), model: dotted(model), statement }
}

function dotted({ parts }: Name): string {
  return parts.map(({ value }) => value).join('.')
}
