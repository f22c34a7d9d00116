/** What is known at the cursor of models, tables, images and columns: made when it is first asked for. */

import { reserved } from '../../../grammar/tokens.ts'
import { analyseColumns } from '../../analysis/columns.ts'
import type { Analysis } from '../../analyze.ts'
import { dialects } from '../../dialects/table.ts'
import type { KnownColumn, ProgramColumns } from '../../effects/columns.ts'
import type { Lock } from '../../metadata/lock.ts'
import { keywordId, keywordTypes } from '../../syntax/keywords.ts'
import type { Select } from '../../syntax/select.ts'
import { readSelect } from '../../syntax/select-reader.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { SelectColumns } from './columns.ts'
import { estimatorOf, imagesOf, modelOffers, tableOffers } from './names.ts'
import type { Offer } from './offers.ts'
import { mark, type Place } from './place.ts'

export class Known {
  readonly #analysis: Analysis
  readonly #lock: Lock | undefined
  readonly #columns: ProgramColumns | undefined
  readonly #place: Place

  constructor(place: Place, analysis: Analysis, lock: Lock | undefined, columns: ProgramColumns | undefined) {
    this.#place = place
    this.#analysis = analysis
    this.#lock = lock
    this.#columns = columns
  }

  models(): Offer[] {
    return modelOffers(this.#analysis, this.#place.index, this.#lock)
  }

  tables(): Offer[] {
    return tableOffers(this.#analysis, this.#place.index)
  }

  images(): string[] {
    return imagesOf(this.#analysis, this.#lock)
  }

  estimatorOf(model: string): string | undefined {
    return estimatorOf(model, this.#analysis, this.#place.index, this.#lock)
  }

  /** The columns that the SELECT before TO gives. */
  columns(): Offer[] {
    const { statement: range, text, tokens, index, current } = this.#place
    const end = tokens.tokens.start[range.extension] ?? range.start
    const read = readSelect(text, { start: range.start, end }, dialects[this.#analysis.dialect])
    const statement = current ? this.#analysis.program.statements[index] : undefined
    const whole = statement && statement.kind !== 'broken' ? this.#programColumns().ofQuery(index) : undefined
    return (whole ?? (read ? this.#reader().given(read) : [])).map((column) => this.#offer(column, true))
  }

  /** The tables and queries of the SELECT that the cursor is in, and what they have. */
  visible(select: Select, qualifier: string | undefined): Offer[] {
    return this.#reader()
      .visible(select, qualifier)
      .map((column) => this.#offer(column, false, qualifier))
  }

  /** The names that a SELECT gives to its own columns, for ORDER BY. */
  named(select: Select): Offer[] {
    return select.items.flatMap(({ name }) =>
      name === undefined || name.includes(mark) ? [] : this.#offer({ name }, false),
    )
  }

  /** The query that stands between two tokens. */
  select(first: number, end: number): Select | undefined {
    const { text, tokens } = this.#place
    return readSelect(text, tokens.span(first, end), dialects[this.#analysis.dialect])
  }

  /** A string, a name or any other token, without quotes. */
  textOf(tokens: TokenCursor, at: number): string {
    return tokens.string(at) ?? tokens.name(at) ?? tokens.image(at)
  }

  #reader(): SelectColumns {
    return new SelectColumns(this.#analysis, this.#programColumns(), this.#place.index)
  }

  #programColumns(): ProgramColumns {
    const { program, effects, models, dialect } = this.#analysis
    const sources = { program, effects, models, dialect: dialects[dialect], catalog: new Map() }
    return this.#columns ?? analyseColumns(sources)
  }

  #offer({ name, type }: KnownColumn, inClause: boolean, qualifier?: string): Offer {
    const own = this.#quoted(name, inClause)
    const label = qualifier === undefined ? name : `${qualifier}.${name}`
    const insert = qualifier === undefined ? own : `${qualifier}.${own}`
    return {
      label,
      kind: 'column',
      ...(insert === label ? {} : { insert }),
      ...(type === undefined ? {} : { detail: type }),
    }
  }

  /** In quotes where they are needed, or where one was typed. */
  #quoted(name: string, inClause: boolean): string {
    const { quote } = this.#place
    const type = keywordTypes[keywordId(name)]
    const word = inClause ? type !== undefined && reserved.has(type) : type !== undefined
    if (quote === '' && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !word) return name
    const plain = inClause || !dialects[this.#analysis.dialect].doubleQuotedNames ? '`' : '"'
    const open = quote === '' ? plain : quote
    const close = open === '[' ? ']' : open
    return open + name.replaceAll(close, close + close) + close
  }
}
