/** Topological order, the smallest number first among those that are free: Kahn's, with a heap. */
import { adjacency } from '../graph/graph.ts'

export function topological(size: number, from: ArrayLike<number>, to: ArrayLike<number>): number[] {
  const { starts, heads } = adjacency(size, from, to)
  const waitsFor = new Int32Array(size)
  for (let at = 0; at < to.length; at++) waitsFor[to[at] ?? 0] = (waitsFor[to[at] ?? 0] ?? 0) + 1
  const free = new Heap()
  for (let node = 0; node < size; node++) if (waitsFor[node] === 0) free.push(node)
  const order: number[] = []
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    order.push(node)
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
      const head = heads[at] ?? 0
      const left = (waitsFor[head] ?? 0) - 1
      waitsFor[head] = left
      if (left === 0) free.push(head)
    }
  }
  if (order.length < size) throw new Error('bug: the plan has a cycle')
  return order
}

/** A binary heap of numbers, smallest first. */
class Heap {
  readonly #items: number[] = []

  push(value: number): void {
    const items = this.#items
    let at = items.push(value) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if ((items[parent] ?? 0) <= value) break
      items[at] = items[parent] ?? 0
      at = parent
    }
    items[at] = value
  }

  pop(): number | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && (items[child + 1] ?? 0) < (items[child] ?? 0)) child++
      if ((items[child] ?? 0) >= last) break
      items[at] = items[child] ?? 0
      at = child
    }
    items[at] = last
    return top
  }
}
