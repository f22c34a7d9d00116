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

/** Bytes that a token takes in the arrays. */
const width = 18

/** The arrays while they are filled, in one piece of memory; they double in size when they are full. */
export class TokenBuffer implements Tokens {
  count = 0
  kind!: Uint8Array
  keyword!: Uint8Array
  start!: Int32Array
  end!: Int32Array
  mate!: Int32Array
  queries!: Int32Array
  #seenQueries = 0

  constructor(room: number) {
    this.#make(room)
  }

  #make(room: number): void {
    const memory = new ArrayBuffer(room * width)
    const ints = (nth: number): Int32Array => new Int32Array(memory, nth * 4 * room, room)
    this.start = ints(0)
    this.end = ints(1)
    this.mate = ints(2)
    this.queries = ints(3)
    this.kind = new Uint8Array(memory, 16 * room, room)
    this.keyword = new Uint8Array(memory, 17 * room, room)
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
    const { kind, keyword, start, end, mate, queries } = this
    this.#make(kind.length * 2)
    this.kind.set(kind)
    this.keyword.set(keyword)
    this.start.set(start)
    this.end.set(end)
    this.mate.set(mate)
    this.queries.set(queries)
  }
}
