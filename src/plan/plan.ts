/** The plan: steps and their order, free of any back end's words. All that a back end may know. */
import type { EngineName } from '../engines/table.ts'
import type { Json } from '../metadata/json.ts'
import type { Metadata } from '../metadata/metadata.ts'
import type { ProgramName } from '../runtime/programs.ts'

export type StepKind =
  | 'sql'
  | 'train'
  | 'predict'
  | 'evaluate'
  | 'explain'
  | 'optimize'
  | 'run'
  | 'show-train'

export interface StepModel {
  readonly name: string
  readonly from: 'program' | 'store' | 'lock'
  /** The TRAIN that makes it, when it is of this program. */
  readonly producer?: { readonly statement: number; readonly line: number; readonly column: number }
  /** The redacted URL of the store it was read from. */
  readonly store?: string
}

export interface Step {
  /** `s003-train-my-model`: stable, readable, fit for Kubernetes. */
  readonly id: string
  readonly kind: StepKind
  /** The statements it runs, by number; several when they share a session. */
  readonly statements: readonly number[]
  /** Settings that are replayed first, by statement number. */
  readonly settings: readonly number[]
  readonly engine?: EngineName
  readonly image: string
  readonly dependsOn: readonly string[]
  readonly model?: StepModel
  readonly metadata?: Metadata
  /** The first line of its first statement, for people. */
  readonly headline: string
  readonly line: number
  /** Where each statement stands and how it begins. */
  readonly lines: readonly { readonly line: number; readonly headline: string }[]
  /** Running it a second time does no harm, so it may be retried after a fault of the cluster. */
  readonly repeatable: boolean
  /** What it hangs on, as a digest: a step whose key is known has been done before. */
  readonly memoKey?: string
  /** The program of the runtime that it runs: `sql`, `xgboost.train`, … */
  readonly program: ProgramName
  /** All that its program gets: one JSON document. */
  readonly spec: Json
}

/** What fusing has made of the plan, and how it would be without. */
export interface Fused {
  readonly steps: number
  readonly criticalPath: number
  readonly width: number
  /** The statements of each fused step. */
  readonly chains: readonly (readonly number[])[]
}

export interface Plan {
  readonly version: 1
  /** In an order that keeps every dependency. */
  readonly steps: readonly Step[]
  /** Models that the program trains. */
  readonly trained: readonly string[]
  /** Absent when no statements were fused. */
  readonly fused?: Fused
}
