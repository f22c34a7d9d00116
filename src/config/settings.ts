/** Settings as the rest of the compiler sees them, and their defaults. `fields.ts` says what each means. */
import { fields, foldFields } from './fields.ts'

export interface SecretKey {
  readonly name: string
  readonly key: string
}

export type EnvironmentValue = { readonly value: string } | { readonly secret: string; readonly key: string }

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }

export interface Settings {
  readonly datasource?: string
  readonly modelStore?: string
  readonly dialect?: 'mysql' | 'sqlite' | 'hive' | 'maxcompute' | 'postgresql'
  readonly offline: boolean
  readonly locked: boolean
  readonly stores: { readonly deadlineSeconds: number; readonly connections: number }
  readonly lint: {
    readonly rules: Readonly<Record<string, 'off' | 'note' | 'warning' | 'error'>>
    readonly maxWarnings?: number
    readonly exclude: readonly string[]
  }
  readonly images: { readonly default: string; readonly xgboost?: string; readonly tensorflow?: string }
  readonly plan: {
    /** Chains of ordinary statements become one step. */
    readonly fuse: boolean
  }
  readonly tables: { readonly versions: Readonly<Record<string, string>> }
  readonly workflow: WorkflowSettings
  readonly secrets: {
    readonly datasource: SecretKey
    /** Without a name there is no such secret. */
    readonly modelStore: { readonly name?: string; readonly key: string }
    readonly oss: {
      readonly name?: string
      readonly accessKeyIdKey: string
      readonly accessKeySecretKey: string
      readonly tokenKey: string
    }
  }
  readonly env: Readonly<Record<string, EnvironmentValue>>
  readonly limits: {
    readonly tasksPerDag: number
    readonly templatesPerWorkflow: number
    readonly workflowBytes: number
  }
}

export interface WorkflowSettings {
  readonly name?: string
  readonly kind: 'Workflow' | 'WorkflowTemplate' | 'CronWorkflow'
  readonly namespace?: string
  readonly serviceAccount?: string
  readonly imagePullSecrets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly ttlSeconds: number
  readonly podGC: { readonly strategy: string; readonly deleteDelay?: string }
  readonly deadlineSeconds?: number
  readonly stepDeadlineSeconds?: number
  readonly retries: {
    readonly limit: number
    readonly policy: string
    readonly backoff: { readonly duration: string; readonly factor: number; readonly maxDuration: string }
  }
  readonly parallelism?: number
  readonly resources: Readonly<Partial<Record<'default' | 'sql' | 'xgboost' | 'tensorflow', JsonObject>>>
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly tolerations?: readonly JsonObject[]
  /** Without a cache nothing is skipped. */
  readonly memoize: { readonly cache?: string; readonly maxAge: string }
  readonly modelMutex: boolean
  readonly cron: {
    readonly schedules: readonly string[]
    readonly timezone?: string
    readonly concurrencyPolicy: string
    readonly startingDeadlineSeconds?: number
    readonly suspend?: boolean
  }
}

/** Values by their path, `workflow.kind`, as the nested object. Each has been checked against its field. */
export function nest(values: ReadonlyMap<string, unknown>): Settings {
  const nested = foldFields<unknown>(
    (path) => values.get(path),
    (members) => Object.fromEntries(members),
  )
  return nested as Settings
}

/** The defaults of the table, by path. */
export function defaultValues(): Map<string, unknown> {
  return new Map(
    [...fields].flatMap(([path, field]): [string, unknown][] =>
      field.default === undefined ? [] : [[path, field.default]],
    ),
  )
}

export const defaultSettings: Settings = nest(defaultValues())
