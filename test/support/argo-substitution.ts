// Replays what Argo's controller and then Kubernetes do to the text of a manifest, from submission to the files and
// the command line of each pod, so that a test can tell whether user text arrives unchanged. The letters (a) to (e)
// are the controller's passes; the output of one is the input of the next, so a text is read as a template many times.
//
// Not modelled, and refused rather than guessed: loops, inline templates and outputs of other tasks. An expression is
// evaluated only when it is a literal or arithmetic; the real controller also fails on those it cannot parse.

import { callTemplate, mergeDefaults, named, object, objects, string } from './argo-arguments.ts'
import { makePod, type Pod } from './argo-pod.ts'
import { substitute, type Values } from './argo-template.ts'
import { type Json, type JsonObject, marshal } from './go-text.ts'

export type { Pod } from './argo-pod.ts'
export { scriptPath } from './argo-pod.ts'

export interface Surroundings {
  /** Added to the globals that the manifest itself gives. */
  readonly globals?: Values
  /** WorkflowTemplates that the manifest may refer to. */
  readonly workflowTemplates?: readonly unknown[]
}

/** The pods of a Workflow, WorkflowTemplate or CronWorkflow, as if every task ran once. */
export function podsOf(manifest: unknown, surroundings: Surroundings = {}): Pod[] {
  const workflow = toJson(manifest)
  const library = (surroundings.workflowTemplates ?? []).map(toJson)
  const written = specOf(workflow)
  const globals = new Map([...globalsOf(workflow, written), ...(surroundings.globals ?? [])])
  const { templates = [], ...rest } = written
  const spec: JsonObject = { ...substitute(rest, globals), templates } // (a) leaves the templates alone
  const run: Run = { spec, library, globals, pods: [] }
  const reference = object(spec['workflowTemplateRef'])['name']
  const home = reference === undefined ? spec : specOf(libraryEntry(run, reference))
  const entrypoint = spec['entrypoint'] ?? home['entrypoint']
  execute(run, home, entrypoint, merged(object(home['arguments']), object(spec['arguments'])), [])
  return run.pods
}

interface Run {
  readonly spec: JsonObject
  readonly library: readonly JsonObject[]
  readonly globals: Values
  readonly pods: Pod[]
}

/** `home` is the spec whose templates a bare name refers to. */
function execute(
  run: Run,
  home: JsonObject,
  name: Json | undefined,
  args: JsonObject,
  path: readonly string[],
): void {
  const written = named(home['templates'], name)
  if (!written) throw new Error(`template name '${name}' undefined`)
  if (path.length > 50)
    throw new Error(`${path.slice(0, 3).join('/')}/… : templates call each other without end`)
  const template = mergeDefaults(run.spec['templateDefaults'], written)
  const called = callTemplate(template, args, withLocals(run.globals, path))
  for (const task of tasksOf(called)) {
    const { name, template, templateRef, arguments: args } = substitute(task, run.globals, ['tasks', 'steps']) // (b)
    const reference = templateRef === undefined ? undefined : object(templateRef)
    const scope = reference ? specOf(libraryEntry(run, reference['name'])) : home
    execute(run, scope, reference ? reference['template'] : template, object(args), [...path, string(name)])
  }
  if (called['container'] !== undefined || called['script'] !== undefined)
    run.pods.push(makePod(path.join('/'), called, withLocals(run.globals, path)))
}

function tasksOf(template: JsonObject): readonly JsonObject[] {
  const groups = Array.isArray(template['steps']) ? template['steps'] : []
  const tasks = [...objects(object(template['dag'])['tasks']), ...groups.flatMap(objects)]
  for (const task of tasks)
    for (const field of ['withItems', 'withParam', 'withSequence', 'inline', 'hooks'])
      if (field in task) throw new Error(`${task['name']}: ${field} is not modelled`)
  return tasks
}

function libraryEntry(run: Run, name: Json | undefined): JsonObject {
  const found = run.library.find((entry) => object(entry['metadata'])['name'] === name)
  if (!found) throw new Error(`couldn't find workflow template '${name}'`)
  return found
}

const specOf = ({ kind, spec }: JsonObject): JsonObject =>
  object(kind === 'CronWorkflow' ? object(spec)['workflowSpec'] : spec)

const merged = (base: JsonObject, own: JsonObject): JsonObject => ({
  parameters: [...objects(own['parameters']), ...objects(base['parameters'])],
  artifacts: [...objects(own['artifacts']), ...objects(base['artifacts'])],
})

const withLocals = (globals: Values, path: readonly string[]): Values =>
  new Map([
    ...globals,
    ['pod.name', `pod-${path.join('-')}`],
    ['node.name', path.join('.')],
    ['tasks.name', path.at(-1) ?? ''],
    ['retries', '0'],
  ])

function globalsOf({ metadata }: JsonObject, spec: JsonObject): Map<string, string> {
  const { name, generateName, namespace, labels, annotations } = object(metadata)
  const parameters = objects(object(spec['arguments'])['parameters'])
  const globals = new Map([
    ['workflow.name', string(name ?? `${string(generateName)}x7k2p`)],
    ['workflow.namespace', string(namespace ?? 'default')],
    ['workflow.uid', '7a8b1c52-0000-4000-8000-3f1e5d9c2b64'],
    ['workflow.serviceAccountName', string(spec['serviceAccountName'] ?? 'default')],
    ['workflow.mainEntrypoint', string(spec['entrypoint'])],
    ['workflow.creationTimestamp', '2026-01-02T03:04:05Z'],
    ['workflow.status', 'Running'],
    ['workflow.parameters', marshal(parameters)],
  ])
  for (const { name, value } of parameters) globals.set(`workflow.parameters.${name}`, string(value))
  for (const [key, value] of Object.entries(object(labels)))
    globals.set(`workflow.labels.${key}`, string(value))
  for (const [key, value] of Object.entries(object(annotations)))
    globals.set(`workflow.annotations.${key}`, string(value))
  return globals
}

/** A manifest comes from a YAML reader or an emitter; only what survives JSON reaches the controller. */
function toJson(manifest: unknown): JsonObject {
  return object(JSON.parse(JSON.stringify(manifest) ?? 'null'))
}
