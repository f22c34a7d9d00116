/** Models that a program trains and loses before anything uses them. */
import { isOpaque } from '../statements/table.ts'
import type { LintContext } from './context.ts'

export interface LostModel {
  readonly model: string
  /** The statement that trained it. */
  readonly trained: number
  /** The statement that ends it, and how. */
  readonly lost: number
  readonly how: 'trained again' | 'dropped' | 'overwritten'
}

export function lostModels({ analysis, statements }: LintContext): LostModel[] {
  const { effects, links } = analysis
  const lost: LostModel[] = []
  /** Models that nothing has used so far, with the statement that trained each. */
  const unused = new Map<string, number>()
  let opaque = -1
  const lose = (model: string, at: number, how: LostModel['how']): void => {
    const trained = unused.get(model)
    unused.delete(model)
    // Of what is not understood, and of other people's programs, nobody knows what they use.
    if (trained !== undefined && trained > opaque) lost.push({ model, trained, lost: at, how })
  }
  for (const [index, statement] of statements.entries()) {
    const effect = effects[index]
    if (!effect) continue
    const { uses, reads, changes, makes, unknown } = effect
    for (const name of [...reads, ...(uses === undefined ? [] : [uses]), links[index]?.model ?? ''])
      unused.delete(name)
    if (unknown !== undefined || isOpaque(statement.kind)) opaque = index
    const apart = effect.accesses.some(({ resource }) => resource.kind === 'model')
    for (const { action, table, to, conditional } of apart ? [] : changes) {
      // A model that is moved goes on under another name, which this does not follow.
      if (action === 'rename') unused.delete(table)
      if (action === 'rename' && to !== undefined) unused.delete(to)
      if (action === 'drop') lose(table, index, 'dropped')
      if (action === 'create' && !conditional && table !== makes) lose(table, index, 'overwritten')
    }
    if (makes === undefined) continue
    lose(makes, index, 'trained again')
    unused.set(makes, index)
  }
  return lost
}
