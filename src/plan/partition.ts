/**
 * Steps into parts of limited size, for engines that limit the size of one graph. A part runs as one
 * task of an outer graph, so parts must be convex, and a part waits for whole parts: parallelism is
 * lost at every cut. Components that share nothing stay apart; a larger one is cut where few edges
 * cross, along an order that follows its chains.
 */
import { adjacency } from '../graph/graph.ts'

export interface Digraph {
  readonly size: number
  readonly from: ArrayLike<number>
  readonly to: ArrayLike<number>
}

export interface Partition {
  /** Nodes of each part; nodes in an order that keeps every edge. */
  readonly parts: readonly (readonly number[])[]
}

/** What a part may hold: so many nodes, and so much weight when nodes have one. */
export interface Room {
  readonly nodes: number
  readonly weight?: number
  readonly weightOf?: (node: number) => number
}

/** Node numbers must already be in an order that keeps every edge. */
export function partition(graph: Digraph, room: Room): Partition {
  const parts: number[][] = []
  const cutter = new Cutter(graph)
  const most = room.weight ?? Number.POSITIVE_INFINITY
  const weightOf = room.weightOf ?? ((): number => 0)
  /** Small components share a part as long as there is room. */
  let shared: number[] = []
  let used = 0
  for (const component of weakComponents(graph)) {
    const weight = component.reduce((sum, node) => sum + weightOf(node), 0)
    if (component.length > room.nodes || (weight > most && component.length > 1)) {
      parts.push(...cut(cutter, component, room.nodes, most, weightOf))
      continue
    }
    if (shared.length > 0 && (shared.length + component.length > room.nodes || used + weight > most)) {
      parts.push(shared)
      shared = []
      used = 0
    }
    for (const node of component) shared.push(node)
    used += weight
  }
  if (shared.length > 0) parts.push(shared)
  return { parts: parts.map((part) => part.sort((a, b) => a - b)) }
}

/** Nodes that are connected when directions are forgotten; each component in node order. */
function weakComponents({ size, from, to }: Digraph): number[][] {
  const parent = Int32Array.from({ length: size }, (_, node) => node)
  const find = (node: number): number => {
    let root = node
    while (parent[root] !== root) root = parent[root] ?? root
    for (let at = node; at !== root; ) {
      const next = parent[at] ?? root
      parent[at] = root
      at = next
    }
    return root
  }
  for (let at = 0; at < from.length; at++) {
    const [a, b] = [find(from[at] ?? 0), find(to[at] ?? 0)]
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b)
  }
  const components = new Map<number, number[]>()
  for (let node = 0; node < size; node++) {
    const root = find(node)
    const component = components.get(root)
    if (component) component.push(node)
    else components.set(root, [node])
  }
  return [...components.values()]
}

/**
 * Cuts one component into runs of an order that keeps every edge: runs of such an order are convex and
 * only wait for earlier ones. The cuts are chosen so that the fewest edges cross them (a shortest path
 * over cut places; each place looks back `limit` places, and only at full enough runs).
 */
function cut(
  cutter: Cutter,
  component: readonly number[],
  limit: number,
  most: number,
  weightOf: (node: number) => number,
): number[][] {
  const order = cutter.chainOrder(component)
  const crossing = cutter.crossings(order)
  const size = order.length
  const fewest = Math.ceil(size / limit)
  // Runs at least this long keep the number of parts near the smallest possible.
  const shortest = Math.max(1, Math.min(Math.floor(limit * 0.6), Math.floor(size / fewest)))
  const weights = new Float64Array(size + 1)
  order.forEach((node, at) => {
    weights[at + 1] = (weights[at] ?? 0) + weightOf(node)
  })
  const weighs = (start: number, end: number): number => (weights[end] ?? 0) - (weights[start] ?? 0)
  // Where weight is what fills a part, shorter runs have to do, and any place may be one to cut at.
  const heavy = weighs(0, size) > most
  const cost = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY)
  const previous = new Int32Array(size + 1).fill(-1)
  cost[0] = 0
  for (let end = 1; end <= size; end++) {
    for (let length = end === size || heavy ? 1 : shortest; length <= limit && length <= end; length++) {
      const start = end - length
      if (length > 1 && weighs(start, end) > most) break
      const total = (cost[start] ?? 0) + (crossing[start] ?? 0) + partCost
      if (total < (cost[end] ?? 0)) {
        cost[end] = total
        previous[end] = start
      }
    }
  }
  const runs: number[][] = []
  for (let end = size; end > 0; end = previous[end] ?? 0) runs.push(order.slice(previous[end] ?? 0, end))
  return runs.reverse()
}

/** A part more is worth a few crossing edges less. */
const partCost = 4

/** The graph's adjacency, made once; each method costs in proportion to the nodes that it is given. */
class Cutter {
  readonly #starts: Int32Array
  readonly #heads: Int32Array
  readonly #waitsFor: Int32Array
  readonly #place: Int32Array

  constructor({ size, from, to }: Digraph) {
    const { starts, heads } = adjacency(size, from, to)
    this.#starts = starts
    this.#heads = heads
    this.#waitsFor = new Int32Array(size)
    for (let at = 0; at < to.length; at++) {
      const head = to[at] ?? 0
      this.#waitsFor[head] = (this.#waitsFor[head] ?? 0) + 1
    }
    this.#place = new Int32Array(size).fill(-1)
  }

  /** A topological order that follows a chain to its end before it begins the next one. */
  chainOrder(component: readonly number[]): number[] {
    const stack = component.filter((node) => this.#waitsFor[node] === 0).reverse()
    const order: number[] = []
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      order.push(node)
      for (let at = (this.#starts[node + 1] ?? 0) - 1; at >= (this.#starts[node] ?? 0); at--) {
        const head = this.#heads[at] ?? 0
        const left = (this.#waitsFor[head] ?? 0) - 1
        this.#waitsFor[head] = left
        if (left === 0) stack.push(head)
      }
    }
    return order
  }

  /** How many edges cross the place before each position of the order. */
  crossings(order: readonly number[]): Int32Array {
    order.forEach((node, at) => {
      this.#place[node] = at
    })
    const change = new Int32Array(order.length + 2)
    order.forEach((node, a) => {
      for (let at = this.#starts[node] ?? 0; at < (this.#starts[node + 1] ?? 0); at++) {
        const b = this.#place[this.#heads[at] ?? 0] ?? a
        change[a + 1] = (change[a + 1] ?? 0) + 1
        change[b + 1] = (change[b + 1] ?? 0) - 1
      }
    })
    for (let at = 1; at < change.length; at++) change[at] = (change[at] ?? 0) + (change[at - 1] ?? 0)
    return change
  }
}

/** Steps on the longest chain, and the most steps that may run at once when each takes one unit of time. */
export interface Shape {
  readonly criticalPath: number
  readonly width: number
}

export function shapeOf({ size, from, to }: Digraph): Shape {
  const { starts, heads } = adjacency(size, to, from)
  const level = new Int32Array(size)
  return measure(size, (node) => {
    let deepest = 0
    for (let at = starts[node] ?? 0; at < (starts[node + 1] ?? 0); at++) {
      deepest = Math.max(deepest, (level[heads[at] ?? 0] ?? 0) + 1)
    }
    level[node] = deepest
    return deepest
  })
}

function measure(size: number, levelOf: (node: number) => number): Shape {
  const counts: number[] = []
  for (let node = 0; node < size; node++) {
    const level = levelOf(node)
    counts[level] = (counts[level] ?? 0) + 1
  }
  return { criticalPath: counts.length, width: counts.reduce((most, count) => Math.max(most, count), 0) }
}

/** The same for a graph cut into parts: a part begins when all parts that it waits for have ended. */
export function shapeOfParts(graph: Digraph, { parts }: Partition): Shape {
  const { size, from, to } = graph
  const partOf = new Int32Array(size)
  parts.forEach((part, index) => {
    for (const node of part) partOf[node] = index
  })
  const before: Set<number>[] = parts.map(() => new Set())
  for (let at = 0; at < from.length; at++) {
    const [a, b] = [partOf[from[at] ?? 0] ?? 0, partOf[to[at] ?? 0] ?? 0]
    if (a !== b) before[b]?.add(a)
  }
  const { starts, heads } = adjacency(size, to, from)
  const level = new Int32Array(size)
  const ends = new Int32Array(parts.length).fill(-1)
  const counts: number[] = []
  for (const index of partOrder(parts.length, before)) {
    let begin = 0
    for (const other of before[index] ?? []) begin = Math.max(begin, (ends[other] ?? -1) + 1)
    for (const node of parts[index] ?? []) {
      let at = begin
      for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++) {
        const head = heads[edge] ?? 0
        if (partOf[head] === index) at = Math.max(at, (level[head] ?? 0) + 1)
      }
      level[node] = at
      counts[at] = (counts[at] ?? 0) + 1
      ends[index] = Math.max(ends[index] ?? -1, at)
    }
  }
  return { criticalPath: counts.length, width: counts.reduce((most, count) => Math.max(most, count), 0) }
}

function partOrder(size: number, before: readonly ReadonlySet<number>[]): number[] {
  const from: number[] = []
  const to: number[] = []
  before.forEach((others, index) => {
    for (const other of others) {
      from.push(other)
      to.push(index)
    }
  })
  return new Cutter({ size, from, to }).chainOrder(Array.from({ length: size }, (_, index) => index))
}
