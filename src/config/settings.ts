/** Settings as the rest of the compiler sees them, and their defaults. `fields.ts` says what each means. */
import type { DialectName } from '../dialects/table.ts'
import type { EngineName } from '../engines/table.ts'
import { fields, foldFields } from './fields.ts'
import type { WorkflowKind } from './kinds.ts'
import type { TargetName } from './targets.ts'

export interface SecretKey {
  readonly name: string
  readonly key: string
}

export type EnvironmentValue = { readonly value: string } | { readonly secret: string; readonly key: string }

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }

/** Images of steps that name none: one for all, and one for an engine's. */
export type Images = { readonly default: string } & Readonly<Partial<Record<EngineName, string>>>

/** What decides the resources of a step: its engine, that it is ordinary SQL, or nothing. */
export type ResourceClass = 'default' | 'sql' | EngineName

export interface Settings {
  readonly datasource?: string
  readonly modelStore?: string
  readonly dialect?: DialectName
  /** What programs are compiled for. */
  readonly target: TargetName
  readonly offline: boolean
  readonly locked: boolean
  readonly stores: { readonly deadlineSeconds: number; readonly connections: number }
  readonly lint: {
    readonly rules: Readonly<Record<string, 'off' | 'note' | 'warning' | 'error'>>
    readonly maxWarnings?: number
    readonly exclude: readonly string[]
  }
  readonly images: Images
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
    readonly podBytes: number
  }
}

export interface WorkflowSettings {
  readonly name?: string
  readonly kind: WorkflowKind
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
  readonly resources: Readonly<Partial<Record<ResourceClass, JsonObject>>>
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
