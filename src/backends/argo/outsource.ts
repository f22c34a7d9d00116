/**
 * Keeps objects within Kubernetes' limits: when the DAGs of a plan do not fit into one object, parts go
 * into WorkflowTemplates of their own, each with the leaf templates it needs, and are referred to.
 */
import type { EmitOptions } from '../backend.ts'
import type { Dag, Dags } from './dag.ts'
import { kubernetesName, shortHash } from './names.ts'
import { apiVersion } from './objects.ts'
import type { Task, Template, WorkflowObject } from './types.ts'

export interface Outsourced {
  /** Templates that stay in the object that is submitted. */
  readonly templates: readonly Template[]
  /** WorkflowTemplates that must exist before it. */
  readonly objects: readonly WorkflowObject[]
}

/** Room that an object keeps for its metadata and settings, in bytes. */
export const overhead: number = 16 * 1024

export function outsource(dags: Dags, leaves: readonly Template[], options: EmitOptions): Outsourced {
  const { limits } = options.settings
  const all = [dags.main, ...dags.parts].map(({ template }) => template).concat(leaves)
  // Argo keeps a step's input in the spec and again in the status.
  const room = limits.workflowBytes / 2 - overhead
  const leafBytes = JSON.stringify(leaves).length
  const total = dags.parts.reduce((sum, { bytes }) => sum + bytes, dags.main.bytes + leafBytes)
  if (all.length <= limits.templatesPerWorkflow && total <= room) return { templates: all, objects: [] }
  const boxes = pack(dags.parts, room - leafBytes, limits.templatesPerWorkflow - leaves.length)
  const home = new Map<string, string>()
  const objects = boxes.map((box): WorkflowObject => {
    // A part runs only parts before it, so what this box refers to has its name by now.
    const own = box.map((template) => relink(template, home))
    const templates = [...own, ...needed(leaves, own)]
    const name = boxName(box[0]?.name ?? '', templates, options)
    for (const template of box) home.set(template.name, name)
    return {
      apiVersion,
      kind: 'WorkflowTemplate',
      metadata: {
        name,
        ...(options.settings.workflow.namespace === undefined
          ? {}
          : { namespace: options.settings.workflow.namespace }),
        labels: { 'app.kubernetes.io/managed-by': 'sqlflowc' },
      },
      spec: { templates },
    }
  })
  const main = relink(dags.main.template, home)
  return { templates: [main, ...needed(leaves, [main])], objects }
}

/** The leaves that tasks of these templates run. Each has the program of all steps in it, so that no object has room for many. */
function needed(leaves: readonly Template[], templates: readonly Template[]): readonly Template[] {
  const run = new Set(templates.flatMap(({ dag }) => dag?.tasks.map(({ template }) => template) ?? []))
  return leaves.filter(({ name }) => run.has(name))
}

/** Fills one object after the other, in order, so that parts which follow each other stay together. */
function pack(parts: readonly Dag[], room: number, most: number): Template[][] {
  const boxes: Template[][] = []
  let used = Number.POSITIVE_INFINITY
  for (const { template, bytes } of parts) {
    const box = boxes[boxes.length - 1]
    if (box && used + bytes <= room && box.length < most) {
      box.push(template)
      used += bytes
    } else {
      boxes.push([template])
      used = bytes
    }
  }
  return boxes
}

/** Named by all that is in it: another version of the program, or of its settings, changes no object that is in use. */
function boxName(first: string, templates: readonly Template[], { settings, name }: EmitOptions): string {
  const program = kubernetesName(settings.workflow.name ?? name, 40)
  return `${program}-${shortHash(JSON.stringify(templates.map(withHashes)))}-${first}`
}

/** The inputs of steps are nearly all that a template holds: they are not copied to be told apart. */
function withHashes({ dag, ...rest }: Template): unknown {
  if (!dag) return rest
  return dag.tasks.reduce<unknown[]>(
    (content, { arguments: given, ...task }) => {
      const inputs = given?.artifacts?.map(({ name, raw }) => [name, shortHash(raw?.data ?? '')])
      content.push(task, given?.parameters, inputs)
      return content
    },
    [rest],
  )
}

/** Tasks that run a template of another object refer to it there. */
function relink(template: Template, home: ReadonlyMap<string, string>): Template {
  if (!template.dag) return template
  const tasks = template.dag.tasks.map((task): Task => {
    const where = home.get(task.template ?? '')
    if (where === undefined) return task
    const { template: wanted, ...rest } = task
    return { ...rest, templateRef: { name: where, template: wanted ?? '' } }
  })
  return { ...template, dag: { tasks } }
}
