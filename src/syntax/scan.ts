/**
 * Text to tokens, in flat arrays: one pass over the whole program, no object per token. Finds the
 * ends of statements on its way (see `cut.ts` for the rules that need more than a semicolon).
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type Mode, StatementCutter, type StatementRange } from './cut.ts'
import { hashed, keywordId, keywordOf } from './keywords.ts'
import { kind, TokenBuffer, type Tokens } from './tokens.ts'

export interface Scan {
  readonly tokens: Tokens
  readonly ranges: readonly StatementRange[]
  /** With the marks that open and close them. */
  readonly comments: readonly Span[]
  /** Statements end at semicolons, and not at what DELIMITER has named. */
  readonly usual: boolean
  /** So they do, and none is open where the text ends. */
  readonly whole: boolean
}

const queryWords = new Set(['SELECT', 'VALUES', 'TABLE', 'WITH', 'IN'].map((text) => keywordId(text)))

const NEWLINE = 10
const DOUBLE = 34
const QUOTE = 39
const BACKSLASH = 92
const TICK = 96

/** What a character may be; beyond ASCII everything but a few spaces is part of a word. */
const WORD = 1
const DIGIT = 2
const DOLLAR = 4
const SPACE = 8
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code <= 32) return SPACE
  if (code === 36) return DOLLAR
  if (code >= 48 && code <= 57) return DIGIT
  return /\w/.test(String.fromCharCode(code)) ? WORD : 0
})

function classOf(code: number): number {
  if (code < 128) return classes[code] ?? 0
  // NaN, at the end of the text, is no character.
  return code === 0xa0 || code === 0x3000 || code === 0xfeff ? WORD | SPACE : code >= 128 ? WORD : 0
}

function isWordStart(code: number): boolean {
  return (classOf(code) & WORD) !== 0
}

function isDigit(code: number): boolean {
  return (classOf(code) & DIGIT) !== 0
}

function isWordPart(code: number): boolean {
  return (classOf(code) & (WORD | DIGIT | DOLLAR)) !== 0
}

export function scan(text: string, dialect: Dialect, report: Report): Scan {
  return new Scanner(text, dialect, report, 0, text.length).run()
}

/**
 * The same of a part that begins where a statement may begin, and that ends with the mark that ends one, or with the text;
 * nothing where something reaches over its end, or stands in it that changes how the rest is read.
 */
export function scanPart(text: string, dialect: Dialect, { start, end }: Span): Scan | undefined {
  let sound = true
  const scanned = new Scanner(text, dialect, () => (sound = false), start, end).run()
  return sound && (scanned.whole || (end === text.length && scanned.usual)) ? scanned : undefined
}

class Scanner {
  readonly #text: string
  readonly #dialect: Dialect
  readonly #report: Report
  readonly #cutter: StatementCutter
  #mode: Mode = 'sql'
  #at: number
  readonly #end: number
  readonly #buffer: TokenBuffer
  readonly #comments: Span[] = []
  #open: number[] = []
  /** Quotes that were once looked for to the end in vain: not again, or the cost would be quadratic. */
  readonly #unclosed = new Set<number>()

  constructor(text: string, dialect: Dialect, report: Report, start: number, end: number) {
    this.#text = text
    this.#dialect = dialect
    this.#report = report
    this.#at = start
    this.#end = end
    this.#cutter = new StatementCutter(text, dialect)
    this.#buffer = new TokenBuffer(((end - start) >> 2) + 16)
  }

  run(): Scan {
    while (this.#at < this.#end) this.#next()
    const usual = this.#cutter.endsAtMark
    const whole = usual && this.#at === this.#end && this.#buffer.count === this.#cutter.firstToken
    this.#cutter.finish(this.#buffer.count, this.#buffer.end[this.#buffer.count - 1] ?? 0)
    this.#reportUnclosedBegin()
    return { tokens: this.#buffer, ranges: this.#cutter.ranges, comments: this.#comments, usual, whole }
  }

  #reportUnclosedBegin(): void {
    const start = this.#cutter.unclosedBegin
    if (start < 0) return
    this.#report({
      name: 'unbalanced-bracket',
      message: 'the body of this routine has a BEGIN that no END closes',
      span: { start, end: this.#text.length },
      help: 'add the missing END; everything after the BEGIN was taken for its body',
    })
  }

  #next(): void {
    const text = this.#text
    const at = this.#at
    const code = text.charCodeAt(at)
    const is = classOf(code)
    if ((is & SPACE) !== 0) {
      this.#at++
      return
    }
    const marks = is === 0 || !this.#cutter.endsAtMark || this.#buffer.count === this.#cutter.firstToken
    if (marks && (this.#comment(code) || this.#terminator(code))) return
    if (code === QUOTE || code === DOUBLE || code === TICK) return this.#quoted(code)
    if ((is & WORD) !== 0) return this.#word(code)
    if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)) && !this.#afterName()))
      return this.#number()
    switch (code) {
      case 40:
        this.#open.push(this.#buffer.count)
        return this.#push(kind.open, at + 1)
      case 41: {
        const mate = this.#open.pop() ?? -1
        if (mate >= 0) this.#buffer.mate[mate] = this.#buffer.count
        this.#push(kind.close, at + 1)
        this.#buffer.mate[this.#buffer.count - 1] = mate
        return
      }
      case 91:
        if (this.#mode === 'sql' && this.#dialect.bracketedNames) return this.#quoted(93)
        break
      case 36:
        if (this.#dialect.dollarStrings && this.#dollarString()) return
        break
      case 64:
        if (this.#dialect.userVariables && this.#mode !== 'clause') return this.#variable()
        break
    }
    this.#push(kind.operator, at + this.#operatorLength(code))
  }

  /** `class--note`: the clause's words may hold dashes and slashes, but never swallow a comment. */
  #word(first: number): void {
    const text = this.#text
    let at = this.#at + 1
    let hash = hashed(0, first)
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (!isWordPart(code) && (this.#mode !== 'clause' || !this.#joins(code, at))) break
      hash = hashed(hash, code)
    }
    this.#keyed(at, hash)
  }

  /** In the clause this character goes with the words on both of its sides. */
  #joins(code: number, at: number): boolean {
    const text = this.#text
    if (code === 64) return text.startsWith('@sha', at)
    if (code < 45 || code > 58) return false
    const next = text.charCodeAt(at + 1)
    if (code === 46 || code === 58) return isWordPart(next)
    const joins = isWordPart(next) || next === 45 || next === 47
    return (code === 45 && joins && next !== 45) || (code === 47 && joins && next !== 42)
  }

  #keyed(end: number, hash: number): void {
    const id = keywordOf(this.#text, this.#at, end, hash)
    const index = this.#buffer.count
    this.#push(kind.word, end)
    if (id === 0) {
      if (index === this.#cutter.firstToken) this.#cutter.word(index, 0, this.#open.length)
      return
    }
    this.#buffer.name(id, queryWords.has(id))
    const before = index > this.#cutter.firstToken ? (this.#buffer.keyword[index - 1] ?? 0) : 0
    const mode = this.#cutter.word(index, id, this.#open.length, before)
    if (mode) this.#mode = mode
  }

  #number(): void {
    const text = this.#text
    let at = this.#at
    const hexadecimal = text[at] === '0' && /[xXbB]/.test(text[at + 1] ?? '')
    if (hexadecimal) at += 2
    while (at < text.length) {
      const code = text.charCodeAt(at)
      if (isDigit(code) || (hexadecimal && isWordPart(code))) at++
      else if (code === 46 && !hexadecimal && text.charCodeAt(at + 1) !== 46) at++
      else if ((code === 101 || code === 69) && /^[eE][-+]?[0-9]/.test(text.slice(at, at + 3))) at += 2
      else break
    }
    const named = this.#mode === 'sql' && this.#dialect.digitsStartNames && isWordStart(text.charCodeAt(at))
    if (named && text[at - 1] !== '.') {
      while (at < text.length && isWordPart(text.charCodeAt(at))) at++
      return this.#push(kind.word, at)
    }
    this.#push(kind.number, at)
  }

  #variable(): void {
    const text = this.#text
    let at = this.#at + 1
    if (text[at] === '@') at++
    const quote = text.charCodeAt(at)
    if (quote === QUOTE || quote === DOUBLE || quote === TICK) {
      const close = text.indexOf(text[at] ?? '', at + 1)
      at = close < 0 ? at + 1 : close + 1
    } else {
      while (at < text.length && (isWordPart(text.charCodeAt(at)) || text[at] === '.')) at++
    }
    this.#push(kind.variable, at)
  }

  #quoted(quote: number): void {
    const names = this.#mode === 'sql' ? this.#dialect.doubleQuotedNames : false
    const isText = quote === QUOTE || (quote === DOUBLE && !names)
    const escapes = isText && (this.#dialect.backslashEscapes || this.#mode !== 'sql' || this.#escapeString())
    const hopeless = this.#unclosed.has(quote)
    const end = hopeless ? -1 : this.#closingQuote(this.#at + 1, quote, escapes)
    if (end > 0) return this.#push(isText ? kind.text : kind.quoted, end)
    this.#unclosed.add(quote)
    // The rest of its line is taken for the string, so that the statements below are still read.
    const opening = this.#text[this.#at] ?? ''
    const newline = this.#text.indexOf('\n', this.#at)
    const line = this.#text.slice(this.#at, newline < 0 ? this.#text.length : newline)
    const stop = this.#at + line.trimEnd().replace(/;$/, '').length
    this.#report({
      name: 'unclosed-quote',
      message: `the quote ${opening} opened here is never closed`,
      span: { start: this.#at, end: stop },
      help: `close it with ${quote === 93 ? ']' : opening}; write it twice to have it inside the text`,
    })
    this.#push(isText ? kind.text : kind.quoted, stop)
  }

  #closingQuote(from: number, quote: number, escapes: boolean): number {
    const text = this.#text
    const mark = String.fromCharCode(quote)
    for (let at = from; at < text.length; at++) {
      if (!escapes) {
        at = text.indexOf(mark, at)
        if (at < 0) return -1
      }
      const code = text.charCodeAt(at)
      if (code === BACKSLASH && escapes) at++
      else if (code === quote) {
        if (text.charCodeAt(at + 1) !== quote) return at + 1
        at++
      }
    }
    return -1
  }

  /** PostgreSQL's `E'…'`. */
  #escapeString(): boolean {
    if (!this.#dialect.dollarStrings || this.#buffer.count === 0) return false
    const last = this.#buffer.count - 1
    const start = this.#buffer.start[last] ?? 0
    return (
      this.#buffer.end[last] === this.#at && this.#at - start === 1 && /[eE]/.test(this.#text[start] ?? '')
    )
  }

  #dollarString(): boolean {
    const tag = /^\$[\p{L}_]?[\p{L}\d_]*\$/u.exec(this.#text.slice(this.#at, this.#at + 80))?.[0]
    if (!tag) return false
    const close = this.#text.indexOf(tag, this.#at + tag.length)
    if (close < 0) {
      this.#report({
        name: 'unclosed-quote',
        message: `the string ${tag} opened here is never closed`,
        span: { start: this.#at, end: this.#at + tag.length },
        help: `close it with ${tag}`,
      })
    }
    this.#push(kind.text, close < 0 ? this.#text.length : close + tag.length)
    return true
  }

  #comment(code: number): boolean {
    const text = this.#text
    const at = this.#at
    if (code === 45 && text.charCodeAt(at + 1) === 45) {
      const after = text.charCodeAt(at + 2)
      const counts =
        !this.#dialect.dashNeedsSpace || this.#mode !== 'sql' || !(after > 32) || this.#firstOfLine()
      if (counts) return this.#skipLine()
    }
    if (code === 35 && this.#dialect.hashComments) return this.#skipLine()
    if (code !== 47 || text.charCodeAt(at + 1) !== 42) return false
    const end = this.#dialect.nestedComments ? this.#nestedCommentEnd() : text.indexOf('*/', at + 2) + 2
    if (end > 1) return this.#skipTo(end)
    this.#report({
      name: 'unclosed-comment',
      message: 'the comment /* opened here is never closed',
      span: { start: at, end: at + 2 },
      help: 'close it with */; everything after it was taken for a comment',
    })
    this.#cutter.finish(this.#buffer.count, this.#buffer.end[this.#buffer.count - 1] ?? 0)
    this.#at = text.length
    return true
  }

  #nestedCommentEnd(): number {
    const marks = /\/\*|\*\//g
    marks.lastIndex = this.#at
    let depth = 0
    for (let match = marks.exec(this.#text); match; match = marks.exec(this.#text)) {
      depth += match[0] === '/*' ? 1 : -1
      if (depth === 0) return marks.lastIndex
    }
    return -1
  }

  #firstOfLine(): boolean {
    for (let at = this.#at - 1; at >= 0; at--) {
      const code = this.#text.charCodeAt(at)
      if (code === NEWLINE) return true
      if (code > 32) return false
    }
    return true
  }

  #skipLine(): true {
    const newline = this.#text.indexOf('\n', this.#at)
    return this.#skipTo(newline < 0 ? this.#text.length : newline)
  }

  #skipTo(end: number): true {
    this.#comments.push({ start: this.#at, end })
    this.#at = end
    return true
  }

  /** The end of a statement, or the line `DELIMITER //`. */
  #terminator(code: number): boolean {
    const end = this.#cutter.terminates(this.#at, code, this.#buffer.count)
    if (end < 0) return false
    this.#at = end
    this.#mode = 'sql'
    for (const open of this.#open) this.#buffer.mate[open] = -1
    this.#open.length = 0
    return true
  }

  /** `db.1st`: the dot goes with the name before it. */
  #afterName(): boolean {
    const last = this.#buffer.count - 1
    if (last < 0 || this.#buffer.end[last] !== this.#at) return false
    return this.#buffer.kind[last] === kind.word || this.#buffer.kind[last] === kind.quoted
  }

  #operatorLength(code: number): number {
    const next = this.#text.charCodeAt(this.#at + 1)
    // `<= >= <> != ** := ||` and, so that a sketch can be told from SQL, `...`.
    if (code === 46) return this.#text.startsWith('...', this.#at) ? 3 : 1
    if (next === 61 && (code === 60 || code === 62 || code === 33 || code === 58)) return 2
    if ((code === 60 && next === 62) || (code === 42 && next === 42) || (code === 124 && next === 124))
      return 2
    return 1
  }

  #push(type: number, end: number): void {
    const index = this.#buffer.count
    if (index === this.#cutter.firstToken) this.#cutter.starts(this.#at)
    this.#buffer.push(type, this.#at, end)
    this.#at = end
  }
}
