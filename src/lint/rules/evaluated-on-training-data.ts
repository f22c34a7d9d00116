/** A model is evaluated on rows that it was trained on. */
import type { LintContext } from '../context.ts'
import { type Overlap, overlap } from '../overlap.ts'
import type { Rule } from '../rule.ts'

const train =
  "SELECT * FROM shop.orders WHERE day < '2026-01-01'\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nCOLUMN amount, items\nLABEL days\nINTO delivery;"
const evaluate =
  "SELECT * FROM shop.orders WHERE day < '2026-01-01'\nTO EVALUATE delivery\nLABEL days\nINTO shop.quality;"
const later = evaluate.replace('<', '>=')
const all = (text: string): string => text.replaceAll(" WHERE day < '2026-01-01'", '')

export const evaluatedOnTrainingData: Rule = {
  name: 'evaluated-on-training-data',
  code: 'SF406',
  severity: 'warning',
  title: 'a model is evaluated on the rows that it was trained on',
  explanation:
    'A model remembers what it has seen. Measured on the rows of its training it looks better than it is, and a model that only memorises looks best. Keep rows apart that training never sees: another table, or a condition that no row of the training meets. Nothing is said where the same model is evaluated on other rows too, since comparing both is a way to see how much it memorises.',
  bad: `${train}\n\n${evaluate}`,
  good: `${train}\n\n${later}`,
  more: {
    bad: [
      all(`${train}\n${evaluate}`),
      // Other columns, another spelling, the same rows.
      `${all(train)}\n${all(evaluate).replace('SELECT *', 'select amount, items, days')}`,
      // All rows: among them those of the training.
      `${train}\n${all(evaluate)}`,
      // A part of the rows of the training.
      `${all(train)}\n${evaluate}`,
      `CREATE TABLE shop.test AS SELECT * FROM shop.orders;\n${all(train)}\n${all(evaluate).replace('shop.orders', 'shop.test')}`,
    ],
    good: [
      `${train}\n${evaluate}\n${later}`,
      `${train}\n${evaluate.replace("'2026-01-01'", "'2026-01-02' AND day >= '2026-01-01'")}`,
      // The table is filled anew in between.
      `${all(train)}\nTRUNCATE TABLE shop.orders;\nINSERT INTO shop.orders SELECT * FROM shop.new_orders;\n${all(evaluate)}`,
      `CREATE TABLE shop.test AS SELECT * FROM shop.orders WHERE id % 10 = 0;\nCREATE TABLE shop.learn AS SELECT * FROM shop.orders WHERE id % 10 <> 0;\n${all(train).replace('orders', 'learn')}\n${all(evaluate).replace('orders', 'test')}`,
      `${all(train)}\n${all(evaluate).replace('orders', 'orders AS o JOIN shop.held_out AS h ON h.id = o.id')}`,
    ],
  },
  check(context, report) {
    for (const [trained, evaluations] of byModel(context)) {
      if (evaluations.some(({ how }) => how === undefined)) continue
      const train = context.statements[trained]
      if (train?.kind !== 'train') continue
      for (const { index, how } of evaluations) {
        const statement = context.statements[index]
        if (statement?.kind !== 'evaluate' || !how || how === 'drawn') continue
        const name = statement.model.parts.map(({ value }) => value).join('.')
        report({
          message: `the model \`${name}\` is evaluated on ${words[how]}`,
          span: statement.query.span,
          labels: [{ span: train.query.span, message: 'trained on these rows' }],
          help: 'evaluate it on rows that its training does not see',
        })
      }
    }
  },
}

const words: Readonly<Record<Exclude<Overlap, 'drawn'>, string>> = {
  same: 'the rows that it was trained on',
  part: 'a part of the rows that it was trained on',
  whole: 'rows among which are all those that it was trained on',
}

interface Evaluation {
  readonly index: number
  readonly how: Overlap | undefined
}

/** The evaluations of each TRAIN's model. */
function byModel(context: LintContext): Map<number, Evaluation[]> {
  const { analysis, rows } = context
  const found = new Map<number, Evaluation[]>()
  for (const [, index] of context.each('evaluate')) {
    const producer = analysis.links[index]?.producer
    if (producer === undefined) continue
    const [trained, measured] = [rows.ofQuery(producer), rows.ofQuery(index)]
    const list = found.get(producer) ?? []
    list.push({ index, how: trained && measured ? overlap(trained, measured) : undefined })
    found.set(producer, list)
  }
  return found
}
