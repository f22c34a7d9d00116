// STUB until the real one lands
export interface Settings {
  readonly images: { readonly default: string; readonly xgboost?: string; readonly tensorflow?: string }
  readonly workflow: {
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
    readonly resources: Partial<Record<'default' | 'sql' | 'xgboost' | 'tensorflow', object>>
    readonly nodeSelector?: object
    readonly tolerations?: readonly object[]
    readonly modelMutex: boolean
    readonly cron: {
      readonly schedules: readonly string[]
      readonly timezone?: string
      readonly concurrencyPolicy: string
      readonly startingDeadlineSeconds?: number
      readonly suspend?: boolean
    }
  }
  readonly secrets: {
    readonly datasource: { readonly name: string; readonly key: string }
    readonly modelStore?: { readonly name: string; readonly key: string }
    readonly oss?: {
      readonly name?: string
      readonly accessKeyIdKey: string
      readonly accessKeySecretKey: string
      readonly tokenKey: string
    }
  }
  readonly env: Readonly<
    Record<string, { readonly value: string } | { readonly secret: string; readonly key: string }>
  >
  readonly limits: {
    readonly tasksPerDag: number
    readonly templatesPerWorkflow: number
    readonly workflowBytes: number
  }
}
export const defaultSettings: Settings = {
  images: { default: 'sqlflowc/step:0.1.0' },
  workflow: {
    kind: 'Workflow',
    imagePullSecrets: [],
    labels: {},
    annotations: {},
    ttlSeconds: 86400,
    podGC: { strategy: 'OnPodSuccess' },
    retries: { limit: 2, policy: 'OnError', backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
    resources: {},
    modelMutex: true,
    cron: { schedules: [], concurrencyPolicy: 'Forbid' },
  },
  secrets: { datasource: { name: 'sqlflow-datasource', key: 'url' } },
  env: {},
  limits: { tasksPerDag: 200, templatesPerWorkflow: 200, workflowBytes: 1048576 },
}
