/**
 * The contract of a statement kind: facts of one statement, for passes that know no kinds. A new kind
 * is a file here, a line in `table.ts`, and its rules and node in `grammar/` and `src/syntax/`.
 */
import type { Attribute, Kind, Name, Query, Scope, Statement } from '../syntax/ast.ts'

/** What a statement names, before names are resolved. */
export interface Touches {
  /** Queries and bodies whose tables are read, and for ordinary SQL also written. */
  readonly scopes: readonly Scope[]
  /** Tables that the step makes anew for its result. */
  readonly results: readonly Name[]
  readonly usesModel?: Name
  readonly makesModel?: Name
}

export interface StatementKind<K extends Kind> {
  readonly touches: (statement: Statement<K>) => Touches
  /** Words for the step's name: `train`, `my_model`. */
  readonly words: (statement: Statement<K>) => readonly string[]
  /** The SELECT before TO. */
  readonly query: (statement: Statement<K>) => Query | undefined
  readonly attributes: (statement: Statement<K>) => readonly Attribute[]
  /** What the step's program needs besides the SELECT, the attributes and the model's metadata: JSON. */
  readonly spec: (statement: Statement<K>) => Readonly<Record<string, unknown>>
}
