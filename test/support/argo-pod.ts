// The last stretch of a step's text: into a pod with one more pass (e), through the kubelet's $(NAME) expansion, and
// out as the command line and the files that the container finds.

import { inputValues, object, objects, string, strings } from './argo-arguments.ts'
import { substitute, type Values } from './argo-template.ts'
import { isJsonObject, type Json, type JsonObject, marshal } from './go-text.ts'
import {
  type Environment,
  type EnvironmentVariable,
  expand,
  expandEnvironment,
} from './kubernetes-expansion.ts'

/** What one container finds when it starts. */
export interface Pod {
  /** Names of the tasks that led here from the entrypoint, joined by "/". */
  readonly task: string
  readonly template: string
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly env: Environment
  /** Raw artifacts by path, and a script's source at `scriptPath`. */
  readonly files: ReadonlyMap<string, string>
}

export const scriptPath = '/argo/staging/script'

/** A longer one travels in a ConfigMap, where the kubelet expands nothing. */
const longestVariable = 131_072

export function makePod(task: string, template: JsonObject, globals: Values): Pod {
  const container = object(template['container'] ?? template['script'])
  const args = template['script'] === undefined ? (container['args'] ?? []) : [scriptPath]
  const { artifacts = [] } = object(template['inputs'])
  const runs: JsonObject = { ...container, args }
  const pod = {
    metadata: { name: `pod-${task}`, ...object(template['metadata']) },
    template: [{ name: 'ARGO_TEMPLATE', value: marshal({ ...template, inputs: { artifacts } }) }],
    main: runs,
  }
  const { template: carrier, main } = substitute(pod, new Map([...globals, ...inputValues(template)]))
  const env = expandEnvironment(objects(main['env']).map(variable))
  const line = (words: Json | undefined): string[] => strings(words).map((word) => expand(word, env))
  return {
    task,
    template: string(template['name']),
    image: string(main['image']),
    command: line(main['command']),
    args: line(main['args']),
    env,
    files: filesOf(JSON.parse(delivered(string(carrier[0]?.value)))),
  }
}

function delivered(template: string): string {
  if (Buffer.byteLength(template) > longestVariable) return template
  return expandEnvironment([{ name: 'ARGO_TEMPLATE', value: template }]).get('ARGO_TEMPLATE') ?? ''
}

function filesOf(template: JsonObject): Map<string, string> {
  const files = new Map<string, string>()
  for (const { path, raw } of objects(object(template['inputs'])['artifacts']))
    if (isJsonObject(raw)) files.set(string(path), string(raw['data']))
  const script = template['script']
  if (isJsonObject(script)) files.set(scriptPath, string(script['source']))
  return files
}

/** A variable from a Secret expands like any other; its value is not known here. */
const variable = ({ name, value, valueFrom }: JsonObject): EnvironmentVariable => ({
  name: string(name),
  value: valueFrom === undefined ? string(value) : '<from elsewhere>',
})
