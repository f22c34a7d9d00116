/** The contract of a back end: a plan and settings in, objects out. It knows nothing of SQL. */
import type { Settings } from '../config/settings.ts'
import type { Finding } from '../diagnostics/diagnostic.ts'
import type { Plan } from '../plan/plan.ts'

/** A problem that only the target's limits show, with the statement that it comes from. */
export type BackendProblem = Omit<Finding, 'span'> & { readonly statement?: number }

export interface Emitted {
  /** The text to submit. */
  readonly text: string
  readonly problems: readonly BackendProblem[]
}

export interface EmitOptions {
  readonly settings: Settings
  /** What the program is called: its file's name without the ending. */
  readonly name: string
  /** The source of the step runtime. */
  readonly runtime: string
}

export interface Backend {
  readonly name: string
  emit(plan: Plan, options: EmitOptions): Promise<Emitted>
}
