/** Columns of tables and queries, where they can be known. `analysis/columns.ts` finds them. */

export interface KnownColumn {
  readonly name: string
  /** In the database's own words, in lower case: `varchar(20)`. */
  readonly type?: string
  /** No two rows have the same value. */
  readonly unique?: boolean
}

/** Tables that the program does not make, by key: `db.t`, or `t`. */
export type TableCatalog = ReadonlyMap<string, readonly KnownColumn[]>

export interface ProgramColumns {
  /** The columns that a statement's SELECT gives, in their order. */
  ofQuery(statement: number): readonly KnownColumn[] | undefined
  /** The columns of a table as a statement finds it. */
  ofTable(table: string, statement: number): readonly KnownColumn[] | undefined
}
