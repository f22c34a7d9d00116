/**
 * What is asked of `sqlflowc serve` and what it answers: JSON-RPC 2.0 in the frames of the language server protocol. A request
 * brings all that it needs, so that a process that was started again knows as much as the one before.
 */
import type { Json, JsonObject } from '../metadata/json.ts'

/** What is done with a program. */
export const actions = ['lint', 'plan', 'graph', 'compile', 'run', 'submit'] as const
export type Action = (typeof actions)[number]

/** One result in several forms, by their MIME types: whoever shows it takes the richest that it can. */
export type Bundle = Readonly<Record<string, Json>>

/**
 * JSON for programs that read a notebook. Not `application/json`: JupyterLab would show its tree instead of the HTML.
 */
export const jsonType = 'application/vnd.sqlflow.v1+json'

/** A notification `result`: something to look at, or to compute with. */
export interface Result {
  readonly kind: 'table' | 'picture' | 'text' | 'sql' | 'lint' | 'plan' | 'graph' | 'workflow' | 'submission'
  /** The step that has shown it, and the line of the cell that it comes from. */
  readonly step?: string
  readonly line?: number
  readonly bundle?: Bundle
  /** Of a table: `columns`, `rows` and `count` as JSON text, in which every digit is kept. */
  readonly table?: string
  /** Of a table: what its columns hold. */
  readonly types?: readonly ColumnType[]
}

export type ColumnType = 'integer' | 'number' | 'boolean' | 'text' | 'bytes' | 'mixed' | 'empty'

/** A notification `step`: where a step is. The first ones, `waiting`, list them all. */
export interface StepEvent {
  readonly id: string
  readonly kind: string
  readonly line: number
  readonly title: string
  readonly status: string
  readonly seconds?: number
}

/** The answer to an action, after its notifications. */
export interface Answer {
  readonly ok: boolean
  /** A line that says how it went. */
  readonly summary: string
  /** What was found, and why steps failed: nothing when there is nothing to say. */
  readonly problems?: Bundle
}

/** What an action is given. */
export interface ActionParams {
  readonly text: string
  /** The number of the cell. */
  readonly cell: number
  readonly folder?: string
  readonly settings: JsonObject
  /** Typed values by name, and all names that there are. */
  readonly variables: JsonObject
  readonly names: readonly string[]
}
