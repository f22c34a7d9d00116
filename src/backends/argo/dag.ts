/**
 * Steps to DAG templates. A DAG may have a limited number of tasks; a larger plan is cut into parts,
 * each a template of its own that one task of an outer DAG runs, and so on upwards.
 */

import { type Digraph, partition } from '../../plan/partition.ts'
import type { Plan, Step } from '../../plan/plan.ts'
import type { Task, Template } from './types.ts'

export const entrypoint = 'main'

export interface Dags {
  /** The outermost DAG, which is where the workflow begins. */
  readonly main: Dag
  /** DAGs that tasks of other DAGs run; empty for a small plan. */
  readonly parts: readonly Dag[]
}

export interface Dag {
  readonly template: Template
  /** What it takes as JSON, which is how it is kept, with room for references. All of it is ASCII. */
  readonly bytes: number
}

/** What one DAG may hold. */
export interface DagRoom {
  readonly tasks: number
  readonly bytes: number
}

/** The nodes of one level: steps, or parts made of nodes of the level below. */
interface Level {
  readonly graph: Digraph
  readonly tasks: readonly Task[]
  /** What each of the tasks takes as JSON and for a reference. Measured once: the tasks hold the whole program. */
  readonly bytes: readonly number[]
}

/** A task may have to name the object that its template is in. */
export const referenceBytes = 128

function withBytes(graph: Digraph, tasks: readonly Task[]): Level {
  return { graph, tasks, bytes: tasks.map((task) => JSON.stringify(task).length + referenceBytes) }
}

/** @param inputs of the steps, as text */
export function buildDags(
  plan: Plan,
  inputs: readonly string[],
  templateOf: (step: Step) => string,
  retries: number,
  room: DagRoom,
): Dags {
  let level = stepLevel(plan, inputs, templateOf, retries)
  const parts: Dag[] = []
  for (
    let depth = 1;
    level.tasks.length > room.tasks || (depth === 1 && sum(level.bytes) > room.bytes);
    depth++
  ) {
    level = foldLevel(level, room, depth, parts)
  }
  return { main: dagTemplate(entrypoint, level), parts }
}

function stepLevel(
  plan: Plan,
  inputs: readonly string[],
  templateOf: (step: Step) => string,
  retries: number,
): Level {
  const index = new Map(plan.steps.map((step, at) => [step.id, at]))
  const from: number[] = []
  const to: number[] = []
  const tasks = plan.steps.map((step, at): Task => {
    for (const id of step.dependsOn) {
      from.push(index.get(id) ?? 0)
      to.push(at)
    }
    return {
      name: step.id,
      template: templateOf(step),
      arguments: {
        parameters: [
          { name: 'image', value: step.image },
          { name: 'retries', value: String(step.repeatable ? retries : 0) },
          ...(step.memoKey === undefined ? [] : [{ name: 'memo', value: step.memoKey }]),
        ],
        artifacts: [{ name: 'spec', raw: { data: inputs[at] ?? '' } }],
      },
    }
  })
  return withBytes({ size: tasks.length, from, to }, tasks)
}

/** One level up: parts of the level become templates, and a task for each part stands above them. */
function foldLevel(level: Level, room: DagRoom, depth: number, templates: Dag[]): Level {
  const { parts } = partition(level.graph, {
    nodes: room.tasks,
    weight: room.bytes,
    weightOf: (node) => level.bytes[node] ?? 0,
  })
  const partOf = new Int32Array(level.graph.size)
  const ordered = orderParts(level.graph, parts)
  ordered.forEach((part, at) => {
    for (const node of part) partOf[node] = at
  })
  const inner = edgesByPart(level.graph, partOf, ordered.length)
  const names = ordered.map((_, at) => `part-${depth}-${String(at + 1).padStart(3, '0')}`)
  ordered.forEach((part, at) => {
    const place = new Map(part.map((node, position) => [node, position]))
    const own = inner.within[at] ?? []
    const graph = {
      size: part.length,
      from: own.map((edge) => place.get(level.graph.from[edge] ?? 0) ?? 0),
      to: own.map((edge) => place.get(level.graph.to[edge] ?? 0) ?? 0),
    }
    const tasks = part.map((node) => level.tasks[node]).filter((task) => task !== undefined)
    const bytes = part.map((node) => level.bytes[node] ?? 0)
    templates.push(dagTemplate(names[at] ?? '', { graph, tasks, bytes }))
  })
  const tasks = names.map((name) => ({ name: `t-${name}`, template: name }))
  return withBytes({ size: ordered.length, from: inner.from, to: inner.to }, tasks)
}

/** Parts in an order that keeps every edge between them: a cut of such an order already is one. */
function orderParts(graph: Digraph, parts: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const partOf = new Int32Array(graph.size).fill(-1)
  parts.forEach((part, at) => {
    for (const node of part) partOf[node] = at
  })
  if (partOf.includes(-1)) throw new Error('bug: a step of a plan is in none of its parts')
  for (let edge = 0; edge < graph.from.length; edge++) {
    const [a, b] = [partOf[graph.from[edge] ?? 0] ?? 0, partOf[graph.to[edge] ?? 0] ?? 0]
    if (a > b) throw new Error('bug: the parts of a plan depend on each other in a circle')
  }
  return parts
}

function edgesByPart(
  graph: Digraph,
  partOf: Int32Array,
  count: number,
): { within: number[][]; from: number[]; to: number[] } {
  const within: number[][] = Array.from({ length: count }, () => [])
  const between = new Set<number>()
  for (let edge = 0; edge < graph.from.length; edge++) {
    const [a, b] = [partOf[graph.from[edge] ?? 0] ?? 0, partOf[graph.to[edge] ?? 0] ?? 0]
    if (a === b) within[a]?.push(edge)
    else between.add(a * count + b)
  }
  const pairs = [...between].sort((a, b) => a - b)
  return {
    within,
    from: pairs.map((pair) => Math.floor(pair / count)),
    to: pairs.map((pair) => pair % count),
  }
}

/** `depends` names outcomes: a bare name would also be content with a step that was skipped. */
function dagTemplate(name: string, { graph, tasks, bytes }: Level): Dag {
  const before: string[][] = tasks.map(() => [])
  for (let edge = 0; edge < graph.from.length; edge++) {
    before[graph.to[edge] ?? 0]?.push(`${tasks[graph.from[edge] ?? 0]?.name ?? ''}.Succeeded`)
  }
  const depends = before.map((names) => names.join(' && '))
  const empty: Template = { name, dag: { tasks: [] } }
  const commas = Math.max(tasks.length - 1, 0)
  const depending = depends.map((text) => (text === '' ? 0 : text.length + ',"depends":""'.length))
  return {
    template: {
      ...empty,
      dag: {
        tasks: tasks.map(({ name: task, ...rest }, at) => {
          return { name: task, ...(depends[at] === '' ? {} : { depends: depends[at] ?? '' }), ...rest }
        }),
      },
    },
    bytes: JSON.stringify(empty).length + commas + sum(bytes) + sum(depending),
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
