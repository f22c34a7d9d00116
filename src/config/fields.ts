/**
 * All settings, in one table: what `sqlflow.yaml` may say, with types, bounds and a line of explanation.
 * The loader, the JSON Schema and the documentation read it; `settings.ts` gives it types.
 */

export interface Field {
  readonly type: 'string' | 'integer' | 'boolean' | 'strings' | 'map' | 'objects' | 'environment'
  readonly doc: string
  readonly default?: string | number | boolean | readonly string[] | Readonly<Record<string, never>>
  readonly values?: readonly string[]
  readonly min?: number
  readonly pattern?: RegExp
  /** What a value of the right form looks like, for the message about one that is not. */
  readonly form?: string
}

/** Kubernetes' names of namespaces, secrets and service accounts. */
const name = {
  type: 'string',
  pattern: /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  form: 'a Kubernetes name (lower-case letters, digits, - and .)',
} as const
const key = { type: 'string', pattern: /^[-._A-Za-z0-9]{1,253}$/, form: 'a key of a secret' } as const
const duration = {
  type: 'string',
  pattern: /^(\d+(\.\d+)?(ms|s|m|h))+$/,
  form: 'a duration such as 30s or 5m',
} as const
const image = {
  type: 'string',
  pattern: /^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}$/,
  form: 'the name of an image',
} as const
const seconds = { type: 'integer', min: 0 } as const
const map = { type: 'map' } as const

export const fields: Readonly<Record<string, Field>> = {
  datasource: { type: 'string', doc: 'URL of the database that the tables live in, without a password.' },
  modelStore: { type: 'string', doc: 'URL of the store that models live in; the data source when absent.' },
  dialect: {
    type: 'string',
    values: ['mysql', 'sqlite', 'hive', 'maxcompute', 'postgresql'],
    doc: 'Dialect of the programs; the data source’s when absent.',
  },
  offline: { type: 'boolean', default: false, doc: 'Ask no store.' },
  'images.default': { ...image, default: 'sqlflowc/step:0.1.0', doc: 'Image of steps that name none.' },
  'images.xgboost': { ...image, doc: 'Image of XGBoost steps that name none.' },
  'images.tensorflow': { ...image, doc: 'Image of TensorFlow steps that name none.' },
  'workflow.name': { type: 'string', doc: 'Name of the workflow; the program’s file name when absent.' },
  'workflow.kind': {
    type: 'string',
    default: 'Workflow',
    values: ['Workflow', 'WorkflowTemplate', 'CronWorkflow'],
    doc: 'Kind of object to write.',
  },
  'workflow.namespace': { ...name, doc: 'Namespace of the objects.' },
  'workflow.serviceAccount': { ...name, doc: 'Service account of the pods.' },
  'workflow.imagePullSecrets': { type: 'strings', default: [], doc: 'Secrets that images are pulled with.' },
  'workflow.labels': { ...map, default: {}, doc: 'Labels of the workflow.' },
  'workflow.annotations': { ...map, default: {}, doc: 'Annotations of the workflow.' },
  'workflow.ttlSeconds': { ...seconds, default: 86400, doc: 'How long a finished workflow is kept.' },
  'workflow.podGC.strategy': {
    type: 'string',
    default: 'OnPodSuccess',
    values: ['OnPodCompletion', 'OnPodSuccess', 'OnWorkflowCompletion', 'OnWorkflowSuccess'],
    doc: 'When pods are removed; failed ones are kept for their logs by default.',
  },
  'workflow.podGC.deleteDelay': { ...duration, doc: 'How long a pod is kept after that.' },
  'workflow.deadlineSeconds': { ...seconds, doc: 'How long the workflow may run.' },
  'workflow.stepDeadlineSeconds': { ...seconds, doc: 'How long one step may run.' },
  'workflow.retries.limit': {
    type: 'integer',
    min: 0,
    default: 2,
    doc: 'How often a step that may be repeated is tried again.',
  },
  'workflow.retries.policy': {
    type: 'string',
    default: 'OnError',
    values: ['Always', 'OnFailure', 'OnError', 'OnTransientError'],
    doc: 'What is tried again; OnError means faults of the cluster, not of the program.',
  },
  'workflow.retries.backoff.duration': { ...duration, default: '10s', doc: 'Wait before the first new try.' },
  'workflow.retries.backoff.factor': {
    type: 'integer',
    min: 1,
    default: 2,
    doc: 'How much longer each wait is than the one before.',
  },
  'workflow.retries.backoff.maxDuration': {
    ...duration,
    default: '5m',
    doc: 'The longest that new tries may go on.',
  },
  'workflow.parallelism': { type: 'integer', min: 1, doc: 'How many steps may run at once.' },
  'workflow.resources.default': { ...map, doc: 'Kubernetes resources (requests, limits) of steps.' },
  'workflow.resources.sql': { ...map, doc: 'Resources of steps of ordinary SQL.' },
  'workflow.resources.xgboost': { ...map, doc: 'Resources of XGBoost steps.' },
  'workflow.resources.tensorflow': { ...map, doc: 'Resources of TensorFlow steps.' },
  'workflow.nodeSelector': { ...map, doc: 'Labels of the nodes that steps run on.' },
  'workflow.tolerations': { type: 'objects', doc: 'Tolerations of the pods.' },
  'workflow.modelMutex': {
    type: 'boolean',
    default: true,
    doc: 'Two workflows never train one model at the same time.',
  },
  'workflow.cron.schedules': {
    type: 'strings',
    default: [],
    doc: 'When a CronWorkflow runs, as cron writes it.',
  },
  'workflow.cron.timezone': {
    type: 'string',
    pattern: /^[A-Za-z][A-Za-z0-9_+/-]*$/,
    form: 'a time zone such as Asia/Shanghai',
    doc: 'Time zone of the schedules.',
  },
  'workflow.cron.concurrencyPolicy': {
    type: 'string',
    default: 'Forbid',
    values: ['Allow', 'Forbid', 'Replace'],
    doc: 'What happens when a run is due and the last one still goes on.',
  },
  'workflow.cron.startingDeadlineSeconds': { ...seconds, doc: 'How late a missed run may still start.' },
  'workflow.cron.suspend': { type: 'boolean', doc: 'Written, but not run.' },
  'secrets.datasource.name': {
    ...name,
    default: 'sqlflow-datasource',
    doc: 'Secret that holds the data source’s URL.',
  },
  'secrets.datasource.key': { ...key, default: 'url', doc: 'Its key.' },
  'secrets.modelStore.name': { ...name, doc: 'Secret that holds the model store’s URL.' },
  'secrets.modelStore.key': { ...key, default: 'url', doc: 'Its key.' },
  'secrets.oss.name': { ...name, doc: 'Secret that holds the keys to OSS.' },
  'secrets.oss.accessKeyIdKey': { ...key, default: 'accessKeyId', doc: 'Key of the access key’s id.' },
  'secrets.oss.accessKeySecretKey': {
    ...key,
    default: 'accessKeySecret',
    doc: 'Key of the access key’s secret.',
  },
  'secrets.oss.tokenKey': { ...key, default: 'securityToken', doc: 'Key of the STS token, if there is one.' },
  env: { type: 'environment', default: {}, doc: 'Variables of the steps: a text, or {secret, key}.' },
  'limits.tasksPerDag': {
    type: 'integer',
    min: 2,
    default: 200,
    doc: 'The most tasks of one DAG; Argo v4 takes 200.',
  },
  'limits.templatesPerWorkflow': {
    type: 'integer',
    min: 4,
    default: 200,
    doc: 'The most templates of one object; Argo v4 takes 200.',
  },
  'limits.workflowBytes': {
    type: 'integer',
    min: 65536,
    default: 1048576,
    doc: 'The most bytes of one object; Argo’s default is 1 MiB.',
  },
}
