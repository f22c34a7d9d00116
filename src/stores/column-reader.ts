/** The contract of a data source that tells which columns its tables have. */

export interface TableColumn {
  readonly name: string
  /** In the database's own words, in lower case. */
  readonly type: string
  /** No two rows have the same value. */
  readonly unique?: boolean
}

export interface ColumnReader {
  /**
   * Columns by table; a table that is not there has none. Rejects with a `StoreError`.
   *
   * @param tables as `statements/names.ts` writes them: `t`, `db.t`
   */
  readColumns(
    tables: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, readonly TableColumn[]>>
  /** Gives back connections and files. */
  close(): Promise<void>
}
