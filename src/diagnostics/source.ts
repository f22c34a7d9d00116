/** Source text: offsets to lines and columns, and the lines as they may be shown. */
import { findSecrets, type Secret } from './secrets.ts'
import type { Location, Span } from './span.ts'

export type { Location, Span }

/** One source text with an index of its lines, built when first needed. */
export class Source {
  readonly path: string
  readonly text: string
  #lineStarts: number[] | undefined
  #secrets: readonly Secret[] | undefined
  #shown: string | undefined

  constructor(text: string, path = '<input>') {
    this.text = text
    this.path = path
  }

  /** Lines and columns of a span. */
  locate(span: Span): Location {
    const start = this.#position(span.start)
    const end = this.#position(span.end)
    return {
      start: span.start,
      end: span.end,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    }
  }

  /** Passwords and keys in the text. */
  get secrets(): readonly Secret[] {
    this.#secrets ??= findSecrets(this.text)
    return this.#secrets
  }

  /** The text as it may be shown: asterisks stand for secrets, of the same length. */
  get shown(): string {
    this.#shown ??= masked(this.text, this.secrets)
    return this.#shown
  }

  /** The text of a line counted from 1, without its line break. Asterisks stand for secrets, of the same length. */
  line(number: number): string {
    const starts = this.#starts()
    const from = starts[number - 1] ?? this.text.length
    const to = starts[number] ?? this.text.length
    return this.shown.slice(from, to).replace(/\r?\n$|\r$/, '')
  }

  /** The offset at which a line counted from 1 begins. */
  lineStart(number: number): number {
    return this.#starts()[number - 1] ?? this.text.length
  }

  /** A part of the text as it may be shown. */
  slice(span: Span): string {
    return this.shown.slice(span.start, span.end)
  }

  #position(offset: number): { line: number; column: number } {
    const starts = this.#starts()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 }
  }

  #starts(): number[] {
    if (this.#lineStarts) return this.#lineStarts
    const starts = [0]
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) {
      starts.push(at + 1)
    }
    this.#lineStarts = starts
    return starts
  }
}

function masked(text: string, secrets: readonly Secret[]): string {
  let shown = ''
  let at = 0
  for (const { span } of secrets) {
    shown += text.slice(at, span.start) + text.slice(span.start, span.end).replace(/[^\r\n]/g, '*')
    at = span.end
  }
  return at === 0 ? text : shown + text.slice(at)
}
