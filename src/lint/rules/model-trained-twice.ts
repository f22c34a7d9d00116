/** A model is trained, and trained again under the same name before anything has used it. */
import { lostModels } from '../model-lifetimes.ts'
import type { Rule } from '../rule.ts'

const first =
  'SELECT * FROM shop.orders\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nCOLUMN amount, items\nLABEL days\nINTO delivery;'
const second = first.replace('max_depth = 3', 'max_depth = 6')
const use = 'SELECT * FROM shop.open_orders\nTO PREDICT shop.forecast.days\nUSING delivery;'

export const modelTrainedTwice: Rule = {
  name: 'model-trained-twice',
  code: 'SF402',
  severity: 'warning',
  title: 'a model is trained again before anything has used it',
  explanation:
    'The second training replaces the model of the first, so all the time that the first took is lost, and what comes later uses the second only. Usually one of the two was meant to have a name of its own, to be compared with the other, or was left behind after an experiment. To go on from the first model, name it with USING.',
  bad: `${first}\n\n${second}\n\n${use}`,
  good: `${first}\n\n${second.replace('INTO delivery', 'INTO deeper_delivery')}\n\n${use}\n\n${use.replace('USING delivery', 'USING deeper_delivery').replace('forecast', 'deeper_forecast')}`,
  more: {
    bad: [
      `${first}\n${second}`,
      `USE shop;\n${first}\n${second.replace('INTO delivery', 'INTO shop.delivery')}`,
    ],
    good: [
      `${first}\n${use}\n${second}`,
      `${first}\n${second.replace('INTO', 'USING delivery INTO')}`,
      `${first}\nCALL keep_model('delivery');\n${second}`,
      `${first}\nCREATE TABLE kept AS SELECT * FROM delivery;\n${second}`,
      `${first}\nSHOW TRAIN delivery;\n${second}`,
      `${first}\nALTER TABLE delivery RENAME TO kept;\n${second}`,
    ],
  },
  check(context, report) {
    for (const { trained, lost, how } of lostModels(context)) {
      const [before, after] = [context.statements[trained], context.statements[lost]]
      if (how !== 'trained again' || before?.kind !== 'train' || after?.kind !== 'train') continue
      const name = after.into.parts.map(({ value }) => value).join('.')
      report({
        message: `the model \`${name}\` is trained again before anything has used it, so the first training is for nothing`,
        span: after.into.span,
        labels: [{ span: before.into.span, message: 'this model is lost' }],
        help: 'give one of them a name of its own, or take out the training that is no longer meant',
      })
    }
  },
}
