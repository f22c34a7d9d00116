/** The leaf templates: one for each family of programs, whose Python alone it holds, and each class of resources. */
import type { ResourceClass, Settings } from '../../config/settings.ts'
import type { Plan, Step } from '../../plan/plan.ts'
import { stepRuntime } from '../../runtime/assemble.ts'
import { familyOf } from '../../runtime/families.ts'
import type { EmitOptions } from '../backend.ts'
import type { Template } from './types.ts'

const specPath = '/tmp/sqlflow/spec.json'

function resourceClass(step: Step, { workflow }: Settings): ResourceClass {
  const wanted = step.engine ?? (step.kind === 'sql' ? 'sql' : 'default')
  return workflow.resources[wanted] === undefined ? 'default' : wanted
}

/** The name of the template that runs a step. */
export function templateOf(step: Step, settings: Settings): string {
  if (step.kind === 'run') return 'run'
  const family = familyOf(step.program)
  const resources = resourceClass(step, settings)
  const name = [
    `step-${family}`,
    ...(resources === 'default' || resources === family ? [] : [resources]),
  ].join('-')
  return step.memoKey === undefined ? name : `${name}-memoized`
}

/** The templates that the plan uses, by name. */
export function leafTemplates(plan: Plan, options: EmitOptions): Template[] {
  const used = new Map<string, Step>()
  for (const step of plan.steps) {
    const name = templateOf(step, options.settings)
    if (!used.has(name)) used.set(name, step)
  }
  return [...used]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, step]) => leafTemplate(name, step, options))
}

function leafTemplate(name: string, step: Step, { settings }: EmitOptions): Template {
  const { workflow } = settings
  const resources = workflow.resources[resourceClass(step, settings)]
  const { retries } = workflow
  return {
    name,
    inputs: {
      parameters: [
        { name: 'image' },
        { name: 'retries' },
        ...(step.memoKey === undefined ? [] : [{ name: 'memo' }]),
      ],
      artifacts: [{ name: 'spec', path: specPath }],
    },
    ...(step.memoKey === undefined ? {} : memoization(settings)),
    ...(workflow.stepDeadlineSeconds === undefined
      ? {}
      : { activeDeadlineSeconds: String(workflow.stepDeadlineSeconds) }),
    retryStrategy: {
      limit: '{{inputs.parameters.retries}}',
      retryPolicy: retries.policy,
      backoff: {
        duration: retries.backoff.duration,
        factor: String(retries.backoff.factor),
        maxDuration: retries.backoff.maxDuration,
      },
    },
    ...(workflow.nodeSelector === undefined ? {} : { nodeSelector: workflow.nodeSelector }),
    ...(workflow.tolerations === undefined ? {} : { tolerations: workflow.tolerations }),
    script: {
      image: '{{inputs.parameters.image}}',
      command: ['python3'],
      env: environment(settings),
      ...(resources === undefined ? {} : { resources }),
      source: stepRuntime([step.program]),
    },
  }
}

/** The key is an argument, so that one template serves all steps. */
function memoization({ workflow: { memoize } }: Settings): object {
  return {
    memoize: {
      key: '{{inputs.parameters.memo}}',
      maxAge: memoize.maxAge,
      cache: { configMap: { name: memoize.cache } },
    },
  }
}

interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: {
    readonly secretKeyRef: { readonly name: string; readonly key: string; readonly optional?: true }
  }
}

/** Credentials come from secrets, never from the text of the workflow. */
function environment({ secrets, env }: Settings): EnvironmentVariable[] {
  const secret = (
    name: string,
    from: { name: string; key: string },
    optional = false,
  ): EnvironmentVariable => ({
    name,
    valueFrom: {
      secretKeyRef: { name: from.name, key: from.key, ...(optional ? { optional: true as const } : {}) },
    },
  })
  const out = [secret('SQLFLOW_DATASOURCE', secrets.datasource)]
  const { modelStore, oss } = secrets
  if (modelStore.name !== undefined) {
    out.push(secret('SQLFLOW_MODEL_STORE', { name: modelStore.name, key: modelStore.key }))
  }
  if (oss.name !== undefined) {
    out.push(secret('SQLFLOW_OSS_AK', { name: oss.name, key: oss.accessKeyIdKey }))
    out.push(secret('SQLFLOW_OSS_SK', { name: oss.name, key: oss.accessKeySecretKey }))
    out.push(secret('SQLFLOW_OSS_TOKEN', { name: oss.name, key: oss.tokenKey }, true))
  }
  for (const [name, value] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    out.push(
      'secret' in value ? secret(name, { name: value.secret, key: value.key }) : { name, value: value.value },
    )
  }
  return out
}
