/**
 * Fewer pods: ordinary statements that wait for each other in a chain, with nothing beside them, gain nothing from a step
 * each. Here they become one group, run in the order of the program in one session. A chain is fused where
 *
 *  - each statement is the only one that waits for the one before, and waits for nothing else, so that no two
 *    statements are ordered that were not, and nothing waits for longer;
 *  - all of them write, so that none loses its retries: a step is retried only when all of it may be repeated;
 *  - a step that failed can be begun again without doing anything twice (`restart.ts`);
 *  - they need the same settings and database, and share no session by themselves;
 *  - their text together stays small: large statements fill a step of their own.
 */
import type { Effects } from '../effects/effects.ts'
import { type Contracted, contract, type Grouped } from './contract.ts'
import type { Digraph } from './partition.ts'
import { shapeOf } from './partition.ts'
import type { Fused } from './plan.ts'
import { Restart } from './restart.ts'

export interface FuseInput extends Grouped {
  readonly effects: readonly Effects[]
  /** The most characters that the statements of a fused step may have; any number when absent. */
  readonly room?: number | undefined
}

export interface Fusion {
  readonly groups: Int32Array
  /** Absent when there was nothing to fuse. */
  readonly fused?: Fused
}

export function fuse(input: FuseInput): Fusion {
  const before = contract(input)
  const chains = chainsOf(input, before)
  if (chains.length === 0) return { groups: input.groups }
  const groups = input.groups.slice()
  for (const chain of chains) for (const index of chain) groups[index] = groups[chain[0] ?? index] ?? -1
  const { criticalPath, width } = shapeOf(digraph(before))
  return {
    groups,
    fused: { steps: before.members.length, criticalPath, width, chains },
  }
}

/** The statements of each fused step, in order. */
function chainsOf(input: FuseInput, { members, edges }: Contracted): number[][] {
  const [next, previous] = [new Links(members.length), new Links(members.length)]
  for (const { from, to } of edges) {
    next.add(from, to)
    previous.add(to, from)
  }
  const chains: number[][] = []
  const seen = new Uint8Array(members.length)
  for (let step = 0; step < members.length; step++) {
    // Steps are in order, so a chain is met at its first statement.
    if (seen[step]) continue
    let chain = new Chain(input)
    for (let at = step; at >= 0; at = onlyNext(at, next, previous)) {
      seen[at] = 1
      const statements = members[at] ?? []
      if (chain.add(statements)) continue
      if (chain.statements.length > 1) chains.push(chain.statements)
      chain = new Chain(input)
      chain.add(statements)
    }
    if (chain.statements.length > 1) chains.push(chain.statements)
  }
  return chains
}

function onlyNext(step: number, next: Links, previous: Links): number {
  const after = next.only(step)
  return after >= 0 && previous.only(after) === step ? after : -1
}

/** For each node the one that it is linked to, if there is exactly one. */
class Links {
  readonly #to: Int32Array

  constructor(size: number) {
    this.#to = new Int32Array(size).fill(-1)
  }

  add(from: number, to: number): void {
    this.#to[from] = this.#to[from] === -1 ? to : -2
  }

  only(node: number): number {
    return this.#to[node] ?? -1
  }
}

/** Statements that may become one step. */
class Chain {
  readonly statements: number[] = []
  readonly #input: FuseInput
  readonly #restart: Restart
  #length = 0

  constructor(input: FuseInput) {
    this.#input = input
    this.#restart = new Restart()
  }

  /** False when they do not go with those before; the chain ends there. */
  add(members: readonly number[]): boolean {
    const { program, effects } = this.#input
    const [index = -1] = members
    const statement = program.statements[index]
    const effect = effects[index]
    if (members.length !== 1 || statement?.kind !== 'sql' || !effect || !this.#goes(index, effect))
      return false
    this.#length += statement.span.end - statement.span.start
    if (
      this.#length > (this.#input.room ?? Number.POSITIVE_INFINITY) ||
      !this.#restart.add(statement, effect)
    )
      return false
    this.statements.push(index)
    return true
  }

  #goes(index: number, effect: Effects): boolean {
    const { sessions, effects, program } = this.#input
    const statement = program.statements[index]
    const alone =
      effect.unknown === undefined &&
      effect.session === undefined &&
      effect.sharesSession.length === 0 &&
      effect.variables.length === 0 &&
      !effect.asksSession &&
      !(statement?.kind === 'sql' && statement.readsCatalog)
    if (!alone || effect.writes.length === 0) return false
    const [first] = this.statements
    if (first === undefined) return true
    const [theirs, own] = [sessions.settings[first] ?? [], sessions.settings[index] ?? []]
    return (
      effects[first]?.database === effect.database &&
      theirs.length === own.length &&
      theirs.every((setting, at) => setting === own[at])
    )
  }
}

function digraph({ members, edges }: Contracted): Digraph {
  return { size: members.length, from: edges.map(({ from }) => from), to: edges.map(({ to }) => to) }
}
