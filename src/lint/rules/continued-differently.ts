/** TRAIN … USING continues with another estimator or image than the model was trained with. */
import { type EngineName, engineOf, engines } from '../../engines/table.ts'
import type { TrainStatement } from '../../syntax/ast.ts'
import type { Rule } from '../rule.ts'

const first =
  'SELECT * FROM shop.orders\nTO TRAIN my_registry/shop_models:1.2/DNNRegressor\nWITH model.hidden_units = [32, 16]\nCOLUMN amount, items\nLABEL days\nINTO delivery;'
const second = first
  .replace('shop.orders', 'shop.new_orders')
  .replace('INTO delivery', 'USING delivery\nINTO delivery_next')
const trees =
  'SELECT * FROM shop.orders\nTO TRAIN xgboost.gbtree\nWITH objective = "reg:squarederror"\nCOLUMN amount, items\nLABEL days\nINTO delivery;'
const moreTrees = trees.replace('INTO delivery', 'USING delivery\nINTO delivery_next')

export const continuedDifferently: Rule = {
  name: 'continued-differently',
  code: 'SF405',
  severity: 'warning',
  title: 'training continues from a model of another estimator or image',
  explanation:
    'TRAIN … USING loads the trained model and goes on from it. That needs the same kind of model: the weights of one network do not fit another, and trees can not follow linear models. Code of another image, or of another version of it, may build the model differently although its name is the same. Continue with the estimator and the image of the model, or leave USING out and train from the beginning.',
  bad: `${first}\n\n${second.replace('DNNRegressor', 'LinearRegressor').replace('model.hidden_units = [32, 16]', 'train.epoch = 2')}`,
  good: `${first}\n\n${second}`,
  more: {
    bad: [
      `${first}\n${second.replace('shop_models:1.2', 'shop_models:1.3')}`,
      `${trees}\n${moreTrees.replace('gbtree', 'gblinear')}`,
      `${trees}\n${moreTrees.replace('xgboost.gbtree\nWITH', 'XGBRegressor\nWITH booster = "dart",')}`,
    ],
    good: [
      `${trees}\n${moreTrees.replace('xgboost.gbtree', 'XGBRegressor')}`,
      // Without an image it goes on in that of the model.
      `${first}\n${second.replace('my_registry/shop_models:1.2/', '')}`,
      second,
    ],
  },
  check(context, report) {
    const { statements } = context
    const { models } = context.analysis
    for (const [statement, index] of context.each('train')) {
      const use = models.uses[index]
      if (!use || !statement.pretrained) continue
      const { metadata, model, producer } = use
      const before = producer === undefined ? undefined : statements[producer]
      const { image, name } = statement.estimator
      const mine = kindOf(name, attribute(statement, 'booster'))
      const theirs = kindOf(metadata.estimator, metadata.attributes['booster'])
      // Of different engines the compiler speaks itself.
      if (mine.engine !== theirs.engine) continue
      const otherImage = image !== undefined && image !== metadata.image
      if (mine.kind === theirs.kind && !otherImage) continue
      const [now, then] =
        mine.kind === theirs.kind
          ? [
              `in the image \`${image}\``,
              `in ${metadata.image ? `\`${metadata.image}\`` : 'the default image'}`,
            ]
          : [`as \`${name}\``, `as \`${metadata.estimator}\``]
      report({
        message: `the model \`${model}\` was trained ${then} and is trained on ${now}`,
        span: statement.estimator.span,
        labels: before?.kind === 'train' ? [{ span: before.estimator.span, message: 'trained here' }] : [],
        help: `continue ${then}, or leave USING out to train from the beginning`,
      })
    }
  },
}

/** What has to be the same. */
function kindOf(estimator: string, booster: unknown): { engine: EngineName; kind: string } {
  const engine = engineOf(estimator)
  return { engine, kind: engines[engine].family(estimator, booster) }
}

function attribute({ attributes }: TrainStatement, key: string): unknown {
  const value = attributes.find((one) => one.key.value === key)?.value
  if (value?.kind === 'string') return value.value
  return value?.kind === 'name' ? value.parts.map((part) => part.value).join('.') : undefined
}
