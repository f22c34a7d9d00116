/** Whether two queries give the same rows. Where this is not certain, nothing is said. */

export interface Rows {
  /** A table and when it was written, or the text of a query: equal for equal rows only. */
  readonly source: string
  readonly conditions: ReadonlySet<string>
  /** Conditions that draw rows at random, each time anew. */
  readonly random: ReadonlySet<string>
}

/** The second query gives the rows of the first, a part of them, more than them, or some by chance. */
export type Overlap = 'same' | 'part' | 'whole' | 'drawn'

/** Whether rows of the second are rows that the first has too: all of them, a part, or by chance. */
export function overlap(trained: Rows, measured: Rows): Overlap | undefined {
  if (trained.source !== measured.source) return undefined
  const forth = within(trained.conditions, measured.conditions)
  const back = within(measured.conditions, trained.conditions)
  if (forth && within(trained.random, measured.random)) {
    return back && within(measured.random, trained.random) ? 'same' : 'part'
  }
  if (back && within(measured.random, trained.random)) return 'whole'
  const drawn = trained.random.size > 0 && measured.random.size > 0
  return drawn && (forth || back) ? 'drawn' : undefined
}

function within(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (one.size > other.size) return false
  for (const item of one) if (!other.has(item)) return false
  return true
}
