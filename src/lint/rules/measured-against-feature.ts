/** A model is measured against one of its own features. */
import { namedColumns } from '../column-names.ts'
import type { LintContext } from '../context.ts'
import type { Rule } from '../rule.ts'

const program = (label: string): string =>
  `SELECT amount, items, days FROM shop.orders\nTO TRAIN XGBRegressor\nWITH max_depth = 3\nLABEL days\nINTO delivery;\n\nSELECT * FROM shop.orders_of_march\nTO EVALUATE delivery\nLABEL ${label}\nINTO shop.quality;`

export const measuredAgainstFeature: Rule = {
  name: 'measured-against-feature',
  code: 'SF416',
  severity: 'warning',
  title: 'LABEL of EVALUATE names a feature of the model',
  explanation:
    'EVALUATE compares what the model predicts with the column that LABEL names. This column is one of those that the model predicts from, and the model was trained to predict another one, so the numbers that come out mean nothing. Name the column that holds what is predicted; it may be called otherwise than in the training.',
  bad: program('items'),
  good: program('days'),
  more: {
    bad: [program('items').replace('LABEL days', 'COLUMN amount, DENSE(items) LABEL days')],
    good: [program('days_in_fact'), program('DAYS'), program('items').replace('amount, items, days', '*')],
  },
  check(context, report) {
    const { analysis, statements } = context
    const features = new Map<number, ReadonlySet<string>>()
    for (const [{ label, model }, index] of context.each('evaluate')) {
      const producer = analysis.links[index]?.producer
      const train = producer === undefined ? undefined : statements[producer]
      if (producer === undefined || train?.kind !== 'train' || !train.label) continue
      const name = label.value.toLowerCase()
      if (name === train.label.value.toLowerCase()) continue
      const known = features.get(producer) ?? featuresOf(context, producer)
      features.set(producer, known)
      if (!known.has(name)) continue
      report({
        message: `the model \`${model.parts.map(({ value }) => value).join('.')}\` predicts \`${train.label.value}\`, and \`${label.value}\` is one of its features`,
        span: label.span,
        labels: [{ span: train.label.span, message: 'this is what it predicts' }],
        help: `write \`LABEL ${train.label.value}\``,
      })
    }
  },
}

function featuresOf(context: LintContext, producer: number): ReadonlySet<string> {
  const train = context.statements[producer]
  if (train?.kind !== 'train') return new Set()
  const named = train.columns.length > 0 ? namedColumns(train).map(({ value }) => value) : undefined
  const listed = context.select(producer)?.items.flatMap(({ name }) => name ?? [])
  return new Set((named ?? listed ?? []).map((name) => name.toLowerCase()))
}
