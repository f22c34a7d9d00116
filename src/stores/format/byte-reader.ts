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
    const parts = await this.#gather(count)
    const last = parts.pop() ?? this.#held
    const before = parts.reduce((sum, part) => sum + part.length, 0)
    this.#held = last.subarray(count - before)
    const end = last.subarray(0, count - before)
    return parts.length === 0 ? end : Buffer.concat([...parts, end])
  }

  /** The same, without moving on. */
  async peek(count: number): Promise<Uint8Array> {
    this.#held = Buffer.concat(await this.#gather(count))
    return this.#held.subarray(0, count)
  }

  /** What is held, and so many more pieces that `count` bytes are there. Memory grows with what comes. */
  async #gather(count: number): Promise<Uint8Array[]> {
    const parts = [this.#held]
    let have = this.#held.length
    while (have < count && !this.#ended) {
      const next = await this.#source.next()
      if (next.done) {
        this.#ended = true
        break
      }
      parts.push(next.value)
      have += next.value.length
    }
    return parts
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
