/**
 * Marks on tables, carried to the tables that are made from them: what is drawn at random is so in every copy. Follows
 * the program from top to bottom.
 */
import type { Analysis } from '../analyze.ts'

/**
 * For each statement the mark of what it reads: the first, where there are several.
 *
 * @param own what a statement's own text marks its result with
 */
export function carryMarks<T extends object>(
  { program, effects }: Analysis,
  own: (statement: number) => T | undefined,
): readonly (T | undefined)[] {
  const marks = new Map<string, T>()
  return program.statements.map((_, index) => {
    const effect = effects[index]
    if (!effect) return undefined
    const marked = effect.reads.find((table) => marks.has(table))
    const read = marked === undefined ? undefined : marks.get(marked)
    // Most programs mark nothing, and then nothing is done.
    const mark = own(index) ?? read
    for (const { action, table, to, conditional } of effect.changes) {
      const before = marks.get(table)
      if (action === 'drop' || action === 'rename' || (action === 'create' && !conditional))
        marks.delete(table)
      if (action === 'rename' && to !== undefined && before) marks.set(to, before)
      if (mark && (action === 'write' || (action === 'create' && !conditional))) marks.set(table, mark)
    }
    return read
  })
}
