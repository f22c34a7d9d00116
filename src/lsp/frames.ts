/**
 * The frames of the protocol, `Content-Length: 42` and so many bytes, out of a stream that may hold anything. What is no
 * frame is left out, and the next one is found again: the library's own reader would take all that follows for headers.
 */

const separator = Buffer.from('\r\n\r\n')
/** More headers than anybody sends. */
const mostHeaderBytes = 8192
/** More than any message: a length that is none. */
const mostBodyBytes = 1024 * 1024 * 1024

export class Frames {
  readonly #skipped: (bytes: number) => void
  /** What has come and is no whole frame yet. */
  #parts: Buffer[] = []
  #size = 0
  /** How many bytes are needed before it is worth looking again. */
  #wanted = 0

  constructor(skipped: (bytes: number) => void) {
    this.#skipped = skipped
  }

  /** The frames that are whole with these bytes. */
  take(bytes: Buffer): Buffer[] {
    this.#parts.push(bytes)
    this.#size += bytes.length
    // A message of many megabytes comes in thousands of pieces.
    if (this.#size < this.#wanted) return []
    const buffer = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts, this.#size)
    const frames: Buffer[] = []
    const rest = this.#cut(buffer, frames)
    this.#parts = rest.length > 0 ? [rest] : []
    this.#size = rest.length
    return frames
  }

  /** Puts the whole frames into `frames`, and gives back what comes behind them. */
  #cut(buffer: Buffer, frames: Buffer[]): Buffer {
    this.#wanted = 0
    let at = 0
    while (at < buffer.length) {
      const end = buffer.indexOf(separator, at)
      if (end < 0) return this.#unended(buffer.subarray(at))
      const length = lengthOf(buffer.subarray(Math.max(at, end - mostHeaderBytes), end))
      const body = end + separator.length
      if (length === undefined) {
        this.#skipped(body - at)
        at = body
      } else if (buffer.length - body < length) {
        this.#wanted = body - at + length
        return buffer.subarray(at)
      } else {
        frames.push(Buffer.from(`Content-Length: ${length}\r\n\r\n`), buffer.subarray(body, body + length))
        at = body + length
      }
    }
    return Buffer.alloc(0)
  }

  /** Headers that have not ended yet; of more than headers can be, only the end may still be some. */
  #unended(rest: Buffer): Buffer {
    if (rest.length <= mostHeaderBytes) return rest
    const kept = rest.length - mostHeaderBytes / 2
    this.#skipped(kept)
    return rest.subarray(kept)
  }
}

function lengthOf(headers: Buffer): number | undefined {
  const found = [...headers.toString('latin1').matchAll(/content-length: *(\d{1,10})(?=\s|$)/gi)].at(-1)
  const length = found ? Number(found[1]) : undefined
  return length !== undefined && length <= mostBodyBytes ? length : undefined
}
