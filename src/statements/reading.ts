/**
 * What is read of a statement when somebody asks: its tokens, the SELECT in them. Columns, rows and rules all look at them,
 * so they are read once, and a statement that an edit elsewhere has moved takes them along.
 */
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Statement } from '../syntax/ast.ts'
import { scan } from '../syntax/scan.ts'
import type { Select } from '../syntax/select.ts'
import { SelectReader } from '../syntax/select-reader.ts'
import { TokenCursor } from '../syntax/token-cursor.ts'
import { query } from './table.ts'

interface Reading {
  readonly cursor: TokenCursor
  select?: { readonly value: Select | undefined }
}

const readings = new WeakMap<Statement, Reading>()

/** The tokens of an ordinary statement, or of the SELECT before TO. */
export function tokensOf(statement: Statement, text: string, dialect: Dialect): TokenCursor | undefined {
  const reading = readingOf(statement, text, dialect)
  // Another cursor: that of the SELECT keeps what it gives, to move it.
  return reading && new TokenCursor(text, spanOf(statement)?.start ?? 0, reading.cursor.tokens)
}

/** The SELECT before TO; of ordinary SQL the outermost SELECT, also that of `INSERT INTO … SELECT`. */
export function selectOf(statement: Statement, text: string, dialect: Dialect): Select | undefined {
  const reading = readingOf(statement, text, dialect)
  if (!reading) return undefined
  reading.select ??= { value: new SelectReader(reading.cursor).outermost() }
  return reading.select.value
}

function spanOf(statement: Statement): Span | undefined {
  return statement.kind === 'sql' ? statement.span : query(statement)?.span
}

function readingOf(statement: Statement, text: string, dialect: Dialect): Reading | undefined {
  const span = spanOf(statement)
  if (!span) return undefined
  const known = readings.get(statement)
  if (known) {
    known.cursor.move(text, span.start)
    return known
  }
  const { tokens } = scan(text.slice(span.start, span.end), dialect, () => {})
  const reading = { cursor: new TokenCursor(text, span.start, tokens) }
  readings.set(statement, reading)
  return reading
}

type Find<T> = (statement: Statement, text: string, dialect: Dialect) => T

/** Finds a fact of a statement once. It depends on the statement's own text, and on nothing else; not on where it stands. */
export function remembered<T>(find: Find<T>): Find<T> {
  const known = new WeakMap<Statement, { readonly value: T }>()
  return (statement, text, dialect) => {
    let found = known.get(statement)
    if (!found) {
      found = { value: find(statement, text, dialect) }
      known.set(statement, found)
    }
    return found.value
  }
}
