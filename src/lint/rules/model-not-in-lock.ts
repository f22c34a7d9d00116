/** There is a lock file, and a model that was trained elsewhere is not in it. */
import { engineOf } from '../../engines/table.ts'
import { touches } from '../../statements/table.ts'
import type { Rule } from '../rule.ts'

const program = (model: string): string =>
  `SELECT * FROM shop.open_orders\nTO PREDICT shop.forecast.days\nUSING ${model};`

export const modelNotInLock: Rule = {
  name: 'model-not-in-lock',
  code: 'SF415',
  severity: 'warning',
  title: 'a model that was trained elsewhere is not pinned, and others are',
  explanation:
    'The project has a sqlflow.lock.json, so models that other programs train are meant to be pinned: what is compiled is then what was reviewed, also where no store can be asked. This model is not in it. Its image and its features are taken from the store on the day, and `--locked` and `--offline` refuse the program. Run `sqlflowc model pin` on the program and commit the file. Without a lock file nothing is said. In this example the lock file pins `delivery`.',
  bad: program('returns'),
  good: program('delivery'),
  more: {
    good: [
      `SELECT amount, days FROM shop.orders TO TRAIN XGBRegressor LABEL days INTO returns;\n${program('returns')}`,
    ],
  },
  surroundings: {
    lock: new Map([
      [
        'delivery',
        {
          store: 'mysql://shop',
          digest: '',
          metadata: {
            formatVersion: 1,
            originalSql: '',
            select: '',
            estimator: 'XGBRegressor',
            engine: engineOf('XGBRegressor'),
            attributes: {},
            features: {},
            label: 'days',
            into: 'delivery',
          },
        },
      ],
    ]),
  },
  check(context, report) {
    const { lock } = context
    const told = new Set<string>()
    for (const [index, link] of lock ? context.analysis.links.entries() : []) {
      if (!link || link.producer !== undefined || lock?.has(link.model) || told.has(link.model)) continue
      told.add(link.model)
      const statement = context.statements[index]
      report({
        message: `the model \`${link.model}\` is not in sqlflow.lock.json`,
        span: (statement && touches(statement).usesModel?.span) ?? context.headline(index),
        help: 'pin it: sqlflowc model pin FILE',
      })
    }
  },
}
