/** How things are measured: taken in turns, so that whatever else the machine does hits all of them alike. */

export interface Contender {
  readonly name: string
  run(): unknown
}

export interface Measured {
  readonly name: string
  /** The median of its rounds, in milliseconds. */
  readonly ms: number
}

/** @param budgetMs how long it may take, more or less; each is run at least `least` times after a warm-up */
export async function inTurns(
  contenders: readonly Contender[],
  { budgetMs = 20_000, least = 5, warmUp = 3 } = {},
): Promise<Measured[]> {
  for (const { run } of contenders) for (let round = 0; round < warmUp; round++) await run()
  const times = contenders.map((): number[] => [])
  const start = performance.now()
  for (let round = 0; round < least || performance.now() - start < budgetMs; round++) {
    for (const [index, { run }] of contenders.entries()) {
      globalThis.gc?.()
      const before = performance.now()
      await run()
      times[index]?.push(performance.now() - before)
    }
  }
  return contenders.map(({ name }, index) => ({ name, ms: median(times[index] ?? []) }))
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}
