/** The contract of a back end: a plan and settings in, a text out. It knows nothing of SQL. */
import type { Settings } from '../config/settings.ts'
import type { Finding } from '../diagnostics/diagnostic.ts'
import type { Plan } from '../plan/plan.ts'

/** A problem that only the target's limits show, with the statement that it comes from. */
export type BackendProblem = Omit<Finding, 'span'> & { readonly statement?: number }

export interface Emitted {
  /** What is written to the file. */
  readonly text: string
  readonly problems: readonly BackendProblem[]
}

export interface EmitOptions {
  readonly settings: Settings
  /** What the program is called: its file's name without the ending. */
  readonly name: string
}

/** What a target can hold, and does by itself: the plan is made to fit. */
export interface Limits {
  /** Each statement has a step of its own, whatever the settings of the plan say. */
  readonly singleStatements?: boolean
  /** The most characters that the statements of one step have, where they could have a step each. */
  readonly fusedLength?: number
  /** The most steps of one part; a plan with more is cut into several parts. */
  readonly stepsPerPart?: number
  /** Steps whose key is known from before are skipped. */
  readonly skipsDone?: boolean
}

export interface Backend {
  limits(settings: Settings): Limits
  emit(plan: Plan, options: EmitOptions): Promise<Emitted>
}
