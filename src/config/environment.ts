/** SQLFLOW_ variables: our own, and those that SQLFlow's users have set. */
import { isPlainObject } from './check.ts'
import type { SettingProblem } from './problem.ts'

export interface EnvironmentSetting {
  readonly path: string
  readonly value: unknown
  readonly variable: string
}

const direct: Readonly<Record<string, string>> = {
  SQLFLOW_DATASOURCE: 'datasource',
  SQLFLOW_MODEL_STORE: 'modelStore',
  SQLFLOW_DIALECT: 'dialect',
  SQLFLOW_TARGET: 'target',
  SQLFLOW_OFFLINE: 'offline',
  SQLFLOW_LOCKED: 'locked',
  SQLFLOW_WORKFLOW_STEP_IMAGE: 'images.default',
  SQLFLOW_WORKFLOW_TTL: 'workflow.ttlSeconds',
}

/** Passed on to the steps, whose runtime acts on them. */
const passedOn = ['SQLFLOW_WORKFLOW_STEP_LOG_FILE', 'SQLFLOW_WORKFLOW_EXIT_TIME_WAIT']

type Environment = Readonly<Record<string, string | undefined>>

export function environmentValues(env: Environment): {
  values: readonly EnvironmentSetting[]
  problems: readonly SettingProblem[]
} {
  const values: EnvironmentSetting[] = []
  const problems: SettingProblem[] = []
  for (const [variable, path] of Object.entries(direct)) {
    const value = env[variable]
    if (value !== undefined && value !== '') values.push({ path, value, variable })
  }
  for (const variable of passedOn) {
    const value = env[variable]
    if (value) values.push({ path: 'env', value: { [variable]: value }, variable })
  }
  resources(env, values, problems)
  secret(env, values, problems)
  if (env['SQLFLOW_WORKFLOW_CLUSTER_CONFIG']) {
    problems.push({
      name: 'ignored-setting',
      message: 'SQLFLOW_WORKFLOW_CLUSTER_CONFIG has no effect: a Python file is not run here',
      help: 'put node selectors, tolerations and the like into sqlflow.yaml',
    })
  }
  return { values, problems }
}

function resources(env: Environment, values: EnvironmentSetting[], problems: SettingProblem[]): void {
  const variable = 'SQLFLOW_WORKFLOW_RESOURCES'
  const parsed = json(env, variable, problems)
  // SQLFlow asks for them and limits to them.
  if (parsed)
    values.push({ path: 'workflow.resources.default', value: { requests: parsed, limits: parsed }, variable })
}

/** `{name: {KEY: value}}`: the keys become variables from the secret; the values are never written. */
function secret(env: Environment, values: EnvironmentSetting[], problems: SettingProblem[]): void {
  const variable = 'SQLFLOW_WORKFLOW_SECRET'
  const parsed = json(env, variable, problems)
  if (!parsed) return
  const [entry, ...others] = Object.entries(parsed)
  const keys = entry?.[1]
  if (!entry || others.length > 0 || !isPlainObject(keys)) {
    problems.push({
      name: 'invalid-setting',
      message: `${variable} must hold one secret, {"name": {"KEY": "value"}}`,
    })
    return
  }
  const [name] = entry
  const variables = Object.fromEntries(Object.keys(keys).map((key) => [key, { secret: name, key }]))
  values.push({ path: 'env', value: variables, variable })
  problems.push({
    name: 'ignored-setting',
    message: `the values in ${variable} are not written into the workflow; its steps read the secret \`${name}\``,
    help: `create it once: kubectl create secret generic ${name} --from-literal=KEY=value`,
  })
}

function json(
  env: Environment,
  variable: string,
  problems: SettingProblem[],
): Readonly<Record<string, unknown>> | undefined {
  const text = env[variable]
  if (!text) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    if (isPlainObject(parsed)) return parsed
  } catch {
    // What is no JSON is reported like what is no object; the text may hold a secret and is not shown.
  }
  problems.push({ name: 'invalid-setting', message: `${variable} must be a JSON object` })
  return undefined
}
