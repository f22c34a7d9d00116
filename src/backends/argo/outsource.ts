/**
 * Keeps objects within Kubernetes' limits: when the templates of a plan do not fit into one object, leaves and parts go into
 * WorkflowTemplates of their own and are referred to. A leaf holds programs of many steps, so no object has a copy of it.
 */
import type { EmitOptions } from '../backend.ts'
import { type Dag, type Dags, sum } from './dag.ts'
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
  const sizedLeaves = leaves.map((template) => ({ template, bytes: JSON.stringify(template).length }))
  const total = sum([dags.main, ...dags.parts, ...sizedLeaves].map(({ bytes }) => bytes))
  if (all.length <= limits.templatesPerWorkflow && total <= room) return { templates: all, objects: [] }
  const boxes = [
    ...pack(sizedLeaves, room, limits.templatesPerWorkflow),
    ...pack(dags.parts, room, limits.templatesPerWorkflow),
  ]
  const home = new Map<string, string>()
  const objects = boxes.map((box): WorkflowObject => {
    // A part runs only leaves and parts before it, so what this box refers to has its name by now.
    const templates = box.map((template) => relink(template, home))
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
  return { templates: [relink(dags.main.template, home)], objects }
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
