/** The object that is submitted: a Workflow, a WorkflowTemplate or a CronWorkflow around the same spec. */

import type { Settings } from '../../config/settings.ts'
import { counted } from '../../diagnostics/counted.ts'
import type { Plan } from '../../plan/plan.ts'
import type { EmitOptions } from '../backend.ts'
import { entrypoint } from './dag.ts'
import { kubernetesName, labelValue, plainText, shortHash } from './names.ts'
import type { Template, WorkflowObject } from './types.ts'

export const apiVersion = 'argoproj.io/v1alpha1'

/** Argo's limits for the names of its objects; a generated name gets five characters more. */
const nameLimits = { Workflow: 57, WorkflowTemplate: 63, CronWorkflow: 52 } as const

export function rootObject(plan: Plan, templates: readonly Template[], options: EmitOptions): WorkflowObject {
  const { workflow } = options.settings
  const spec = workflowSpec(plan, templates, options.settings)
  const name = kubernetesName(workflow.name ?? options.name, nameLimits[workflow.kind])
  const named = workflow.kind === 'Workflow' ? { generateName: `${name}-` } : { name }
  const metadata = { ...named, ...commonMetadata(plan, options) }
  if (workflow.kind !== 'CronWorkflow') return { apiVersion, kind: workflow.kind, metadata, spec }
  const { cron } = workflow
  return {
    apiVersion,
    kind: 'CronWorkflow',
    metadata,
    spec: {
      schedules: cron.schedules,
      ...(cron.timezone === undefined ? {} : { timezone: cron.timezone }),
      concurrencyPolicy: cron.concurrencyPolicy,
      ...(cron.startingDeadlineSeconds === undefined
        ? {}
        : { startingDeadlineSeconds: cron.startingDeadlineSeconds }),
      ...(cron.suspend === undefined ? {} : { suspend: cron.suspend }),
      workflowSpec: spec,
    },
  }
}

function commonMetadata(plan: Plan, { settings, name }: EmitOptions): Record<string, unknown> {
  const { namespace, labels, annotations } = settings.workflow
  return {
    ...(namespace === undefined ? {} : { namespace }),
    labels: { 'app.kubernetes.io/managed-by': 'sqlflowc', 'sqlflowc/program': labelValue(name), ...labels },
    annotations: {
      'workflows.argoproj.io/title': plainText(name),
      'workflows.argoproj.io/description': counted(plan.steps.length, 'step'),
      ...annotations,
    },
  }
}

function workflowSpec(
  plan: Plan,
  templates: readonly Template[],
  settings: Settings,
): Record<string, unknown> {
  const { workflow } = settings
  const mutexes = workflow.modelMutex ? modelMutexes(plan) : []
  return {
    entrypoint,
    ...(workflow.serviceAccount === undefined ? {} : { serviceAccountName: workflow.serviceAccount }),
    ...(workflow.imagePullSecrets.length === 0
      ? {}
      : { imagePullSecrets: workflow.imagePullSecrets.map((name) => ({ name })) }),
    ...(workflow.parallelism === undefined ? {} : { parallelism: workflow.parallelism }),
    ...(workflow.deadlineSeconds === undefined ? {} : { activeDeadlineSeconds: workflow.deadlineSeconds }),
    ttlStrategy: { secondsAfterCompletion: workflow.ttlSeconds },
    podGC: {
      strategy: workflow.podGC.strategy,
      ...(workflow.podGC.deleteDelay === undefined
        ? {}
        : { deleteDelayDuration: workflow.podGC.deleteDelay }),
    },
    ...(mutexes.length === 0 ? {} : { synchronization: { mutexes } }),
    templates,
  }
}

/** Two runs at once must not train one model; the names are sorted, so that all take them in one order. */
function modelMutexes(plan: Plan): { name: string }[] {
  const names = plan.trained.map((model) => `model-${kubernetesName(model, 40)}-${shortHash(model)}`)
  return [...new Set(names)].sort().map((name) => ({ name }))
}
