/** Rows for training and rows for measuring that two queries draw at random from one table. */
import type { Span } from '../diagnostics/source.ts'
import type { LintContext } from './context.ts'
import { overlap } from './overlap.ts'

interface Split {
  /** The TRAIN. */
  readonly statement: number
  readonly training: Span
  readonly measuring: Span
}

export function splitsDrawnTwice(context: LintContext): Split[] {
  const { analysis, rows, statements } = context
  const found: Split[] = []
  for (const [statement, index] of context.each('train')) {
    const [trained, measured] = [rows.ofQuery(index), rows.ofValidation(index)]
    if (!trained || !measured || overlap(trained, measured) !== 'drawn') continue
    const given = statement.attributes.find(({ key }) => key.value === 'validation.select')
    if (given) found.push({ statement: index, training: statement.query.span, measuring: given.value.span })
  }
  for (const [statement, index] of context.each('evaluate')) {
    const producer = analysis.links[index]?.producer
    const train = producer === undefined ? undefined : statements[producer]
    if (producer === undefined || train?.kind !== 'train') continue
    const [trained, measured] = [rows.ofQuery(producer), rows.ofQuery(index)]
    if (!trained || !measured || overlap(trained, measured) !== 'drawn') continue
    found.push({ statement: producer, training: train.query.span, measuring: statement.query.span })
  }
  return found
}
