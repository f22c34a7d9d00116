/** Names as a program writes them. */
import type { Span } from '../diagnostics/source.ts'

/** A name as it was written: `value` without its quotes, `quote` the character that opened it. */
export interface Identifier {
  readonly kind: 'identifier'
  readonly value: string
  readonly quote?: '`' | '"' | "'" | '['
  readonly span: Span
}

/** A dotted name: `t`, `db.t`, `project.schema.t`. */
export interface Name {
  readonly kind: 'name'
  readonly parts: readonly Identifier[]
  readonly span: Span
}
