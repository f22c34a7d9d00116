/** A model that the program does not train is used, and one that is spelt almost like it is trained and not used. */
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

const program =
  'SELECT * FROM shop.orders\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nCOLUMN amount, items\nLABEL days\nINTO delivery_model;\n\nSELECT * FROM shop.open_orders\nTO PREDICT shop.forecast.days\nUSING delivery_modle;'

export const modelMisspelt: Rule = {
  name: 'model-misspelt',
  code: 'SF404',
  severity: 'warning',
  title: 'the name of a model is one letter off a model that is trained and not used',
  explanation:
    'The program uses a model that it does not train, and trains one of almost the same name that it does not use. Likely both are meant to be the same. As it stands, the first has to be in the model store from an earlier day, and the second is trained for nothing. Names that differ only in digits or short endings, such as versions, are taken as they are.',
  bad: program,
  good: program.replace('modle', 'model'),
  more: {
    bad: [program.replace('delivery_modle', 'deliver_model')],
    good: [
      program.replace('INTO delivery_model', 'INTO delivery_v2').replace('delivery_modle', 'delivery_v1'),
      program.replace('INTO delivery_model', 'INTO delivery_a').replace('delivery_modle', 'delivery_b'),
      program.replace('delivery_modle', 'weather_model'),
      `${program}\nSELECT * FROM shop.open_orders TO PREDICT shop.other.days USING delivery_model;`,
    ],
  },
  check(context, report) {
    const unused = unusedModels(context)
    if (unused.size === 0) return
    const near = new Map<string, number>()
    for (const [model, trained] of unused) for (const part of shortened(model)) near.set(part, trained)
    for (const [index, link] of context.analysis.links.entries()) {
      const statement = context.statements[index]
      if (!link || link.producer !== undefined || !statement || !('model' in statement)) continue
      if (context.lock?.has(link.model)) continue
      const trained = shortened(link.model).flatMap((part) => near.get(part) ?? [])[0]
      const producer = trained === undefined ? undefined : context.statements[trained]
      if (trained === undefined || trained > index || producer?.kind !== 'train') continue
      const name = producer.into.parts.map(({ value }) => value).join('.')
      report({
        message: `no statement trains the model \`${link.model}\`, and nothing uses \`${name}\`, which this program trains`,
        span: statement.model.span,
        labels: [{ span: producer.into.span, message: 'trained here' }],
        help: `perhaps \`${name}\` was meant`,
      })
    }
  },
}

function unusedModels({ analysis: { effects, links } }: LintContext): Map<string, number> {
  const used = new Set(links.map((link) => link?.producer))
  const read = new Set(effects.flatMap(({ reads }) => reads))
  return new Map(
    effects.flatMap(({ makes }, index) =>
      makes === undefined || used.has(index) || read.has(makes) ? [] : [[makes, index] as const],
    ),
  )
}

const longest = 64

/**
 * The name as it is, and with each of its letters taken out: two names that share one are a letter apart. Only letters of words
 * of some length count, since `v1` and `v2`, `a` and `b` are names of their own.
 */
function shortened(name: string): string[] {
  if (name.length > longest) return []
  const words = [...name.matchAll(/[^\W\d_]{5,}/gu)]
  const cut = words.flatMap(({ index, 0: word }) =>
    Array.from(word, (_, at) => name.slice(0, index + at) + name.slice(index + at + 1)),
  )
  return [name, ...cut]
}
