/**
 * What a SELECT lists and takes rows from. `shallow-parse.ts` says which tables a statement touches, whatever it looks like; this says
 * more, of fewer queries: what is not understood is left out or `undefined`, never guessed. `select-reader.ts` reads it.
 */
import type { Span } from '../diagnostics/source.ts'

/** A dotted name by its parts, without quotes: `t`, `db.t`, `t.c`. */
export interface DottedName {
  readonly parts: readonly string[]
  readonly quoted: readonly boolean[]
  readonly span: Span
}

export interface SelectItem {
  readonly span: Span
  /** What the column is called in the result, where the text decides it. */
  readonly name?: string
  /** `*`, or `t.*`, whose table is the `qualifier`. */
  readonly star?: { readonly qualifier?: string }
  /** It is a column as it is: `c`, `t.c`. */
  readonly column?: DottedName
}

/** One table or query after FROM. */
export interface SelectSource {
  readonly span: Span
  /** The name that it goes by in the query. */
  readonly alias?: string
  readonly table?: DottedName
  /** A query in brackets; read when it is asked for. */
  readonly query?: () => Select | undefined
}

export interface CommonQuery {
  readonly name: string
  /** `WITH n (a, b) AS …` */
  readonly columns?: readonly string[]
  readonly query: () => Select | undefined
}

export interface Select {
  readonly span: Span
  readonly distinct: boolean
  readonly items: readonly SelectItem[]
  /** Empty without FROM; absent where FROM holds something else than tables and queries. */
  readonly sources?: readonly SelectSource[]
  readonly commonQueries: readonly CommonQuery[]
  readonly where?: Span
  readonly groupBy?: Span
  readonly having?: Span
  /** Each key of ORDER BY. */
  readonly orderBy?: readonly Span[]
  readonly limit?: Span
  /** NATURAL JOIN or USING: `*` has some columns once that two tables have. */
  readonly merges: boolean
  /** `UNION …`: other queries follow, whose columns go by the names of this one. */
  readonly compound: boolean
}
