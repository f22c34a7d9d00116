/** What each statement reads and writes, with its names resolved. `analysis/effects.ts` finds it. */
import type { Target } from '../syntax/ast.ts'
import type { SessionEffect } from '../syntax/operation.ts'
import type { Access } from './resource.ts'

/** A table that a statement makes, drops, renames or fills; it may hold a model. */
export interface TableChange {
  readonly action: Target['action']
  readonly table: string
  /** Its name from then on, where it is renamed. */
  readonly to: string | undefined
  readonly conditional: boolean
}

export interface Effects {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  readonly modelReads: readonly string[]
  readonly modelWrites: readonly string[]
  /** Everything that orders it: tables, models, databases, files, the catalog. */
  readonly accesses: readonly Access[]
  /** Why nothing is known of what it touches. */
  readonly unknown: string | undefined
  readonly changes: readonly TableChange[]
  /** The database that it drops with all that is in it. */
  readonly dropsDatabase: string | undefined
  /** The database that is current when it runs. */
  readonly database: string | undefined
  readonly session: SessionEffect | undefined
  /** User variables that it touches. */
  readonly variables: readonly string[]
  /** Statements whose session it shares: one made a temporary table that it uses. */
  readonly sharesSession: readonly number[]
  /** It asks what the statement before it in its session did: LAST_INSERT_ID(). */
  readonly asksSession: boolean
  /** Keys of the model it uses and the model it makes. */
  readonly uses: string | undefined
  readonly makes: string | undefined
}
