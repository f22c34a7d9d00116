/**
 * All settings, in one table: what `sqlflow.yaml` may say, the shape and default of each, and a line of
 * explanation. The loader and the JSON Schema read it; `settings.ts` gives it types.
 */
import { dialectNames } from '../dialects/table.ts'
import type { Engine } from '../engines/engine.ts'
import { engineNames, engines } from '../engines/table.ts'
import * as form from './forms.ts'
import { workflowKinds } from './kinds.ts'
import type { DefaultValue, MemberShape, Shape } from './shape.ts'
import { defaultTarget, targetNames, targetWords } from './targets.ts'

export interface Field {
  readonly shape: Shape
  readonly doc: string
  readonly default?: DefaultValue
}

const boolean: Shape = { type: 'boolean' }
const oneOf = (...values: readonly string[]): Shape => ({ type: 'text', values })
const integer = (min: number): Shape => ({ type: 'integer', min })
const list = (of: Shape): Shape => ({ type: 'list', of })

/** One field for each engine, below the same name. */
function forEngines(below: string, field: (engine: Engine) => Field): Readonly<Record<string, Field>> {
  return Object.fromEntries(engineNames.map((name) => [`${below}.${name}`, field(engines[name])]))
}

const table: Readonly<Record<string, Field>> = {
  datasource: { shape: form.url, doc: 'URL of the database that the tables live in, without a password.' },
  modelStore: { shape: form.url, doc: 'URL of the store that models live in; the data source when absent.' },
  dialect: {
    shape: oneOf(...dialectNames),
    doc: 'Dialect of the programs; the data source’s when absent.',
  },
  target: {
    shape: oneOf(...targetNames),
    default: defaultTarget,
    doc: `What programs are compiled to: ${targetWords}.`,
  },
  offline: {
    shape: boolean,
    default: false,
    doc: 'Ask no store: models that were trained elsewhere come from sqlflow.lock.json.',
  },
  locked: {
    shape: boolean,
    default: false,
    doc: 'A model that was trained elsewhere must be as sqlflow.lock.json has it.',
  },
  'stores.deadlineSeconds': {
    shape: { type: 'integer', min: 1, max: 3600 },
    default: 30,
    doc: 'How many seconds reading the models of a program may take.',
  },
  'stores.connections': {
    shape: { type: 'integer', min: 1, max: 100 },
    default: 8,
    doc: 'How many connections to a store are open at a time.',
  },

  'lint.rules': {
    shape: { type: 'map', keys: { type: 'text' }, of: oneOf('off', 'note', 'warning', 'error') },
    default: {},
    doc: 'Severities of findings, by code or name; off leaves them out.',
  },
  'lint.maxWarnings': { shape: integer(0), doc: 'More warnings than this make lint fail.' },
  'lint.exclude': {
    shape: list({ type: 'text' }),
    default: [],
    doc: 'Programs that lint leaves out, as globs from this folder.',
  },

  'images.default': {
    shape: form.image,
    // A registry on the machine itself: no one else can have the name. It is there once it has been built and loaded.
    default: 'localhost/sqlflowc/step:0.1.0',
    doc: 'Image of steps that name none.',
  },
  ...forEngines('images', ({ title }) => ({
    shape: form.image,
    doc: `Image of ${title} steps that name none.`,
  })),

  'plan.fuse': {
    shape: boolean,
    default: true,
    doc: 'Ordinary statements that wait for each other in a chain share a step; not with a deadline for each step.',
  },

  'tables.versions': {
    shape: { type: 'map', keys: { type: 'text' }, of: { type: 'text', scalar: true } },
    default: {},
    doc: 'Versions of tables that the programs read, for workflow.memoize: a date, a number, a hash.',
  },

  'workflow.name': {
    shape: form.workflowName,
    doc: 'Name of the workflow; the program’s file name when absent.',
  },
  'workflow.kind': {
    shape: oneOf(...workflowKinds),
    default: 'Workflow',
    doc: 'Kind of object to write.',
  },
  'workflow.namespace': { shape: form.namespaceName, doc: 'Namespace of the objects.' },
  'workflow.serviceAccount': { shape: form.objectName, doc: 'Service account of the pods.' },
  'workflow.imagePullSecrets': {
    shape: list(form.objectName),
    default: [],
    doc: 'Secrets that images are pulled with.',
  },
  'workflow.labels': { shape: form.labels, default: {}, doc: 'Labels of the workflow.' },
  'workflow.annotations': { shape: form.annotations, default: {}, doc: 'Annotations of the workflow.' },
  'workflow.ttlSeconds': {
    shape: form.seconds,
    default: 86400,
    doc: 'How many seconds a finished workflow is kept.',
  },
  'workflow.podGC.strategy': {
    shape: oneOf('OnPodCompletion', 'OnPodSuccess', 'OnWorkflowCompletion', 'OnWorkflowSuccess'),
    default: 'OnPodSuccess',
    doc: 'When pods are removed; failed ones are kept for their logs by default.',
  },
  'workflow.podGC.deleteDelay': { shape: form.duration, doc: 'How long a pod is kept after that.' },
  'workflow.deadlineSeconds': { shape: form.seconds, doc: 'How many seconds the workflow may run.' },
  'workflow.stepDeadlineSeconds': { shape: form.seconds, doc: 'How many seconds one step may run.' },
  'workflow.retries.limit': {
    shape: integer(0),
    default: 2,
    doc: 'How often a step that may be repeated is tried again.',
  },
  'workflow.retries.policy': {
    shape: oneOf('Always', 'OnFailure', 'OnError', 'OnTransientError'),
    default: 'OnError',
    doc: 'What is tried again; OnError means faults of the cluster, not of the program.',
  },
  'workflow.retries.backoff.duration': {
    shape: form.duration,
    default: '10s',
    doc: 'Wait before the first new try.',
  },
  'workflow.retries.backoff.factor': {
    shape: integer(1),
    default: 2,
    doc: 'How many times longer each wait is than the one before.',
  },
  'workflow.retries.backoff.maxDuration': {
    shape: form.duration,
    default: '5m',
    doc: 'The longest that new tries may go on.',
  },
  'workflow.parallelism': { shape: integer(1), doc: 'How many steps may run at once.' },
  'workflow.resources.default': {
    shape: form.resources,
    doc: 'Kubernetes resources (requests, limits) of steps.',
  },
  'workflow.resources.sql': { shape: form.resources, doc: 'Resources of steps of ordinary SQL.' },
  ...forEngines('workflow.resources', ({ title }) => ({
    shape: form.resources,
    doc: `Resources of ${title} steps.`,
  })),
  'workflow.nodeSelector': { shape: form.labels, doc: 'Labels of the nodes that steps run on.' },
  'workflow.tolerations': { shape: list(form.toleration), doc: 'Tolerations of the pods.' },
  'workflow.memoize.cache': {
    shape: form.objectName,
    doc: 'ConfigMap of Argo’s cache: steps that were done before, on the same versions of what they read, are skipped.',
  },
  'workflow.memoize.maxAge': {
    shape: form.duration,
    default: '24h',
    doc: 'How long ago a step may have been done to be skipped.',
  },
  'workflow.modelMutex': {
    shape: boolean,
    default: true,
    doc: 'Two workflows never train one model at the same time.',
  },
  'workflow.cron.schedules': {
    shape: list(form.schedule),
    default: [],
    doc: 'When a CronWorkflow runs, as cron writes it.',
  },
  'workflow.cron.timezone': { shape: form.timezone, doc: 'Time zone of the schedules.' },
  'workflow.cron.concurrencyPolicy': {
    shape: oneOf('Allow', 'Forbid', 'Replace'),
    default: 'Forbid',
    doc: 'What happens when a run is due and the last one still goes on.',
  },
  'workflow.cron.startingDeadlineSeconds': {
    shape: form.seconds,
    doc: 'How late a missed run may still start.',
  },
  'workflow.cron.suspend': { shape: boolean, doc: 'Written, but not run.' },

  'secrets.datasource.name': {
    shape: form.objectName,
    default: 'sqlflow-datasource',
    doc: 'Secret that holds the data source’s URL.',
  },
  'secrets.datasource.key': { shape: form.secretKey, default: 'url', doc: 'Its key.' },
  'secrets.modelStore.name': { shape: form.objectName, doc: 'Secret that holds the model store’s URL.' },
  'secrets.modelStore.key': { shape: form.secretKey, default: 'url', doc: 'Its key.' },
  'secrets.oss.name': { shape: form.objectName, doc: 'Secret that holds the keys to OSS.' },
  'secrets.oss.accessKeyIdKey': {
    shape: form.secretKey,
    default: 'accessKeyId',
    doc: 'Key of the access key’s id.',
  },
  'secrets.oss.accessKeySecretKey': {
    shape: form.secretKey,
    default: 'accessKeySecret',
    doc: 'Key of the access key’s secret.',
  },
  'secrets.oss.tokenKey': {
    shape: form.secretKey,
    default: 'securityToken',
    doc: 'Key of the STS token, if there is one.',
  },

  env: { shape: form.environment, default: {}, doc: 'Variables of the steps: a text, or {secret, key}.' },

  'limits.tasksPerDag': {
    shape: integer(2),
    default: 200,
    doc: 'The most tasks of one DAG; Argo v4 takes 200.',
  },
  'limits.templatesPerWorkflow': {
    shape: integer(4),
    default: 200,
    doc: 'The most templates of one object; Argo v4 takes 200.',
  },
  'limits.workflowBytes': {
    shape: integer(65536),
    default: 1048576,
    doc: 'The most bytes of one object; Argo’s default is 1 MiB.',
  },
  'limits.podBytes': {
    shape: integer(49152),
    default: 98304,
    doc: 'The most bytes of one pod’s template with its input. Linux takes 131072; for more Argo needs the right to create ConfigMaps.',
  },
}

/** A map, since users choose the names that are looked up: `constructor` is no setting. */
export const fields: ReadonlyMap<string, Field> = new Map(Object.entries(table))

/**
 * The table as the tree that its dotted paths describe: what `leaf` gives for each field, and what `group`
 * makes of those below one name. A field for which there is nothing is left out.
 */
export function foldFields<T>(
  leaf: (path: string, field: Field) => T | undefined,
  group: (members: readonly (readonly [string, T])[]) => T,
  prefix = '',
): T {
  const below = [...fields.keys()].filter((path) => path.startsWith(prefix))
  const names = new Set(below.map((path) => path.slice(prefix.length).split('.', 1)[0] ?? ''))
  const members = [...names].flatMap((name): [string, T][] => {
    const path = prefix + name
    const field = fields.get(path)
    const value = field ? leaf(path, field) : foldFields(leaf, group, `${path}.`)
    return value === undefined ? [] : [[name, value]]
  })
  return group(members)
}

/** The shape of the whole file. */
export function fileShape(): MemberShape {
  return foldFields<MemberShape>(
    (_, { shape, ...about }) => ({ ...shape, ...about }),
    (members) => ({ type: 'object', members: Object.fromEntries(members) }),
  )
}
