/**
 * Where statements end, and where an extended statement's clauses begin. Most end at `;`; the bodies of
 * procedures and triggers hold semicolons of their own, and MySQL's DELIMITER changes the mark.
 */
import { verbs, verbWords } from '../../grammar/verbs.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { keywordId } from './keywords.ts'

/** How words are read: as SQL; as SQLFlow's clause (`a/b:c` is one word); as its arithmetic. */
export type Mode = 'sql' | 'clause' | 'arithmetic'

/** A statement as a range of tokens, with its text span (up to its semicolon, included). */
export interface StatementRange {
  readonly first: number
  readonly last: number
  readonly start: number
  readonly end: number
  /** The token `TO` of an extended statement, or `SHOW` of SHOW TRAIN; -1 in ordinary SQL. */
  readonly extension: number
}

const id = keywordId
const TO = id('TO')
const WITH = id('WITH')
const END = id('END')
const CREATE = id('CREATE')
const BEGIN = id('BEGIN')
const SHOW = id('SHOW')
const TRAIN = id('TRAIN')
const NOT = id('NOT')
const bodyOpeners = new Set([BEGIN, id('CASE')])
const innerBlocks = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR'].map((text) => id(text)))
const routines = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'].map((text) => id(text)))
/** Behind these words comes no name but an expression. */
const arithmetic: ReadonlySet<number> = new Set(
  Object.values(verbs)
    .filter(({ subject }) => subject === 'expression')
    .flatMap(({ words }) => words.map((word) => id(word))),
)
const verbIds: ReadonlySet<number> = new Set(verbWords.map((word) => id(word)))

/** Statements in which `TO name` is ordinary SQL, whatever the name is. */
export const ownsTo: ReadonlySet<string> = new Set([
  'ALTER',
  'RENAME',
  'GRANT',
  'REVOKE',
  'ROLLBACK',
  'SET',
  'COPY',
  'EXPORT',
  'CHANGE',
  'COMMENT',
  'CREATE',
])

/** How far from the start of CREATE the word PROCEDURE may stand: after a DEFINER and OR REPLACE. */
const routineReach = 14

export class StatementCutter {
  readonly ranges: StatementRange[] = []
  firstToken = 0
  /** Where a BEGIN that no END closes stands, at the end of the text. */
  unclosedBegin = -1
  readonly #text: string
  readonly #dialect: Dialect
  #delimiter = ';'
  #start = 0
  #head = 0
  #headText = ''
  #routine = false
  #depth = 0
  #endToken = -1
  #extension = -1

  constructor(text: string, dialect: Dialect) {
    this.#text = text
    this.#dialect = dialect
  }

  /** Statements end at a mark, and not at a word that DELIMITER has named. */
  get endsAtMark(): boolean {
    return this.#delimiter === ';'
  }

  /** The first token of a statement stands at this offset. */
  starts(at: number): void {
    this.#start = at
  }

  /** Told of every word; answers with the way in which the words after it are read, if it changes. */
  word(index: number, keyword: number, bracketDepth: number, before = 0): Mode | undefined {
    if (index === this.firstToken) {
      this.#head = keyword
      this.#headText = /^\w+/.exec(this.#text.slice(this.#start, this.#start + 20))?.[0].toUpperCase() ?? ''
    }
    if (keyword === 0) return undefined
    this.#trackBody(index, keyword, before)
    return bracketDepth === 0 ? this.#trackExtension(index, keyword, before) : undefined
  }

  #trackExtension(index: number, keyword: number, before: number): Mode | undefined {
    if (this.#extension < 0) {
      if (before === TO && verbIds.has(keyword) && !ownsTo.has(this.#headText)) {
        this.#extension = index - 1
        return arithmetic.has(keyword) ? 'arithmetic' : 'clause'
      }
      if (keyword === TRAIN && this.#head === SHOW && index === this.firstToken + 1) {
        this.#extension = this.firstToken
        return 'clause'
      }
      return undefined
    }
    return keyword === WITH ? 'clause' : undefined
  }

  #trackBody(index: number, keyword: number, before: number): void {
    if (routines.has(keyword) && this.#head === CREATE && index - this.firstToken < routineReach) {
      this.#routine = true
    }
    // MariaDB's anonymous block.
    if (keyword === NOT && this.#head === BEGIN && index === this.firstToken + 1) {
      this.#routine = true
      this.#depth = 1
    }
    if (!this.#routine) return
    const afterEnd = this.#endToken === index - 1 && before === END
    if (keyword === END) {
      this.#endToken = index
      this.#depth = Math.max(0, this.#depth - 1)
    } else if (afterEnd && innerBlocks.has(keyword)) {
      // END IF closes what was never counted.
      this.#depth++
    } else if (!afterEnd && bodyOpeners.has(keyword)) {
      this.#depth++
    }
  }

  /** The offset after a terminator or DELIMITER line that stands at `at`, or -1. */
  terminates(at: number, code: number, count: number): number {
    if (this.#delimiter === ';') {
      if (code === 59 && this.#depth === 0) return this.cut(count, at, at + 1)
    } else if (this.#text.startsWith(this.#delimiter, at)) {
      return this.cut(count, at, at + this.#delimiter.length)
    }
    if (!this.#dialect.delimiterCommand || count !== this.firstToken || (code | 32) !== 100) return -1
    const command = /^delimiter[ \t]+(\S+)[^\n]*/i.exec(this.#text.slice(at, at + 200))
    if (!command) return -1
    this.#delimiter = command[1] ?? ';'
    return at + command[0].length
  }

  /** Ends the statement that began at `firstToken`, if it has a token at all. */
  cut(count: number, at: number, end: number): number {
    if (count > this.firstToken) {
      if (this.#depth > 0 && this.#routine) this.unclosedBegin = this.#start
      this.ranges.push({
        first: this.firstToken,
        last: count,
        start: this.#start,
        end: Math.max(end, at),
        extension: this.#extension,
      })
    }
    this.firstToken = count
    this.#head = 0
    this.#headText = ''
    this.#routine = false
    this.#depth = 0
    this.#endToken = -1
    this.#extension = -1
    return end
  }

  /** The last statement ends with its last token, when no terminator follows. */
  finish(count: number, lastEnd: number): void {
    this.cut(count, lastEnd, lastEnd)
  }
}
