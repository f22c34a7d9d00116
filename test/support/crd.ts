// Judges a manifest as a stock API server would: by the CustomResourceDefinitions of Argo v4.1.2, closed so that a
// misspelt field is an error (the server drops it silently). Slow to compile, so once per kind and process.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { parse } from 'yaml'
import { celRule, uniqueBy } from './crd-rules.ts'
import { sharedFolder } from './shared.ts'

const files = {
  Workflow: 'argoproj.io_workflows.yaml',
  WorkflowTemplate: 'argoproj.io_workflowtemplates.yaml',
  CronWorkflow: 'argoproj.io_cronworkflows.yaml',
} as const

type Kind = keyof typeof files
type Schema = { [key: string]: unknown }

export type Crds =
  | { readonly available: true; readonly validate: (manifest: unknown) => string[] }
  | { readonly available: false; readonly reason: string }

export function crds(): Crds {
  const shared = sharedFolder()
  if ('missing' in shared) return { available: false, reason: shared.missing }
  const folder = join(shared.path, 'argo')
  const absent = Object.values(files).filter((file) => !existsSync(join(folder, file)))
  if (absent.length > 0) return { available: false, reason: `${folder} lacks ${absent.join(', ')}` }
  return { available: true, validate: (manifest) => validate(folder, manifest) }
}

function validate(folder: string, manifest: unknown): string[] {
  const kind = isObject(manifest) ? manifest['kind'] : undefined
  if (!isKind(kind)) return [`kind: no CRD for ${JSON.stringify(kind) ?? 'a manifest without kind'}`]
  const check = validator(folder, kind)
  return check(manifest) ? [] : [...new Set((check.errors ?? []).filter(isTelling).map(describe))]
}

const compiled = new Map<string, ValidateFunction>()

function validator(folder: string, kind: Kind): ValidateFunction {
  const file = join(folder, files[kind])
  const known = compiled.get(file)
  if (known) return known
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  ajv.addKeyword({ keyword: 'x-kubernetes-validations', compile: celRule, errors: 'full' })
  ajv.addKeyword({ keyword: 'uniqueBy', compile: uniqueBy, errors: 'full' })
  const check = ajv.compile(rootSchema(file, kind))
  compiled.set(file, check)
  return check
}

function rootSchema(file: string, kind: Kind): Schema {
  const crd: { spec: { versions: { name: string; schema: { openAPIV3Schema: Schema } }[] } } = parse(
    readFileSync(file, 'utf8'),
  )
  const version = crd.spec.versions.find((each) => each.name === 'v1alpha1')
  if (!version) throw new Error(`${file} has no v1alpha1`)
  const root = close(version.schema.openAPIV3Schema)
  // The server finds the CRD by these two, so the schema itself leaves them open.
  const identity = { apiVersion: { const: 'argoproj.io/v1alpha1' }, kind: { const: kind } }
  return { allOf: [root, { required: Object.keys(identity), properties: identity }] }
}

/** Structural schemas nest only by properties, items and additionalProperties; nothing else need be walked. */
function close(schema: Schema): Schema {
  const { properties, items, additionalProperties, ...rest } = schema
  const closed: Schema = rest
  if (isObject(properties)) {
    closed['properties'] = mapValues(properties, close)
    closed['additionalProperties'] = schema['x-kubernetes-preserve-unknown-fields'] === true
  }
  if (isObject(items)) closed['items'] = close(items)
  if (additionalProperties !== undefined)
    closed['additionalProperties'] = isObject(additionalProperties)
      ? close(additionalProperties)
      : additionalProperties
  if (schema['x-kubernetes-int-or-string'] === true)
    closed['anyOf'] = [{ type: 'integer' }, { type: 'string' }]
  if (schema['x-kubernetes-list-type'] === 'map') closed['uniqueBy'] = schema['x-kubernetes-list-map-keys']
  if (schema['x-kubernetes-list-type'] === 'set') closed['uniqueItems'] = true
  return closed
}

/** The branches of a failed anyOf repeat what the anyOf error says. */
const isTelling = (error: ErrorObject): boolean => !/\/anyOf\/\d+\//.test(error.schemaPath)

function describe(error: ErrorObject): string {
  const path = error.instancePath
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (whole, part) => (/^\d+$/.test(part) ? `${whole}[${part}]` : whole ? `${whole}.${part}` : part),
      '',
    )
  return `${path || 'manifest'}: ${explain(error)}`
}

function explain({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `unknown field "${params['additionalProperty']}"`
  if (keyword === 'required') return `"${params['missingProperty']}" is missing`
  if (keyword === 'enum') return `must be one of ${params['allowedValues'].join(', ')}`
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`
  if (keyword === 'anyOf') return 'must be an integer or a string'
  return message ?? keyword
}

const isKind = (kind: unknown): kind is Kind => typeof kind === 'string' && Object.hasOwn(files, kind)

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function mapValues(object: Schema, change: (value: Schema) => Schema): Schema {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, isObject(value) ? change(value) : value]),
  )
}
