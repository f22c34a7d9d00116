/** Orders that a graph of steps allows: chance ones, and those that are as unlike the program's as can be. */
import type { Random } from './sql-random.ts'

/** For each step those that it waits for. */
export type Waits = readonly (readonly number[])[]

/** A topological order; `choose` picks among the steps that are free, which are in ascending order. */
function orderBy(waits: Waits, choose: (free: readonly number[]) => number | undefined): number[] {
  const done = new Set<number>()
  const order: number[] = []
  while (order.length < waits.length) {
    const free = waits.flatMap((before, step) =>
      !done.has(step) && before.every((earlier) => done.has(earlier)) ? [step] : [],
    )
    const next = choose(free)
    if (next === undefined) throw new Error('the steps wait for each other in a circle')
    done.add(next)
    order.push(next)
  }
  return order
}

/** Latest step first wherever there is a choice. */
function eager(waits: Waits): number[] {
  return orderBy(waits, (free) => free[free.length - 1])
}

/** From the end: the earliest steps as late as the graph allows. */
function lazy(waits: Waits): number[] {
  const followers: number[][] = waits.map(() => [])
  waits.forEach((before, step) => {
    for (const earlier of before) followers[earlier]?.push(step)
  })
  return orderBy(followers, (free) => free[0]).reverse()
}

function ancestors(waits: Waits, step: number): Set<number> {
  const seen = new Set([step])
  const open = [step]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const earlier of waits[next] ?? []) {
      if (seen.has(earlier)) continue
      seen.add(earlier)
      open.push(earlier)
    }
  }
  return seen
}

/**
 * Every pair of steps that the graph does not order appears the other way round in one of these: each
 * step once as early as it may run, and once as late, with all others in the order of the program.
 */
function pulled(waits: Waits): number[][] {
  const steps = waits.map((_, step) => step)
  const before = steps.map((step) => ancestors(waits, step))
  return steps.flatMap((step) => {
    const first = before[step] ?? new Set()
    const after = new Set(steps.filter((other) => before[other]?.has(step)))
    return [
      [...steps.filter((other) => first.has(other)), ...steps.filter((other) => !first.has(other))],
      [...steps.filter((other) => !after.has(other)), ...steps.filter((other) => after.has(other))],
    ]
  })
}

/** Different orders; the exhaustive ones cost two runs for each step. */
export function someOrders(waits: Waits, random: Random, exhaustive: boolean): number[][] {
  const orders = [
    eager(waits),
    lazy(waits),
    ...Array.from({ length: 3 }, () => orderBy(waits, (free) => random.pick(free))),
    ...(exhaustive ? pulled(waits) : []),
    orderBy(waits, (free) => free[0]),
  ]
  return [...new Map(orders.map((order) => [order.join(), order])).values()]
}
