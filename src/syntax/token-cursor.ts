/** Walks tokens of a text without a grammar: brackets are stepped over, words compared in capitals. */
import type { Span } from '../diagnostics/source.ts'
import type { DottedName } from './select.ts'
import { kind, type Tokens } from './tokens.ts'

/** Tokens from `first` up to `end`, which is not part of it. */
export type Range = readonly [first: number, end: number]

/** Words that are values, not names. */
const valueWords = new Set(
  'NULL TRUE FALSE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP'.split(
    ' ',
  ),
)

/** Every method takes the index of a token; one that is not there is no word, no name and an empty text. */
export class TokenCursor {
  readonly tokens: Tokens
  #text: string
  #offset: number
  /** All that were given. */
  readonly #spans: { start: number; end: number }[] = []

  /** @param offset where in the text the first character of the tokens stands */
  constructor(text: string, offset: number, tokens: Tokens) {
    this.#text = text
    this.#offset = offset
    this.tokens = tokens
  }

  /** The same tokens stand at another place, or in another text. Spans that were given are moved there. */
  move(text: string, offset: number): void {
    const by = offset - this.#offset
    this.#text = text
    this.#offset = offset
    if (by === 0) return
    for (const span of this.#spans) {
      span.start += by
      span.end += by
    }
  }

  /** Ranges between commas. */
  split(from: number, end: number): Range[] {
    const ranges: Range[] = []
    let first = from
    for (let at = from; at < end; at = this.after(at)) {
      if (this.image(at) !== ',') continue
      if (at > first) ranges.push([first, at])
      first = at + 1
    }
    if (end > first) ranges.push([first, end])
    return ranges
  }

  dotted(from: number, end: number): DottedName | undefined {
    const parts: string[] = []
    const quoted: boolean[] = []
    for (let at = from; at < end; at += 2) {
      const part = this.name(at)
      if (part === undefined || (at + 1 < end && this.image(at + 1) !== '.')) return undefined
      parts.push(part)
      quoted.push(this.tokens.kind[at] === kind.quoted)
    }
    return parts.length === 0 || (end - from) % 2 === 0
      ? undefined
      : { parts, quoted, span: this.span(from, end) }
  }

  /** An identifier without its quotes. */
  name(at: number): string | undefined {
    if (at < 0 || at >= this.tokens.count) return undefined
    const image = this.image(at)
    if (this.tokens.kind[at] === kind.word) return valueWords.has(image.toUpperCase()) ? undefined : image
    if (this.tokens.kind[at] !== kind.quoted) return undefined
    const quote = image.at(-1) ?? ''
    return image.slice(1, -1).replaceAll(quote + quote, quote)
  }

  string(at: number): string | undefined {
    return this.tokens.kind[at] === kind.text ? this.image(at).slice(1, -1) : undefined
  }

  opens(at: number): boolean {
    return this.tokens.kind[at] === kind.open && at < this.tokens.count && (this.tokens.mate[at] ?? -1) > at
  }

  mate(at: number): number {
    return this.tokens.mate[at] ?? at
  }

  /** The next token of this level. */
  after(at: number): number {
    return (this.opens(at) ? this.mate(at) : at) + 1
  }

  image(at: number): string {
    const { start, end, count } = this.tokens
    if (at < 0 || at >= count) return ''
    return this.#text.slice(this.#offset + (start[at] ?? 0), this.#offset + (end[at] ?? 0))
  }

  word(at: number): string {
    return at >= 0 && at < this.tokens.count && this.tokens.kind[at] === kind.word
      ? this.image(at).toUpperCase()
      : ''
  }

  /** The first token that stands there in the text, or behind. */
  from(place: number): number {
    const { count, start } = this.tokens
    let at = 0
    while (at < count && this.#offset + (start[at] ?? 0) < place) at++
    return at
  }

  span(first: number, end: number): Span {
    const { start, end: ends } = this.tokens
    const from = this.#offset + (start[first] ?? 0)
    const span = { start: from, end: Math.max(from, this.#offset + (ends[end - 1] ?? 0)) }
    this.#spans.push(span)
    return span
  }
}
