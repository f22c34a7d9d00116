// What happens to a template between being called and being run: defaults are merged in, arguments become inputs, and
// its text goes through passes (c) and (d) of the controller.

import { substitute, type Values } from './argo-template.ts'
import { isJsonObject, type Json, type JsonObject, marshal } from './go-text.ts'

export const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []

export const object = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})

export const string = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

export const strings = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(string) : []

export const named = (list: Json | undefined, name: Json | undefined): JsonObject | undefined =>
  objects(list).find((entry) => entry['name'] === name)

/** Supplies the inputs, then substitutes globals and locals (c) and, in the result, the inputs (d). */
export function callTemplate(template: JsonObject, args: JsonObject, globals: Values): JsonObject {
  const supplied = { ...template, inputs: supplyInputs(template, args) }
  const afterGlobals = substitute(supplied, globals)
  return substitute(afterGlobals, new Map([...globals, ...inputValues(afterGlobals)]))
}

function supplyInputs(template: JsonObject, args: JsonObject): JsonObject {
  const inputs = object(template['inputs'])
  const name = string(template['name'])
  const parameters = objects(inputs['parameters']).map((input) => {
    const value = named(args['parameters'], input['name'])?.['value'] ?? input['value'] ?? input['default']
    if (value === undefined) throw new Error(`${name}: inputs.parameters.${input['name']} was not supplied`)
    return { ...input, value: typeof value === 'string' ? value : marshal(value) }
  })
  const artifacts = objects(inputs['artifacts']).map((input) => {
    const argument = named(args['artifacts'], input['name'])
    if (!argument && !hasLocation(input) && input['optional'] !== true)
      throw new Error(`${name}: inputs.artifacts.${input['name']} was not supplied`)
    const { path, mode, recurseMode } = input
    return argument ? withoutUndefined({ ...argument, path, mode, recurseMode }) : input
  })
  return { ...inputs, parameters, artifacts }
}

const locations = ['raw', 's3', 'oss', 'gcs', 'azure', 'http', 'git', 'hdfs', 'artifactory', 'plugin']

const hasLocation = (artifact: JsonObject): boolean => locations.some((kind) => artifact[kind] !== undefined)

function withoutUndefined(entries: { readonly [key: string]: Json | undefined }): JsonObject {
  const defined: { [key: string]: Json } = {}
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) defined[key] = value
  return defined
}

export function inputValues(template: JsonObject): Values {
  const inputs = object(template['inputs'])
  const parameters = objects(inputs['parameters'])
  const values = new Map([['inputs.parameters', marshal(parameters)]])
  for (const { name, value } of parameters) values.set(`inputs.parameters.${name}`, string(value))
  for (const { name, path } of objects(inputs['artifacts']))
    if (path !== undefined) values.set(`inputs.artifacts.${name}.path`, string(path))
  return values
}

/** A strategic merge, as far as a template needs it: these lists are merged by a key, all others replaced whole. */
const mergeKeys: { readonly [field: string]: string } = {
  env: 'name',
  volumes: 'name',
  sidecars: 'name',
  initContainers: 'name',
  volumeMounts: 'mountPath',
}

export function mergeDefaults(defaults: Json | undefined, template: JsonObject): JsonObject {
  if (!isJsonObject(defaults)) return template
  const merged: { [key: string]: Json } = { ...defaults }
  // A default container must not turn a DAG into a pod: Argo merges only what the template's own type can hold.
  for (const kind of ['container', 'script', 'dag', 'steps']) if (!(kind in template)) delete merged[kind]
  for (const [field, value] of Object.entries(template))
    merged[field] = mergeField(field, merged[field], value)
  return merged
}

function mergeField(field: string, base: Json | undefined, value: Json): Json {
  const key = mergeKeys[field]
  if (key !== undefined && Array.isArray(base) && Array.isArray(value)) {
    const own = new Set(objects(value).map((entry) => entry[key]))
    return [...value, ...objects(base).filter((entry) => !own.has(entry[key]))]
  }
  if (!isJsonObject(base) || !isJsonObject(value)) return value
  const merged: { [key: string]: Json } = { ...base }
  for (const [name, part] of Object.entries(value)) merged[name] = mergeField(name, base[name], part)
  return merged
}
