/**
 * A program as a picture, before it has places: statements, the tables and models between them, and who
 * must wait for whom. Nodes are known by numbers, never by names of users.
 */
import type { Analysis } from '../../analyze.ts'
import { fitted } from '../../diagnostics/render/text.ts'
import type { Resource } from '../../effects/resource.ts'
import type { Edge } from '../../graph/graph.ts'
import { words } from '../../statements/table.ts'
import type { Kind } from '../../syntax/ast.ts'
import { reasonText } from '../words.ts'

export interface PictureNode {
  readonly kind: 'statement' | 'table' | 'model' | 'part'
  /** What is written in it; the first line stands out. */
  readonly lines: readonly string[]
  /** What is said when it is pointed at. */
  readonly title: string
  /** Of a statement its index and kind. */
  readonly statement?: number
  readonly statementKind?: Kind
}

/** Between nodes by index. Data goes from a statement to what it writes, and from there to who reads it. */
export interface PictureEdge {
  readonly from: number
  readonly to: number
  readonly kind: 'data' | 'order'
  readonly title: string
}

export interface Picture {
  readonly nodes: readonly PictureNode[]
  readonly edges: readonly PictureEdge[]
}

const longestLine = 34

export function pictureOf(analysis: Analysis): Picture {
  return new Painter(analysis).paint()
}

/** What a table or model is while the program is followed: who wrote it, and its node once somebody reads it. */
interface State {
  readonly name: string
  readonly model: boolean
  writers: number[]
  node: number | undefined
}

class Painter {
  readonly #analysis: Analysis
  readonly #nodes: PictureNode[] = []
  readonly #edges = new Map<string, PictureEdge>()
  readonly #states = new Map<Resource, State>()
  /** The states of tables, by key. */
  readonly #tables = new Map<string, State>()
  readonly #models = new Set<Resource>()
  /** For each statement the nodes of what it writes. */
  readonly #written = new Map<number, number[]>()

  constructor(analysis: Analysis) {
    this.#analysis = analysis
    for (const { accesses } of analysis.effects) {
      for (const { resource, model } of accesses) if (model) this.#models.add(resource)
    }
  }

  paint(): Picture {
    const { program, effects, graph } = this.#analysis
    // Statements come first, so that a statement's node is its index.
    for (const index of program.statements.keys()) this.#nodes.push(this.#statement(index))
    effects.forEach((effect, index) => {
      for (const { resource, write } of effect.accesses) if (!write) this.#read(resource, index)
      for (const { resource, write } of effect.accesses) if (write) this.#write(resource, index)
      for (const { action, table } of effect.changes) {
        const state = this.#tables.get(table)
        if (!state || (action !== 'drop' && action !== 'rename')) continue
        // Who drops a table gives nothing to those who read one of its name later.
        state.writers = []
        state.node = undefined
      }
    })
    for (const state of this.#states.values()) if (state.writers.length > 0) this.#nodeOf(state)
    for (const edge of graph.edges)
      if (!this.#isShown(edge)) this.#connect(edge.from, edge.to, 'order', reasonsOf(edge))
    return { nodes: this.#nodes, edges: [...this.#edges.values()] }
  }

  #statement(index: number): PictureNode {
    const { program, source, effects } = this.#analysis
    const statement = program.statements[index]
    if (!statement) throw new Error(`there is no statement ${index}`)
    const text = source.slice(statement.span).replace(/\s+/g, ' ').trim()
    const unknown = effects[index]?.unknown
    return {
      kind: 'statement',
      statement: index,
      statementKind: statement.kind,
      lines: [fitted(`${index + 1} ${words(statement).join(' ')}`, longestLine), fitted(text, longestLine)],
      title: `statement ${index + 1}, line ${source.locate(statement.span).line}${unknown ? `: ${unknown}` : ''}`,
    }
  }

  #read(resource: Resource, index: number): void {
    const state = this.#stateOf(resource)
    if (state)
      this.#connect(
        this.#nodeOf(state),
        index,
        'data',
        `statement ${index + 1} ${state.model ? 'uses' : 'reads'} ${state.name}`,
      )
  }

  #write(resource: Resource, index: number): void {
    const state = this.#stateOf(resource)
    if (!state) return
    // What was read before is another version of the table.
    if (state.node !== undefined) state.writers = []
    state.node = undefined
    if (state.writers.at(-1) !== index) state.writers.push(index)
  }

  #stateOf(resource: Resource): State | undefined {
    const known = this.#states.get(resource)
    if (known) return known
    const { kind, key } = resource
    if (kind !== 'table' && kind !== 'model' && kind !== 'temporary') return undefined
    const state: State = {
      name: key,
      model: kind === 'model' || this.#models.has(resource),
      writers: [],
      node: undefined,
    }
    this.#states.set(resource, state)
    if (kind === 'table') this.#tables.set(key, state)
    return state
  }

  /** One node for all that was written since it was last read. */
  #nodeOf(state: State): number {
    if (state.node !== undefined) return state.node
    const what = state.model ? 'model' : 'table'
    const from =
      state.writers.length === 0
        ? 'of before this program'
        : `of statement ${state.writers
            .map((writer) => writer + 1)
            .slice(-3)
            .join(', ')}`
    const node = this.#nodes.length
    this.#nodes.push({
      kind: what,
      lines: [fitted(state.name, longestLine)],
      title: `${what} ${state.name} ${from}`,
    })
    for (const writer of state.writers) {
      append(this.#written, writer, node)
      this.#connect(
        writer,
        node,
        'data',
        `statement ${writer + 1} ${state.model ? 'trains' : 'writes'} ${state.name}`,
      )
    }
    state.node = node
    return node
  }

  #connect(from: number, to: number, kind: PictureEdge['kind'], title: string): void {
    const key = `${from} ${to}`
    if (from !== to && !this.#edges.has(key)) this.#edges.set(key, { from, to, kind, title })
  }

  /** The order is plain from what goes from the one statement to the other. */
  #isShown({ from, to, reasons }: Edge): boolean {
    const [first] = reasons.filter(({ kind }) => kind === 'read-after-write')
    return first !== undefined && this.#passes(from, to)
  }

  /** A node that the one writes and the other reads. */
  #passes(from: number, to: number): boolean {
    return (this.#written.get(from) ?? []).some((node) => this.#edges.has(`${node} ${to}`))
  }
}

function append(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

function reasonsOf({ from, to, reasons }: Edge): string {
  return `${to + 1} waits for ${from + 1}: it ${[...new Set(reasons.map(reasonText))].join(', ')}`
}
