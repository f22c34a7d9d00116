/** What differs between dialects: quoting, comments, identifier case and a few habits. */

export interface Dialect {
  /** How values are written. */
  readonly literals: LiteralStyle
  /** `"x"` is a name, not a string. */
  readonly doubleQuotedNames: boolean
  /** `[x]` is a name. */
  readonly bracketedNames: boolean
  /** `\'` does not end a string. */
  readonly backslashEscapes: boolean
  /** `# …` is a comment. */
  readonly hashComments: boolean
  /** `--` starts a comment only before white space (MySQL), or at the start of a line. */
  readonly dashNeedsSpace: boolean
  readonly nestedComments: boolean
  /** `$tag$ … $tag$` is a string. */
  readonly dollarStrings: boolean
  /** `a[1:n]` is a part of an array. */
  readonly arraySlices: boolean
  /** `@x` is a variable of the session. */
  readonly userVariables: boolean
  /** `2020_sales` is a name. */
  readonly digitsStartNames: boolean
  /** The line `DELIMITER //` changes what ends a statement. */
  readonly delimiterCommand: boolean
  /** How two spellings of one name are told apart. */
  readonly nameCase: 'kept' | 'lowered' | 'lowered unless quoted'
  /** The schema that a bare name lives in: `main.t` is `t`. */
  readonly defaultSchema?: string
  /** `db.t` names a table of another database; in PostgreSQL and SQLite the first part is a schema. */
  readonly databaseQualifies: boolean
  /** Schemas of temporary tables. */
  readonly temporarySchemas: readonly string[]
  /** CTEs of one WITH see each other in any order, RECURSIVE or not. */
  readonly mutualCommonTables: boolean
  /** `x IN t` reads the table t. */
  readonly inTable: boolean
  /** Renaming a table or column checks all views and triggers, and rewrites those that name it. */
  readonly renameRewrites: boolean
  /** SAVEPOINT outside a transaction opens one. */
  readonly savepointBegins: boolean
  /** Two tables may each have an index of one name. */
  readonly indexesPerTable: boolean
  /** CREATE VIEW needs the tables that it names to be there. */
  readonly viewsChecked: boolean
  /** REFERENCES is enforced, so that writing one table looks at another, or changes it. */
  readonly foreignKeys: boolean
  /** `SELECT` may list nothing. */
  readonly emptySelect: boolean
  /** DROP TABLE of a table that is not there does nothing. */
  readonly dropsNothing: boolean
  /** CREATE, DROP and their like commit an open transaction. */
  readonly definitionsCommit: boolean
  /** A function in a select list may give several columns. */
  readonly wideFunctions: boolean
  /** A column beside an aggregate without GROUP BY has the value of any row. */
  readonly ungroupedColumns: boolean
  /** A column without a name of its own is called by the text of its expression. */
  readonly expressionNames: boolean
}

/** How values are written, so that the database reads exactly them. */
export interface LiteralStyle {
  text(value: string): string
  bool(value: boolean): string
  /** @param hex two digits a byte */
  bytes(hex: string): string
}
