/** Tokens of a whole program in flat arrays: no object per token, so that a large program stays small. */

/** Kinds of token. A keyword is a `word` whose `keyword` is not 0. */
export const kind = {
  word: 1,
  quoted: 2,
  text: 3,
  number: 4,
  variable: 5,
  operator: 6,
  open: 7,
  close: 8,
} as const

/** Tokens of a whole program; parallel arrays. */
export interface Tokens {
  readonly count: number
  readonly kind: Uint8Array
  readonly keyword: Uint8Array
  readonly start: Int32Array
  readonly end: Int32Array
  /** For `(` the index of its `)`, and back; -1 when it has none. */
  readonly mate: Int32Array
  /** How many words that can start a query stand before each token. */
  readonly queries: Int32Array
}

/** The arrays while they are filled; they double in size when they are full. */
export class TokenBuffer implements Tokens {
  count = 0
  kind: Uint8Array
  keyword: Uint8Array
  start: Int32Array
  end: Int32Array
  mate: Int32Array
  queries: Int32Array
  #seenQueries = 0

  constructor(room: number) {
    this.kind = new Uint8Array(room)
    this.keyword = new Uint8Array(room)
    this.start = new Int32Array(room)
    this.end = new Int32Array(room)
    this.mate = new Int32Array(room)
    this.queries = new Int32Array(room)
  }

  push(type: number, start: number, end: number): void {
    const index = this.count
    if (index === this.kind.length) this.#grow()
    this.kind[index] = type
    this.start[index] = start
    this.end[index] = end
    this.mate[index] = -1
    this.queries[index] = this.#seenQueries
    this.count++
  }

  /** The last token is a keyword. */
  name(keyword: number, startsQuery: boolean): void {
    this.keyword[this.count - 1] = keyword
    if (startsQuery) this.#seenQueries++
  }

  #grow(): void {
    const room = this.kind.length * 2
    const bytes = (old: Uint8Array): Uint8Array => {
      const larger = new Uint8Array(room)
      larger.set(old)
      return larger
    }
    const ints = (old: Int32Array): Int32Array => {
      const larger = new Int32Array(room)
      larger.set(old)
      return larger
    }
    this.kind = bytes(this.kind)
    this.keyword = bytes(this.keyword)
    this.start = ints(this.start)
    this.end = ints(this.end)
    this.mate = ints(this.mate)
    this.queries = ints(this.queries)
  }
}
