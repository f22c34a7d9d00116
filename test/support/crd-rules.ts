// The two parts of a CRD that plain JSON Schema cannot say, as Ajv keywords: the CEL rules, ported by hand and found
// by their message, and lists that are maps. A rule that nobody has ported stops the compilation: never a silent pass.

import type { FuncKeywordDefinition } from 'ajv'

type Check = ReturnType<NonNullable<FuncKeywordDefinition['compile']>>
type Entry = { readonly [field: string]: unknown }

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null

const has = (entry: Entry, ...fields: string[]): number =>
  fields.filter((name) => entry[name] !== undefined).length

const artifactLocations = ['s3', 'git', 'http', 'artifactory', 'hdfs', 'raw', 'oss', 'gcs', 'azure', 'plugin']
const templateTypes = [
  'container',
  'script',
  'dag',
  'steps',
  'resource',
  'suspend',
  'containerSet',
  'data',
  'http',
  'plugin',
]

const all =
  (holds: (entry: Entry) => boolean) =>
  (list: unknown): boolean =>
    !Array.isArray(list) || list.every((entry) => holds(entry))

const each =
  (holds: (entry: Entry) => boolean) =>
  (entry: unknown): boolean =>
    !isEntry(entry) || holds(entry)

const rules: { readonly [message: string]: (value: unknown) => boolean } = {
  'at most one artifact location can be specified': each((a) => has(a, ...artifactLocations) <= 1),
  "'resourcesDuration.*' metrics cannot be used in real-time gauges": each(
    (gauge) => gauge['realtime'] !== true || !String(gauge['value']).includes('resourcesDuration.'),
  ),
  "cannot use both 'depends' and 'dependencies'": each((task) => has(task, 'depends', 'dependencies') < 2),
  "cannot use 'continueOn' when using 'depends'": each((task) => has(task, 'depends', 'continueOn') < 2),
  "task name cannot begin with a digit when using 'depends' or 'dependencies'": each(
    (task) => has(task, 'depends', 'dependencies') === 0 || !/^[0-9]/.test(String(task['name'])),
  ),
  'only one of count or end can be defined': each((sequence) => has(sequence, 'count', 'end') < 2),
  'only one of manifest or manifestFrom can be specified': each(
    (r) => has(r, 'manifest', 'manifestFrom') < 2,
  ),
  'template must have at most one template type': all((template) => has(template, ...templateTypes) <= 1),
  'timeout cannot be applied to steps or dag templates': all(
    (template) => !template['timeout'] || has(template, 'steps', 'dag') === 0,
  ),
  'activeDeadlineSeconds is only valid for leaf templates': all(
    (template) => has(template, 'activeDeadlineSeconds') === 0 || has(template, 'steps', 'dag') === 0,
  ),
}

/** `x-kubernetes-validations: [{ rule, message }]` */
export function celRule(validations: readonly { readonly message?: string }[]): Check {
  const checks = validations.map(({ message = '' }) => {
    const holds = rules[message]
    if (!holds) throw new Error(`the CRD has a CEL rule that is not ported: ${message}`)
    return { message, holds }
  })
  return failing('x-kubernetes-validations', (value) =>
    checks.filter(({ holds }) => !holds(value)).map(({ message }) => message),
  )
}

/** `x-kubernetes-list-type: map`: no two entries with the same values of these keys. */
export function uniqueBy(keys: readonly string[]): Check {
  return failing('uniqueBy', (list) => {
    if (!Array.isArray(list)) return []
    const identities = list.map((entry: Entry) => JSON.stringify(keys.map((key) => entry[key])))
    const repeated = identities.filter((identity, index) => identities.indexOf(identity) < index)
    return repeated.map((identity) => `two entries with the same ${keys.join(' and ')}: ${identity}`)
  })
}

function failing(keyword: string, problems: (value: unknown) => string[]): Check {
  const check: Check = (value, context) => {
    const messages = problems(value)
    check.errors = messages.map((message) => ({
      keyword,
      message,
      instancePath: context?.instancePath ?? '',
    }))
    return messages.length === 0
  }
  return check
}
