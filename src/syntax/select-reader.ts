/** Tokens to `Select`. One SELECT at a time: queries in brackets wait until they are asked for. */
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { scan } from './scan.ts'
import type { CommonQuery, Select, SelectItem, SelectSource } from './select.ts'
import { type Range, TokenCursor } from './token-cursor.ts'
import { kind } from './tokens.ts'

/** Words that end a part of a SELECT, at the level of the SELECT. */
const partWords = new Set(
  'FROM WHERE GROUP HAVING WINDOW QUALIFY ORDER CLUSTER DISTRIBUTE SORT LIMIT OFFSET FETCH FOR INTO UNION INTERSECT EXCEPT MINUS PROCEDURE LOCK'.split(
    ' ',
  ),
)
const compoundWords = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'MINUS'])
/** Words between two tables that are no alias. */
const joinWords = new Set(
  'JOIN INNER LEFT RIGHT FULL OUTER CROSS NATURAL STRAIGHT_JOIN ON USING SEMI ANTI ASOF LATERAL TABLESAMPLE USE FORCE IGNORE PARTITION INDEXED NOT'.split(
    ' ',
  ),
)

export class SelectReader {
  readonly #at: TokenCursor

  constructor(cursor: TokenCursor) {
    this.#at = cursor
  }

  outermost(): Select | undefined {
    const { count } = this.#at.tokens
    for (let at = 0; at < count; at = this.#at.after(at)) {
      const word = this.#at.word(at)
      // Of two words the later is part of the first's query.
      if (word === 'SELECT' || (word === 'WITH' && this.#opensQuery(at))) return this.#query(at, count)
      if (this.#at.opens(at) && this.#opensQuery(at)) return this.#query(at + 1, this.#at.mate(at))
    }
    return undefined
  }

  /** WITH may also be a clause of CREATE TABLE, and a bracket a list of columns. */
  #opensQuery(at: number): boolean {
    const next = this.#at.word(at + 1)
    if (this.#at.opens(at)) return next === 'SELECT' || next === 'WITH' || this.#at.opens(at + 1)
    return (
      next === 'RECURSIVE' || this.#at.word(this.#at.after(at + 2)) === 'AS' || this.#at.word(at + 2) === 'AS'
    )
  }

  #query(from: number, end: number): Select | undefined {
    let at = from
    let last = end
    while (this.#at.opens(at) && this.#at.after(at) <= last) {
      const close = this.#at.mate(at)
      // `(SELECT …) UNION (SELECT …)`: the first names the columns.
      if (close + 1 < last && !compoundWords.has(this.#at.word(close + 1))) return undefined
      const inner = this.#query(at + 1, close)
      return inner && close + 1 < last ? { ...inner, compound: true } : inner
    }
    const commonQueries: CommonQuery[] = []
    if (this.#at.word(at) === 'WITH') {
      const after = this.#commonQueries(at + 1, last, commonQueries)
      if (after === undefined) return undefined
      at = after
    }
    if (this.#at.word(at) !== 'SELECT') return undefined
    const parts = this.#parts(at + 1, last)
    const [compound] = parts.filter(({ word }) => compoundWords.has(word))
    if (compound) last = compound.first - 1
    const own = compound ? parts.slice(0, parts.indexOf(compound)) : parts
    const [listed, ...others] = own
    if (!listed) return undefined
    const distinct = this.#at.word(listed.first) === 'DISTINCT'
    const skip =
      distinct || /^(ALL|DISTINCTROW|STRAIGHT_JOIN|SQL_\w+|HIGH_PRIORITY)$/.test(this.#at.word(listed.first))
    const items = this.#at.split(listed.first + (skip ? 1 : 0), listed.last).map((range) => this.#item(range))
    if (items.length === 0) return undefined
    const part = (word: string): Part | undefined => others.find((one) => one.word === word)
    const span = (one: Part | undefined, words: number): Span | undefined =>
      one && one.first + words <= one.last ? this.#at.span(one.first + words, one.last) : undefined
    const froms = part('FROM')
    const sources = froms ? this.#sources(froms.first, froms.last) : []
    const order = part('ORDER')
    // What stands behind the last SELECT of a UNION orders and limits all of it.
    const tail = compound ? this.#parts(compound.first, end) : []
    const ordered = order ?? tail.findLast(({ word }) => word === 'ORDER')
    const limited =
      part('LIMIT') ?? part('FETCH') ?? tail.findLast(({ word }) => word === 'LIMIT' || word === 'FETCH')
    const [where, groupBy, having, limit] = [
      span(part('WHERE'), 0),
      span(part('GROUP'), 1),
      span(part('HAVING'), 0),
      span(limited, 0),
    ]
    return {
      span: this.#at.span(from, end),
      distinct,
      items,
      ...(sources ? { sources } : {}),
      commonQueries,
      merges: froms !== undefined && this.#merges(froms),
      ...(where ? { where } : {}),
      ...(groupBy ? { groupBy } : {}),
      ...(having ? { having } : {}),
      ...(ordered
        ? { orderBy: this.#at.split(ordered.first + 1, ordered.last).map(([a, b]) => this.#at.span(a, b)) }
        : {}),
      ...(limit ? { limit } : {}),
      compound: compound !== undefined,
    }
  }

  /** `name [(columns)] AS [[NOT] MATERIALIZED] (query), …`; gives the place behind them. */
  #commonQueries(from: number, end: number, into: CommonQuery[]): number | undefined {
    let at = this.#at.word(from) === 'RECURSIVE' ? from + 1 : from
    for (;;) {
      const name = this.#at.name(at)
      if (name === undefined) return undefined
      at++
      let columns: string[] | undefined
      if (this.#at.opens(at)) {
        columns = this.#at.split(at + 1, this.#at.mate(at)).map(([first]) => this.#at.name(first) ?? '')
        at = this.#at.after(at)
      }
      if (this.#at.word(at) !== 'AS') return undefined
      at++
      while (/^(NOT|MATERIALIZED)$/.test(this.#at.word(at))) at++
      if (!this.#at.opens(at)) return undefined
      const [open, close] = [at + 1, this.#at.mate(at)]
      into.push({ name, ...(columns ? { columns } : {}), query: once(() => this.#query(open, close)) })
      at = this.#at.after(at)
      if (at >= end || this.#at.image(at) !== ',') return at
      at++
    }
  }

  /** The list, then each part with the word that begins it; `first` is behind that word. */
  #parts(from: number, end: number): Part[] {
    const parts: { word: string; first: number; last: number }[] = [
      { word: 'SELECT', first: from, last: end },
    ]
    for (let at = from; at < end; at = this.#at.after(at)) {
      const word = this.#at.word(at)
      if (!partWords.has(word) || this.#at.image(at - 1) === '.') continue
      // IS DISTINCT FROM, ORDER as a name, FOR inside a FROM …: only what can begin a part.
      if (word === 'FROM' && this.#at.word(at - 1) === 'DISTINCT' && at - 1 > from) continue
      if (
        (word === 'GROUP' || word === 'ORDER' || word === 'CLUSTER' || word === 'SORT') &&
        this.#at.word(at + 1) !== 'BY'
      )
        continue
      const before = parts.at(-1)
      if (before) before.last = at
      parts.push({ word, first: at + 1, last: end })
    }
    return parts
  }

  #item([first, last]: Range): SelectItem {
    const span = this.#at.span(first, last)
    const image = this.#at.image(last - 1)
    if (image === '*' && (last - first === 1 || this.#at.image(last - 2) === '.')) {
      const qualifier = last - first >= 3 ? this.#at.name(last - 3) : undefined
      return { span, star: qualifier === undefined ? {} : { qualifier } }
    }
    const column = this.#at.dotted(first, last)
    if (column) return { span, column, name: column.parts.at(-1) ?? '' }
    const name = this.#at.name(last - 1)
    const before = this.#at.word(last - 2)
    if (last - first >= 3 && before === 'AS') {
      const aliased = this.#at.dotted(first, last - 2)
      const text = name ?? this.#at.string(last - 1)
      return { span, ...(text === undefined ? {} : { name: text }), ...(aliased ? { column: aliased } : {}) }
    }
    // `a + b c`: an alias without AS stands behind what ends an expression.
    if (
      last - first >= 2 &&
      name !== undefined &&
      this.#endsExpression(last - 2) &&
      !aliasExceptions.has(this.#at.word(last - 1))
    ) {
      const aliased = this.#at.dotted(first, last - 1)
      return { span, name, ...(aliased ? { column: aliased } : {}) }
    }
    return { span }
  }

  #sources(from: number, end: number): SelectSource[] | undefined {
    const sources: SelectSource[] = []
    let at = from
    while (at < end) {
      const source = this.#source(at, end)
      if (!source) return undefined
      sources.push(source.found)
      at = source.after
      // Up to the next table: its join's words, condition and all.
      while (at < end && this.#at.image(at) !== ',' && !/^(JOIN|STRAIGHT_JOIN)$/.test(this.#at.word(at))) {
        if (this.#at.word(at) === 'LATERAL' && this.#at.word(at + 1) === 'VIEW') return undefined
        at = this.#at.after(at)
      }
      if (at < end) at++
    }
    return sources
  }

  #merges({ first, last }: Part): boolean {
    for (let at = first; at < last; at = this.#at.after(at)) {
      if (/^(NATURAL|USING)$/.test(this.#at.word(at))) return true
    }
    return false
  }

  #source(from: number, end: number): { found: SelectSource; after: number } | undefined {
    let at = from
    if (/^(LATERAL|ONLY)$/.test(this.#at.word(at))) at++
    let found: Omit<SelectSource, 'span' | 'alias'>
    let implied: string | undefined
    if (this.#at.opens(at)) {
      const [open, close] = [at + 1, this.#at.mate(at)]
      if (!this.#opensQuery(at)) return undefined
      found = { query: once(() => this.#query(open, close)) }
      at = this.#at.after(at)
    } else {
      let last = at
      while (last < end && this.#at.name(last) !== undefined && this.#at.image(last + 1) === '.') last += 2
      const table = this.#at.dotted(at, last + 1)
      // A function that gives rows.
      if (!table || this.#at.opens(last + 1)) return undefined
      found = { table }
      implied = table.parts.at(-1)
      at = last + 1
    }
    if (this.#at.word(at) === 'AS') at++
    const word = this.#at.word(at)
    const alias = at < end && !joinWords.has(word) && !partWords.has(word) ? this.#at.name(at) : undefined
    if (alias !== undefined) at++
    // `AS t (a, b)` renames the columns.
    if (alias !== undefined && this.#at.opens(at)) return undefined
    const name = alias ?? implied
    return {
      found: { span: this.#at.span(from, at), ...(name === undefined ? {} : { alias: name }), ...found },
      after: at,
    }
  }

  #endsExpression(at: number): boolean {
    const type = this.#at.tokens.kind[at]
    if (type === kind.word) return !openWords.has(this.#at.word(at))
    return type !== kind.operator && type !== kind.open
  }
}

interface Part {
  readonly word: string
  readonly first: number
  readonly last: number
}

/** Words behind which an expression goes on. */
const openWords = new Set(
  'AND OR NOT IN IS LIKE RLIKE REGEXP BETWEEN CASE WHEN THEN ELSE DIV MOD XOR AS COLLATE DISTINCT ALL INTERVAL BINARY ESCAPE ILIKE'.split(
    ' ',
  ),
)
/** Words that end an expression and are no alias. */
const aliasExceptions = new Set(
  'END NULL TRUE FALSE UNKNOWN DAY MONTH YEAR HOUR MINUTE SECOND WEEK QUARTER'.split(' '),
)

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The outermost query of a text, or the first SELECT in it where it begins with other words (`INSERT INTO t SELECT …`). */
export function readSelect(text: string, span: Span, dialect: Dialect): Select | undefined {
  const { tokens } = scan(text.slice(span.start, span.end), dialect, () => {})
  return new SelectReader(new TokenCursor(text, span.start, tokens)).outermost()
}
