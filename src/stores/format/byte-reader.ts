/** Reads a stream of bytes by count: so many, then the rest. */

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array()
  #ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next `count` bytes, or fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count)
    this.#held = this.#held.subarray(bytes.length)
    return bytes
  }

  /** The same, without moving on. Memory grows with the bytes that come, not with `count`. */
  async peek(count: number): Promise<Uint8Array> {
    if (this.#held.length < count && !this.#ended) {
      const parts = [this.#held]
      let have = this.#held.length
      while (have < count) {
        const next = await this.#source.next()
        if (next.done) {
          this.#ended = true
          break
        }
        parts.push(next.value)
        have += next.value.length
      }
      this.#held = Buffer.concat(parts)
    }
    return this.#held.subarray(0, count)
  }

  /** What is left, in the pieces in which it comes. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      if (this.#held.length > 0) yield this.#held
      this.#held = new Uint8Array()
      while (!this.#ended) {
        const next = await this.#source.next()
        if (next.done) return
        yield next.value
      }
    } finally {
      await this.stop()
    }
  }

  /** Nothing more is wanted. */
  async stop(): Promise<void> {
    this.#ended = true
    await this.#source.return?.()
  }
}
