/**
 * Accesses to edges. For each resource the last writer and the readers since are remembered, so every
 * access adds at most one edge and removes those it makes needless: linear in the number of accesses.
 */
import type { Graph, Reason, ReasonKind } from './graph.ts'
import { reduce } from './reduce.ts'

/** What one statement does with one resource. */
export interface Use {
  readonly resource: string
  /** How the resource is called in a reason; defaults to itself. */
  readonly label?: string
  readonly write: boolean
}

export interface Node {
  readonly uses: readonly Use[]
  /** Ordered against everything. */
  readonly barrier: boolean
  /** Ordered against nothing, not even a barrier: it is replayed where it is needed. */
  readonly aside?: boolean
}

/** An edge that some order between two statements must keep, whatever the resources say. */
export interface Tie {
  readonly from: number
  readonly to: number
  readonly reason: Reason
}

interface State {
  lastWriter: number
  lastLabel: string
  readers: number[]
}

export function buildGraph(nodes: readonly Node[], ties: readonly Tie[]): Graph {
  const builder = new GraphBuilder(nodes)
  const tiesTo = new Map<number, Tie[]>()
  for (const tie of ties) {
    const list = tiesTo.get(tie.to)
    if (list) list.push(tie)
    else tiesTo.set(tie.to, [tie])
  }
  nodes.forEach((node, index) => {
    builder.add(node, index)
    for (const tie of tiesTo.get(index) ?? []) builder.edge(tie.from, index, tie.reason)
  })
  return builder.finish()
}

/** The resource that stands for everything; statements of unknown effect write it. */
const everything = '*'
/**
 * The list of all tables. Statements that look at it are kept here as its writers and those that change
 * it as its readers: many may change it in any order, but each look has its place among the changes.
 */
export const catalog = 'catalog'

/** Shared by all that nobody reads; never added to. */
const nobody: number[] = []

class GraphBuilder {
  readonly #size: number
  readonly #barriers: boolean
  /** Of the resources that somebody writes: what nobody writes orders nothing. */
  readonly #states = new Map<string, State>()
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #reasons: Reason[] = []

  constructor(nodes: readonly Node[]) {
    this.#size = nodes.length
    this.#barriers = nodes.some((node) => node.barrier && !node.aside)
    for (const { uses } of nodes) for (const { write, resource } of uses) if (write) this.#written(resource)
    if (this.#barriers) this.#written(everything)
  }

  add(node: Node, index: number): void {
    if (node.aside) return
    // Reads first: a statement that reads and writes a table depends on its last writer for both.
    for (const use of node.uses) if (!use.write) this.#read(use.resource, use.label, index)
    for (const use of node.uses) if (use.write) this.#write(use.resource, use.label, index)
    if (!this.#barriers) return
    if (node.barrier) this.#write(everything, undefined, index, 'unknown-effects')
    else this.#read(everything, undefined, index, 'unknown-effects')
  }

  edge(from: number, to: number, reason: Reason): void {
    this.#from.push(from)
    this.#to.push(to)
    this.#reasons.push(reason)
  }

  #read(resource: string, label: string | undefined, index: number, kind?: ReasonKind): void {
    const state = this.#states.get(resource)
    if (!state) return
    if (state.lastWriter >= 0) {
      this.edge(state.lastWriter, index, {
        kind: kind ?? (resource === catalog ? 'write-after-read' : 'read-after-write'),
        resource: this.#called(resource, label, state),
      })
    }
    if (state.readers.length === 0) state.readers = [index]
    else state.readers.push(index)
  }

  #write(resource: string, label: string | undefined, index: number, kind?: ReasonKind): void {
    const state = this.#states.get(resource)
    // One statement may write a table twice: `ALTER TABLE db.t RENAME t`, where t may be db.t.
    if (!state || state.lastWriter === index) return
    const called = this.#called(resource, label, state)
    let waits = false
    for (const reader of state.readers) {
      if (reader === index) continue
      waits = true
      this.edge(reader, index, {
        kind: kind ?? (resource === catalog ? 'read-after-write' : 'write-after-read'),
        resource: called,
      })
    }
    // With a reader in between, the order of the two writers follows from it.
    if (!waits && state.lastWriter >= 0) {
      this.edge(state.lastWriter, index, { kind: kind ?? 'write-after-write', resource: called })
    }
    state.lastWriter = index
    state.lastLabel = label ?? ''
    state.readers = nobody
  }

  /** A model goes by its own name when either side of an edge meets it as a model. */
  #called(resource: string, label: string | undefined, state: State): string {
    return label || state.lastLabel || resource
  }

  #written(resource: string): void {
    if (!this.#states.has(resource))
      this.#states.set(resource, { lastWriter: -1, lastLabel: '', readers: nobody })
  }

  finish(): Graph {
    for (let at = 0; at < this.#from.length; at++) {
      const from = this.#from[at] ?? 0
      const to = this.#to[at] ?? 0
      if (from >= to) throw new Error(`bug: an edge goes back, from statement ${from} to ${to}`)
    }
    return { size: this.#size, edges: reduce(this.#size, this.#from, this.#to, this.#reasons) }
  }
}
