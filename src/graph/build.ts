/**
 * Accesses to edges. For each resource the last writer and the readers since are remembered, so every
 * access adds at most one edge and removes those it makes needless: linear in the number of accesses.
 * What is remembered lies in arrays by the numbers of resources.
 */
import { catalog, everything, type Resource } from '../effects/resource.ts'
import type { Graph, Reason, ReasonKind } from './graph.ts'
import { reduce } from './reduce.ts'

/** What one statement does with one resource. */
export interface Use {
  readonly resource: Resource
  readonly write: boolean
}

export interface Node {
  readonly uses: readonly Use[]
  /** Ordered against everything. */
  readonly barrier: boolean
  /** Ordered against nothing, not even a barrier: it is replayed where it is needed. */
  readonly exempt?: boolean
}

/** An order between two statements that must be kept, whatever the resources say. */
export interface OrderingConstraint {
  readonly from: number
  readonly to: number
  readonly reason: Reason
}

/** How resources are called in reasons: the table of a model is the model. */
export type Names = ReadonlyMap<Resource, Resource>

/** @param constraints sorted by their later statement */
export function buildGraph(
  nodes: readonly Node[],
  constraints: readonly OrderingConstraint[],
  names: Names = new Map(),
): Graph {
  const builder = new GraphBuilder(nodes, names)
  const sorted = [...constraints].sort((a, b) => a.to - b.to)
  let next = 0
  nodes.forEach((node, index) => {
    builder.add(node, index)
    for (let one = sorted[next]; one?.to === index; one = sorted[++next])
      builder.edge(one.from, index, one.reason.kind, one.reason.resource)
  })
  return builder.finish()
}

/** Nobody writes it, so it orders nothing. */
const unwritten = -2
const notYet = -1
const nobody = -1

class GraphBuilder {
  readonly #size: number
  readonly #names: Names
  readonly #barriers: boolean
  /** By resource: the statement that wrote it last. */
  readonly #writers: Int32Array
  /** By resource: the last of those who read it since, as an index into the two below; or nobody. */
  readonly #readers: Int32Array
  /** By reading: the statement, and the reading of the same resource before it. */
  readonly #reading: number[] = []
  readonly #before: number[] = []
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #kinds: ReasonKind[] = []
  readonly #resources: Resource[] = []

  constructor(nodes: readonly Node[], names: Names) {
    this.#size = nodes.length
    this.#names = names
    let last = everything.id
    for (const { uses } of nodes) for (const { resource } of uses) if (resource.id > last) last = resource.id
    this.#writers = new Int32Array(last + 1).fill(unwritten)
    this.#readers = new Int32Array(last + 1).fill(nobody)
    for (const { uses } of nodes)
      for (const { write, resource } of uses) if (write) this.#writers[resource.id] = notYet
    this.#barriers = nodes.some((node) => node.barrier && !node.exempt)
    if (this.#barriers) this.#writers[everything.id] = notYet
  }

  add(node: Node, index: number): void {
    if (node.exempt) return
    // Reads first: a statement that reads and writes a table depends on its last writer for both.
    for (const { write, resource } of node.uses) if (!write) this.#read(resource, index)
    for (const { write, resource } of node.uses) if (write) this.#write(resource, index)
    if (!this.#barriers) return
    if (node.barrier) this.#write(everything, index)
    else this.#read(everything, index)
  }

  edge(from: number, to: number, kind: ReasonKind, resource: Resource): void {
    this.#from.push(from)
    this.#to.push(to)
    this.#kinds.push(kind)
    this.#resources.push(resource)
  }

  #read(resource: Resource, index: number): void {
    const writer = this.#writers[resource.id] ?? unwritten
    if (writer === unwritten) return
    if (writer >= 0) this.edge(writer, index, kindOf(resource, 'read-after-write'), resource)
    this.#before.push(this.#readers[resource.id] ?? nobody)
    this.#readers[resource.id] = this.#reading.push(index) - 1
  }

  #write(resource: Resource, index: number): void {
    const writer = this.#writers[resource.id] ?? unwritten
    // One statement may write a table twice: `ALTER TABLE db.t RENAME t`, where t may be db.t.
    if (writer === index) return
    let waits = false
    for (let at = this.#readers[resource.id] ?? nobody; at !== nobody; at = this.#before[at] ?? nobody) {
      const reader = this.#reading[at] ?? index
      if (reader === index) continue
      waits = true
      this.edge(reader, index, kindOf(resource, 'write-after-read'), resource)
    }
    // With a reader in between, the order of the two writers follows from it.
    if (!waits && writer >= 0) this.edge(writer, index, kindOf(resource, 'write-after-write'), resource)
    this.#writers[resource.id] = index
    this.#readers[resource.id] = nobody
  }

  finish(): Graph {
    for (let at = 0; at < this.#from.length; at++) {
      const from = this.#from[at] ?? 0
      const to = this.#to[at] ?? 0
      if (from >= to) throw new Error(`bug: an edge goes back, from statement ${from} to ${to}`)
    }
    return { size: this.#size, edges: reduce(this.#size, this.#from, this.#to, (at) => this.#reason(at)) }
  }

  #reason(at: number): Reason {
    const resource = this.#resources[at] ?? everything
    return { kind: this.#kinds[at] ?? 'unknown-effects', resource: this.#names.get(resource) ?? resource }
  }
}

type Conflict = 'read-after-write' | 'write-after-read' | 'write-after-write'

/** Of the list of all tables, readers are kept as writers and writers as readers. */
function kindOf(resource: Resource, conflict: Conflict): ReasonKind {
  if (resource === everything) return 'unknown-effects'
  if (resource !== catalog || conflict === 'write-after-write') return conflict
  return conflict === 'read-after-write' ? 'write-after-read' : 'read-after-write'
}
