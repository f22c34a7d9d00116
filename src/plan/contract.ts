/** Groups of statements as the nodes of a graph: what each holds, in an order that keeps every edge between them. */

import { everything } from '../effects/resource.ts'
import type { Sessions } from '../effects/sessions.ts'
import type { Graph } from '../graph/graph.ts'
import { reduce } from '../graph/reduce.ts'
import type { Program } from '../syntax/ast.ts'
import { topological } from './topological.ts'

export interface Contracted {
  /** Statements of each step. */
  readonly members: readonly (readonly number[])[]
  /** The edges between steps that no others imply; they go from earlier to later steps. */
  readonly edges: readonly { readonly from: number; readonly to: number }[]
}

export interface Grouped {
  readonly program: Program
  readonly sessions: Sessions
  readonly graph: Graph
  /** The group of each statement: those of one group make one step. */
  readonly groups: Int32Array
}

export function contract(input: Grouped): Contracted {
  const unordered = stepMembers(input)
  const size = input.program.statements.length
  const pairs = between(input.graph, stepOfStatement(size, unordered))
  const members = topological(unordered.length, pairs.from, pairs.to).map((step) => unordered[step] ?? [])
  const { from, to } = between(input.graph, stepOfStatement(size, members))
  // Contracting can make an edge needless that was needed before.
  return {
    members,
    edges: reduce(members.length, from, to, () => ({ kind: 'session-state', resource: everything })),
  }
}

/** Statements of each step, steps by their first statement. */
function stepMembers({ program, sessions, groups }: Grouped): number[][] {
  const steps = new Map<number, number[]>()
  const carry = program.statements.every((_, index) => sessions.carried.has(index))
  program.statements.forEach((statement, index) => {
    // A program with an error is not planned: a shorter workflow would be a wrong one.
    if (statement.kind === 'broken') throw new Error(`bug: statement ${index} is planned and was not read`)
    // Settings are replayed elsewhere; in a program of nothing else they are what there is to run.
    if (sessions.carried.has(index) && !carry) return
    const group = groups[index] ?? -1
    const step = steps.get(group)
    if (step) step.push(index)
    else steps.set(group, [index])
  })
  return [...steps.values()]
}

function stepOfStatement(size: number, members: readonly (readonly number[])[]): Int32Array {
  const of = new Int32Array(size).fill(-1)
  members.forEach((statements, step) => {
    for (const statement of statements) of[statement] = step
  })
  return of
}

function between(graph: Graph, of: Int32Array): { from: number[]; to: number[] } {
  const from: number[] = []
  const to: number[] = []
  for (const edge of graph.edges) {
    const [a, b] = [of[edge.from] ?? -1, of[edge.to] ?? -1]
    if (a < 0 || b < 0 || a === b) continue
    from.push(a)
    to.push(b)
  }
  return { from, to }
}
