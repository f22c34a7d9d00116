/** A model is trained, and its table is dropped or overwritten before anything has used it. */
import { lostModels } from '../model-lifetimes.ts'
import type { Rule } from '../rule.ts'

const train =
  'SELECT * FROM shop.orders\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nCOLUMN amount, items\nLABEL days\nINTO shop.delivery;'
const drop = 'DROP TABLE IF EXISTS shop.delivery;'

export const modelLost: Rule = {
  name: 'model-lost',
  code: 'SF403',
  severity: 'warning',
  title: 'a model is dropped or overwritten before anything has used it',
  explanation:
    'A model in a database is the table of its name. This one is trained, and then its table is dropped, or a statement writes its result into a table of the same name; nothing has used the model in between. Where the DROP was meant to make room for the training, it belongs above it; where a result has the name of a model, one of them needs another name.',
  bad: `${train}\n\n${drop}`,
  good: `${drop}\n\n${train}`,
  more: {
    bad: [
      `${train}\nSELECT * FROM shop.open_orders TO PREDICT shop.delivery.days USING shop.other;`,
      `${train}\nSELECT 1;\nDROP TABLE shop.delivery;\n${train}`,
    ],
    good: [
      `${train}\nSELECT * FROM shop.open_orders TO PREDICT shop.forecast.days USING shop.delivery;\n${drop}`,
      `${train}\nSELECT * FROM shop.orders\nTO RUN my_registry/publish:1.2\nCMD "publish.py"\nINTO shop.published;\n${drop}`,
      `${train}\nCREATE TABLE IF NOT EXISTS shop.delivery (id INT);`,
      `${train}\nDROP TABLE delivery;`,
    ],
  },
  check(context, report) {
    for (const { model, trained, lost, how } of lostModels(context)) {
      const before = context.statements[trained]
      if (how === 'trained again' || before?.kind !== 'train') continue
      report({
        message: `the model \`${model}\` is ${how} here before anything has used it`,
        span: context.headline(lost),
        labels: [{ span: before.into.span, message: 'trained here' }],
        help:
          how === 'dropped'
            ? 'drop it above the training if it is the model of last time, or behind what uses it'
            : 'give the table or the model another name',
      })
    }
  },
}
