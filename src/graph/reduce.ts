/**
 * Transitive reduction: leaves out every edge that others imply. Exact up to a few thousand statements
 * (bit sets of ancestors). Beyond that the search for another path has a budget that grows with the
 * graph, so the cost stays linear; an edge it can not decide is kept, which is always sound.
 */
import { adjacency, type Edge, type Reason } from './graph.ts'

/** Up to here the bit sets take a few megabytes at most. */
const exactLimit = 4096
/** Steps of search for each node and edge, on average. */
const searchSteps = 16
/** How many kept predecessors are asked the quick way. */
const fewest = 8

/** What is known of the paths between nodes; nodes are settled in order, their predecessors latest first. */
interface Ancestors {
  /** Does a path lead from `earlier` to `node` through a predecessor already kept? */
  implied(node: number, earlier: number): boolean
  keep(node: number, predecessor: number): void
}

/** @param reasonOf of each pair; only asked for those that are kept */
export function reduce(
  size: number,
  from: readonly number[],
  to: readonly number[],
  reasonOf: (at: number) => Reason,
): Edge[] {
  const positions = new Int32Array(from.length)
  for (let at = 0; at < positions.length; at++) positions[at] = at
  const { starts, heads } = adjacency(size, to, positions)
  const ancestors: Ancestors = size <= exactLimit ? new BitSets(size) : new BudgetedSearch(size, from.length)
  const edges: Edge[] = []
  for (let node = 0; node < size; node++) {
    const first = starts[node] ?? 0
    const end = starts[node + 1] ?? 0
    if (first === end) continue
    if (end - first === 1) {
      const only = heads[first] ?? 0
      const source = from[only] ?? 0
      ancestors.keep(node, source)
      edges.push({ from: source, to: node, reasons: [reasonOf(only)] })
      continue
    }
    sortByLatest(heads, first, end, from)
    const made: { from: number; to: number; reasons: Reason[] }[] = []
    let previous = -1
    for (let at = first; at < end; at++) {
      const candidate = heads[at] ?? 0
      const source = from[candidate] ?? 0
      if (source === previous) {
        const last = made[made.length - 1]
        if (last?.from === source) addReason(last.reasons, reasonOf(candidate))
        continue
      }
      previous = source
      if (ancestors.implied(node, source)) continue
      ancestors.keep(node, source)
      made.push({ from: source, to: node, reasons: [reasonOf(candidate)] })
    }
    for (let at = made.length - 1; at >= 0; at--) {
      const edge = made[at]
      if (edge) edges.push(edge)
    }
  }
  return edges
}

/** Few are sorted in place. */
const few = 16

/** Sorts a stretch of positions: the latest statement first, and of one statement in the order they came. */
function sortByLatest(positions: Int32Array, first: number, end: number, from: readonly number[]): void {
  const later = (a: number, b: number): number => (from[b] ?? 0) - (from[a] ?? 0) || a - b
  if (end - first > few) {
    positions.subarray(first, end).sort(later)
    return
  }
  for (let at = first + 1; at < end; at++) {
    const moved = positions[at] ?? 0
    let place = at
    for (; place > first && later(positions[place - 1] ?? 0, moved) > 0; place--)
      positions[place] = positions[place - 1] ?? 0
    positions[place] = moved
  }
}

function addReason(reasons: Reason[], reason: Reason): void {
  const { kind, resource } = reason
  if (!reasons.some((other) => other.kind === kind && other.resource === resource)) reasons.push(reason)
}

/** Every node's ancestors as a row of bits. */
class BitSets implements Ancestors {
  readonly #words: number
  readonly #bits: Int32Array

  constructor(size: number) {
    this.#words = (size + 31) >> 5
    this.#bits = new Int32Array(this.#words * size)
  }

  implied(node: number, earlier: number): boolean {
    return ((this.#bits[node * this.#words + (earlier >> 5)] ?? 0) & (1 << (earlier & 31))) !== 0
  }

  keep(node: number, source: number): void {
    const row = node * this.#words
    const other = source * this.#words
    for (let word = 0; word <= source >> 5; word++) {
      this.#bits[row + word] = (this.#bits[row + word] ?? 0) | (this.#bits[other + word] ?? 0)
    }
    this.#bits[row + (source >> 5)] = (this.#bits[row + (source >> 5)] ?? 0) | (1 << (source & 31))
  }
}

/**
 * Looks for a path backwards from the predecessors kept so far. Long chains are answered by the tree of
 * first predecessors, whose jump pointers find an ancestor in logarithmic time.
 */
class BudgetedSearch implements Ancestors {
  readonly #predecessors: (number[] | undefined)[]
  readonly #depth: Int32Array
  readonly #jump: Int32Array
  readonly #stamp: Int32Array
  #node = -1
  #frontier: number[] = []
  #pool: number

  constructor(size: number, edges: number) {
    this.#predecessors = new Array<number[]>(size)
    this.#depth = new Int32Array(size)
    this.#jump = Int32Array.from({ length: size }, (_, node) => node)
    this.#stamp = new Int32Array(size).fill(-1)
    this.#pool = searchSteps * (size + edges)
  }

  implied(node: number, earlier: number): boolean {
    const kept = this.#predecessors[node]
    if (!kept) return false
    for (let at = 0; at < kept.length && at < fewest; at++)
      if (this.#above(earlier, kept[at] ?? -1)) return true
    return this.#search(node, earlier)
  }

  keep(node: number, predecessor: number): void {
    const kept = this.#predecessors[node]
    if (kept) kept.push(predecessor)
    else {
      this.#predecessors[node] = [predecessor]
      this.#hang(node, predecessor)
    }
    if (this.#node === node) this.#frontier.push(predecessor)
    else this.#frontier = [predecessor]
    this.#node = node
  }

  /** Puts `node` below its latest predecessor, with a jump that doubles in length where it can. */
  #hang(node: number, parent: number): void {
    this.#depth[node] = (this.#depth[parent] ?? 0) + 1
    const jump = this.#jump[parent] ?? parent
    const second = this.#jump[jump] ?? jump
    const even =
      (this.#depth[parent] ?? 0) - (this.#depth[jump] ?? 0) ===
      (this.#depth[jump] ?? 0) - (this.#depth[second] ?? 0)
    this.#jump[node] = even ? second : parent
  }

  #above(earlier: number, later: number): boolean {
    let at = later
    while (at > earlier) {
      const jump = this.#jump[at] ?? at
      if (jump === at) return false
      at = jump >= earlier ? jump : (this.#predecessors[at]?.[0] ?? earlier - 1)
    }
    return at === earlier
  }

  /** Goes back no further than `earlier`; what lies before it waits for the next, earlier candidate. */
  #search(node: number, earlier: number): boolean {
    if (this.#stamp[earlier] === node) return true
    const waiting: number[] = []
    for (let at = this.#frontier.pop(); at !== undefined && this.#pool > 0; at = this.#frontier.pop()) {
      this.#pool--
      if (at <= earlier) {
        waiting.push(at)
        continue
      }
      for (const before of this.#predecessors[at] ?? []) {
        this.#pool--
        if (this.#stamp[before] === node) continue
        this.#stamp[before] = node
        this.#frontier.push(before)
      }
    }
    this.#frontier = this.#frontier.concat(waiting)
    return this.#stamp[earlier] === node
  }
}
