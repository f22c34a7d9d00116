/** What a program keeps in its session. `analysis/sessions.ts` finds it. */
import type { Resource } from './resource.ts'

/** Two statements that must share a session, and why. */
export interface Binding {
  readonly from: number
  readonly to: number
  /** Of kind `session`: `transaction`, `@x`, `temporary table` … */
  readonly resource: Resource
}

export interface Sessions {
  readonly bindings: readonly Binding[]
  /** Statements that only set the scene for others: they are replayed and need no step. */
  readonly carried: ReadonlySet<number>
  /** For each statement, the settings to replay before it: statement numbers in order. */
  readonly settings: readonly (readonly number[])[]
}
