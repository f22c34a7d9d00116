/**
 * Columns, where they can be known: from CREATE TABLE and select lists of the program itself, from what earlier
 * steps write, and from a catalog of tables. Follows the program from top to bottom. What is not certain is
 * not known: nobody guesses.
 */
import type { Dialect } from '../dialects/dialect.ts'
import type { Program } from '../syntax/ast.ts'
import type { Effects } from './effects.ts'

export interface KnownColumn {
  readonly name: string
  /** In the database's own words, in lower case: `varchar(20)`. */
  readonly type?: string
}

/** Tables that the program does not make, by key: `db.t`, or `t`. */
export type TableCatalog = ReadonlyMap<string, readonly KnownColumn[]>

export interface ProgramColumns {
  /** The columns that a statement's SELECT gives, in their order. */
  ofQuery(statement: number): readonly KnownColumn[] | undefined
  /** The columns of a table as a statement finds it. */
  ofTable(table: string, statement: number): readonly KnownColumn[] | undefined
}

export function analyseColumns(
  _program: Program,
  _effects: readonly Effects[],
  _dialect: Dialect,
  _catalog: TableCatalog,
): ProgramColumns {
  return { ofQuery: () => undefined, ofTable: () => undefined }
}
