/** The columns that CREATE TABLE names, and what ALTER TABLE does to them, read from the text when somebody asks. */
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { scan } from './scan.ts'
import { type Range, TokenCursor } from './token-cursor.ts'

export interface ColumnDefinition {
  readonly name: string
  /** In lower case: `varchar(20)`, `int unsigned`; empty where none is named, as SQLite allows. */
  readonly type: string
  /** No two rows have the same value: PRIMARY KEY or UNIQUE of this column alone. */
  readonly unique: boolean
}

export type ColumnChange =
  | { readonly kind: 'add'; readonly column: ColumnDefinition }
  | { readonly kind: 'drop'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }

/** Words that begin something else than a column. */
const constraints =
  /^(PRIMARY|KEY|UNIQUE|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|PERIOD|LIKE)$/
/** Words behind the type of a column. */
const afterType =
  /^(NOT|NULL|DEFAULT|PRIMARY|KEY|UNIQUE|COMMENT|COLLATE|CHECK|REFERENCES|GENERATED|AS|AUTO_INCREMENT|AUTOINCREMENT|CONSTRAINT|ON|CHARACTER|CHARSET|INVISIBLE|VISIBLE|STORED|VIRTUAL|ENCODE|FIRST|AFTER)$/

/** The columns in brackets, those of PARTITIONED BY last; nothing where there is no such list. */
export function readTableDefinition(
  text: string,
  span: Span,
  dialect: Dialect,
): readonly ColumnDefinition[] | undefined {
  const { cursor, count } = cursorOf(text, span, dialect)
  const columns: ColumnDefinition[] = []
  let isListed = false
  for (let at = 0; at < count; at = cursor.after(at)) {
    if (/^(SELECT|WITH|AS)$/.test(cursor.word(at))) break
    // It has the columns of another table as well.
    if (cursor.word(at) === 'INHERITS' || (cursor.word(at) === 'PARTITION' && cursor.word(at + 1) === 'OF'))
      return undefined
    if (!cursor.opens(at)) continue
    const isFirst = columns.length === 0 && !isListed
    const isPartition = cursor.word(at - 1) === 'BY' && cursor.word(at - 2) === 'PARTITIONED'
    if (!isFirst && !isPartition) continue
    const first = cursor.word(at + 1)
    if (isFirst && (first === 'SELECT' || first === 'WITH' || first === 'LIKE')) return undefined
    isListed = true
    const ranges = cursor.split(at + 1, cursor.mate(at))
    if (ranges.some(([start]) => cursor.word(start) === 'LIKE')) return undefined
    const keys = new Set(ranges.flatMap((range) => keyOf(cursor, range)))
    for (const range of ranges) {
      const column = columnOf(cursor, range)
      if (column) columns.push({ ...column, unique: column.unique || keys.has(column.name.toLowerCase()) })
    }
  }
  return columns.length === 0 ? undefined : columns
}

/** What ALTER TABLE does to columns, one after the other; nothing where it is not plain. */
export function readTableChange(
  text: string,
  span: Span,
  dialect: Dialect,
): readonly ColumnChange[] | undefined {
  const { cursor, count } = cursorOf(text, span, dialect)
  const start = Array.from({ length: Math.min(count, 12) }, (_, at) => at).find((at) =>
    /^(ADD|DROP|RENAME)$/.test(cursor.word(at)),
  )
  if (start === undefined) return undefined
  const changes = cursor.split(start, count).map((range) => changeOf(cursor, range))
  return changes.some((change) => change === undefined)
    ? undefined
    : changes.flatMap((change) => change ?? [])
}

function changeOf(cursor: TokenCursor, [first, last]: Range): ColumnChange | undefined {
  const verb = cursor.word(first)
  const hasWord = cursor.word(first + 1) === 'COLUMN'
  const at = first + (hasWord ? 2 : 1)
  if (
    constraints.test(cursor.word(at)) ||
    /^(IF|TO|COLUMNS|PARTITION)$/.test(cursor.word(at)) ||
    cursor.opens(at)
  )
    return undefined
  const name = cursor.name(at)
  if (name === undefined) return undefined
  if (verb === 'ADD') {
    const column = columnOf(cursor, [at, last])
    return column && { kind: 'add', column }
  }
  if (verb === 'DROP') return { kind: 'drop', name }
  const to = cursor.word(at + 1) === 'TO' ? cursor.name(at + 2) : undefined
  // `RENAME a TO b` without COLUMN may rename the table's column only where the word is left out.
  return verb === 'RENAME' && hasWord && to !== undefined ? { kind: 'rename', name, to } : undefined
}

function columnOf(cursor: TokenCursor, [first, last]: Range): ColumnDefinition | undefined {
  const name = cursor.name(first)
  if (name === undefined || isConstraint(cursor, first)) return undefined
  let end = first + 1
  while (end < last && !afterType.test(cursor.word(end))) end = cursor.after(end)
  const type = Array.from({ length: end - first - 1 }, (_, at) => cursor.image(first + 1 + at))
  let unique = false
  for (let at = end; at < last; at = cursor.after(at)) unique ||= /^(PRIMARY|UNIQUE)$/.test(cursor.word(at))
  return { name, type: spaced(type).toLowerCase(), unique }
}

/** `KEY name (c)`; but `key varchar(20)` is a column, outside of MySQL. */
function isConstraint(cursor: TokenCursor, first: number): boolean {
  const word = cursor.word(first)
  if (!constraints.test(word)) return false
  const behind = first + 2
  if (!/^(KEY|INDEX)$/.test(word) || cursor.opens(first + 1) || cursor.word(behind) === 'USING') return true
  return cursor.opens(behind) && cursor.name(behind + 1) !== undefined
}

/** The column of `PRIMARY KEY (c)` or `UNIQUE (c)`, when it is a single one. */
function keyOf(cursor: TokenCursor, [first, last]: Range): string[] {
  let at = first
  if (cursor.word(at) === 'CONSTRAINT') at += 2
  if (!/^(PRIMARY|UNIQUE)$/.test(cursor.word(at))) return []
  while (at < last && !cursor.opens(at)) at++
  const columns = at < last ? cursor.split(at + 1, cursor.mate(at)) : []
  const name = columns.length === 1 && columns[0] ? cursor.name(columns[0][0]) : undefined
  return name === undefined ? [] : [name.toLowerCase()]
}

/** `decimal ( 10 , 2 )` as people write it. */
function spaced(images: readonly string[]): string {
  return images.join(' ').replace(/ ?([(),<>:]) ?/g, '$1')
}

function cursorOf(text: string, span: Span, dialect: Dialect): { cursor: TokenCursor; count: number } {
  const { tokens } = scan(text.slice(span.start, span.end), dialect, () => {})
  return { cursor: new TokenCursor(text, span.start, tokens), count: tokens.count }
}
