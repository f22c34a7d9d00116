/** Forms of single values: what Kubernetes, Argo and image registries accept for a name, a label or a time. */
import type { IntegerShape, MapShape, ObjectShape, Shape, TextShape } from './shape.ts'
import { urlForm, urlWords } from './url.ts'

/** Names of secrets and service accounts. */
export const objectName: TextShape = {
  type: 'text',
  pattern: /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  form: 'a Kubernetes name (lower-case letters, digits, - and .)',
}

export const namespaceName: TextShape = {
  type: 'text',
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  form: 'a Kubernetes name (at most 63 lower-case letters, digits and -)',
}

/** 52 characters are what a CronWorkflow leaves room for; the kind may be changed by a flag. */
export const workflowName: TextShape = {
  type: 'text',
  pattern: /^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/,
  form: 'a Kubernetes name (at most 52 lower-case letters, digits and -, a letter first)',
}

export const secretKey: TextShape = {
  type: 'text',
  pattern: /^[-._A-Za-z0-9]{1,253}$/,
  form: 'a key of a secret (letters, digits, -, _ and .)',
}

const labelKey: TextShape = {
  type: 'text',
  pattern: /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?[/])?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  form: 'a Kubernetes key such as team or example.com/team',
}

const labelValue: TextShape = {
  type: 'text',
  scalar: true,
  mayBeEmpty: true,
  pattern: /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
  form: 'a label’s value (at most 63 letters, digits, -, _ and .)',
}

export const labels: MapShape = { type: 'map', keys: labelKey, of: labelValue }
export const annotations: MapShape = {
  type: 'map',
  keys: labelKey,
  of: { type: 'text', scalar: true, mayBeEmpty: true },
}

/** `[host[:port]/]path[:tag][@digest]`, with a lower-case path. */
export const image: TextShape = {
  type: 'text',
  pattern:
    /^(?=.{1,512}$)([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?[/])?[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*([/][a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$/,
  form: 'the name of an image, registry/repository:tag with a lower-case repository',
}

export const duration: TextShape = {
  type: 'text',
  pattern: /^([0-9]+([.][0-9]+)?(ms|s|m|h))+$/,
  form: 'a duration such as 30s or 5m',
}

/** Argo keeps seconds in 32 bits. */
export const seconds: IntegerShape = { type: 'integer', min: 0, max: 2147483647 }

/** What Argo's CRD asks of a schedule. */
export const schedule: TextShape = {
  type: 'text',
  pattern:
    /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every +([0-9]+(ms|s|m|h))+|([A-Za-z0-9*,/?-]+ +){4}[A-Za-z0-9*,/?-]+)$/,
  form: 'a cron schedule of five fields such as 0 3 * * *',
}

export const timezone: TextShape = {
  type: 'text',
  pattern: /^[A-Za-z][A-Za-z0-9_+/-]*$/,
  form: 'a time zone such as Asia/Shanghai',
}

export const url: TextShape = {
  type: 'text',
  secret: true,
  pattern: urlForm,
  form: urlWords,
}

const quantities: MapShape = {
  type: 'map',
  keys: labelKey,
  of: {
    type: 'text',
    scalar: true,
    pattern: /^([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$/,
    form: 'a quantity such as 500m, 2 or 4Gi',
  },
}

export const resources: ObjectShape = {
  type: 'object',
  members: { requests: quantities, limits: quantities },
}

export const toleration: ObjectShape = {
  type: 'object',
  members: {
    key: labelKey,
    operator: { type: 'text', values: ['Exists', 'Equal', 'Lt', 'Gt'] },
    value: labelValue,
    effect: { type: 'text', values: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
    tolerationSeconds: { type: 'integer' },
  },
}

/** The steps' own variables come from `secrets`: a second one of the same name, in plain text, must not win. */
const variable: TextShape = {
  type: 'text',
  pattern: /^(?!SQLFLOW_(DATASOURCE|MODEL_STORE|OSS_AK|OSS_SK|OSS_TOKEN)$)[A-Za-z_][A-Za-z0-9_]*$/,
  form: 'the name of a variable, and none of those that `secrets` sets',
}

const variableValue: Shape = {
  type: 'either',
  of: [
    { type: 'text', scalar: true, mayBeEmpty: true },
    { type: 'object', members: { secret: objectName, key: secretKey }, needs: ['secret', 'key'] },
  ],
  form: 'a text, or a map with secret and key',
}

export const environment: MapShape = { type: 'map', keys: variable, of: variableValue }
