/** Places in a source text. */

/** A half-open range of UTF-16 code units in one source text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A span with its lines and columns, counted from 1; the end is exclusive. */
export interface Location extends Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}
