/**
 * The dependency graph: statements by index, edges from the earlier to the later, each with its
 * reasons. Flat arrays; user names are never node ids. `graphlib.ts` gives it to others.
 */
import type { Resource } from '../effects/resource.ts'

export type ReasonKind =
  | 'read-after-write'
  | 'write-after-read'
  | 'write-after-write'
  | 'session-state'
  | 'unknown-effects'

export interface Reason {
  readonly kind: ReasonKind
  readonly resource: Resource
}

export interface Edge {
  readonly from: number
  readonly to: number
  readonly reasons: readonly Reason[]
}

/** Reduced: no edge is implied by others. Edges are sorted by `to`, then by `from`. */
export interface Graph {
  readonly size: number
  readonly edges: readonly Edge[]
}

/** Predecessors of each node, as `heads[starts[i] … starts[i + 1]]`. */
export interface Adjacency {
  readonly starts: Int32Array
  readonly heads: Int32Array
}

/** Adjacency lists of pairs given as two arrays; counting sort, linear. */
export function adjacency(size: number, keys: ArrayLike<number>, values: ArrayLike<number>): Adjacency {
  const starts = new Int32Array(size + 1)
  for (let at = 0; at < keys.length; at++) {
    const slot = (keys[at] ?? 0) + 1
    starts[slot] = (starts[slot] ?? 0) + 1
  }
  for (let at = 0; at < size; at++) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0)
  const next = starts.slice()
  const heads = new Int32Array(keys.length)
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? 0
    const slot = next[key] ?? 0
    heads[slot] = values[at] ?? 0
    next[key] = slot + 1
  }
  return { starts, heads }
}
