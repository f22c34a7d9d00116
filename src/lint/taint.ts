/**
 * Taint of tables, carried to the tables that are made from them: what is drawn at random is so in every copy. Follows
 * the program from top to bottom.
 */
import type { Analysis } from '../analyze.ts'

/**
 * For each statement the taint of what it reads: the first, where there are several.
 *
 * @param own what a statement itself taints its result with
 */
export function carryTaint<T extends object>(
  { program, effects }: Analysis,
  own: (statement: number) => T | undefined,
): readonly (T | undefined)[] {
  const tainted = new Map<string, T>()
  return program.statements.map((_, index) => {
    const effect = effects[index]
    if (!effect) return undefined
    const source = effect.reads.find((table) => tainted.has(table))
    const read = source === undefined ? undefined : tainted.get(source)
    // Most programs taint nothing, and then nothing is done.
    const taint = own(index) ?? read
    for (const { action, table, to, conditional } of effect.changes) {
      const before = tainted.get(table)
      if (action === 'drop' || action === 'rename' || (action === 'create' && !conditional))
        tainted.delete(table)
      if (action === 'rename' && to !== undefined && before) tainted.set(to, before)
      if (taint && (action === 'write' || (action === 'create' && !conditional))) tainted.set(table, taint)
    }
    return read
  })
}
