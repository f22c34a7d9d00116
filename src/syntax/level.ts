/**
 * One level of a statement: its tokens with each bracketed part folded into one. In flat arrays like the tokens of the
 * program, so that a level whose shape is known (`shapes.ts`) needs no object for a token.
 */
import type { IToken, TokenType } from 'chevrotain'
import * as t from '../../grammar/tokens.ts'
import type { Span } from '../diagnostics/source.ts'
import { keywordTypes } from './keywords.ts'
import { kind, type Tokens } from './tokens.ts'

/** Token types by number. */
const types = t.vocabulary
const codeOf = new Map(types.map((type, code) => [type, code]))
const code = (type: TokenType): number => codeOf.get(type) ?? 0

const [WORD, QUOTED, TEXT, NUMERAL] = [code(t.Word), code(t.Quoted), code(t.Text), code(t.Numeral)]
const [VARIABLE, OPERATOR, GROUP, DOT] = [code(t.Variable), code(t.Operator), code(t.Group), code(t.Dot)]
const [FROM, DISTINCT] = [code(t.From), code(t.Distinct)]
const keywordCodes = Uint8Array.from(keywordTypes, (type) => (type ? code(type) : WORD))
const markCodes = Uint8Array.from({ length: 128 }, (_, at) => {
  const type = t.marks[String.fromCharCode(at)]
  return type ? code(type) : OPERATOR
})

/** No name is longer in any database, and messages show less. */
const longestImage = 300
/** Room for a level that is kept for the next one. */
const usualRoom = 1 << 16

/** A token as Chevrotain takes it. Its text is cut out when somebody asks for it, and few do. */
export class LevelToken implements t.GroupToken {
  readonly startOffset: number
  readonly endOffset: number
  readonly tokenType: TokenType
  readonly tokenTypeIdx: number
  /** Its place in its level. */
  readonly position: number
  readonly first: number
  readonly last: number
  readonly #text: string

  constructor(level: Level, position: number) {
    const { start, end } = level.span(position)
    this.#text = level.text
    this.startOffset = start
    this.endOffset = end - 1
    this.tokenType = level.type(position)
    this.tokenTypeIdx = this.tokenType.tokenTypeIdx ?? 0
    this.position = position
    this.first = level.first(position)
    this.last = level.last(position)
  }

  get image(): string {
    if (this.tokenType === t.Group) return '( … )'
    return this.#text.slice(this.startOffset, Math.min(this.endOffset + 1, this.startOffset + longestImage))
  }
}

export class Level {
  text = ''
  count = 0
  /** The numbers of the token types, and which tokens of the program they are. */
  codes: Uint8Array = new Uint8Array(1024)
  #places = new Int32Array(1024)
  #tokens: Tokens | undefined
  /** Of the codes; equal levels have equal ones. */
  hash = 0

  /** Takes the tokens from `first` to before `last`. */
  fold(text: string, tokens: Tokens, first: number, last: number): this {
    this.text = text
    this.#tokens = tokens
    this.#provide(last - first)
    const { codes } = this
    const places = this.#places
    const { kind: kinds, mate } = tokens
    let count = 0
    let hash = 17
    for (let index = first; index < last; index++) {
      const close = kinds[index] === kind.open ? (mate[index] ?? -1) : -1
      const opens = close > index && close < last
      const found = opens ? GROUP : this.#code(index, count)
      codes[count] = found
      places[count++] = index
      hash = Math.imul(hash ^ found, 16777619)
      if (opens) index = close
    }
    this.count = count
    this.hash = hash
    return this
  }

  #code(index: number, count: number): number {
    const { tokens, codes, text } = { tokens: this.#tokens as Tokens, codes: this.codes, text: this.text }
    switch (tokens.kind[index]) {
      case kind.word: {
        const keyword = tokens.keyword[index] ?? 0
        if (keyword === 0 || (count > 0 && codes[count - 1] === DOT)) return WORD
        const found = keywordCodes[keyword] ?? WORD
        // IS [NOT] DISTINCT FROM is an operator.
        const operator = found === FROM && count > 1 && codes[count - 1] === DISTINCT
        return operator && /^(is|not)$/i.test(this.image(count - 2)) ? WORD : found
      }
      case kind.quoted:
        return QUOTED
      case kind.text:
        return TEXT
      case kind.number:
        return NUMERAL
      case kind.variable:
        return VARIABLE
      default: {
        const start = tokens.start[index] ?? 0
        return tokens.end[index] === start + 1 ? (markCodes[text.charCodeAt(start)] ?? OPERATOR) : OPERATOR
      }
    }
  }

  /** A level of a million tokens is not kept for good. */
  #provide(room: number): void {
    const has = this.codes.length
    if (has >= room && (has <= usualRoom || room > usualRoom)) return
    const size = Math.max(1024, room)
    this.codes = new Uint8Array(size)
    this.#places = new Int32Array(size)
  }

  type(position: number): TokenType {
    return types[this.codes[position] ?? 0] ?? t.Word
  }

  /** The first token inside of a bracketed part. */
  first(position: number): number {
    return (this.#places[position] ?? 0) + 1
  }

  /** The bracket that closes it; otherwise the token itself. */
  last(position: number): number {
    const place = this.#places[position] ?? 0
    return this.codes[position] === GROUP ? (this.#tokens?.mate[place] ?? place) : place
  }

  span(position: number): Span {
    const start = this.#tokens?.start[this.#places[position] ?? 0] ?? 0
    return { start, end: this.#tokens?.end[this.last(position)] ?? start }
  }

  image(position: number): string {
    const { start, end } = this.span(position)
    return this.text.slice(start, Math.min(end, start + longestImage))
  }

  tokens(): IToken[] {
    return Array.from({ length: this.count }, (_, position) => new LevelToken(this, position))
  }
}
