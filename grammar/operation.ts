/**
 * What a statement does, as far as its grammar tells: facts that follow from the types of tokens alone, so that they are
 * known with the shape of a statement and cost nothing where the shape was seen before. Names are not here: those of objects
 * are the targets of the statement's scope. `src/syntax/operation.ts` has the operations of utility statements.
 */

/** SELECT, VALUES, TABLE: gives rows. */
export interface SelectOperation {
  readonly kind: 'select'
}

/** INSERT, or MySQL's REPLACE. */
export interface InsertOperation {
  readonly kind: 'insert'
  /** What was there before is gone: INSERT OVERWRITE. */
  readonly overwrite: boolean
  /** Into a part of the table, or a file: the other rows of the table are not touched. */
  readonly partial: boolean
}

export interface UpdateOperation {
  readonly kind: 'update'
}

export interface DeleteOperation {
  readonly kind: 'delete'
}

export interface MergeOperation {
  readonly kind: 'merge'
}

export interface TruncateOperation {
  readonly kind: 'truncate'
}

/** LOAD DATA: rows from a file. */
export interface LoadOperation {
  readonly kind: 'load'
}

/** PostgreSQL's COPY, in either direction. */
export interface CopyOperation {
  readonly kind: 'copy'
}

/** Objects that hold tables, or rows of them. */
type TableObject = 'table' | 'view' | 'index' | 'database'

export interface CreateOperation {
  readonly kind: 'create'
  readonly object: TableObject
  readonly orReplace: boolean
  readonly ifNotExists: boolean
  /** It is gone with its session. */
  readonly temporary: boolean
  /** `AS SELECT …`: rows from the start. */
  readonly as: boolean
  /** PARTITION OF, INHERITS: its rows are rows of another table too, and it goes when that one goes. */
  readonly partOfOther: boolean
  /** EXTERNAL, FOREIGN, LOCATION …: its rows are kept elsewhere, where DROP leaves them. */
  readonly external: boolean
}

export interface DropOperation {
  readonly kind: 'drop'
  readonly object: TableObject
  readonly ifExists: boolean
  /** What hangs on it goes too. */
  readonly cascade: boolean
}

export interface AlterOperation {
  readonly kind: 'alter'
  readonly object: TableObject
  readonly ifExists: boolean
  /** ATTACH, DETACH or EXCHANGE: rows of one table become rows of another, and nothing was written. */
  readonly movesRows: boolean
}

/** MySQL's RENAME TABLE; ALTER … RENAME is an ALTER. */
export interface RenameOperation {
  readonly kind: 'rename'
}

/** EXPLAIN of a statement. */
export interface ExplainOperation {
  readonly kind: 'explain'
  /** ANALYZE: the statement is run, to see how long it takes. */
  readonly runs: boolean
}

/** `WITH … DELETE …`, Hive's `FROM … INSERT … INSERT …`: several parts, each of which may write a table. */
export interface CompoundOperation {
  readonly kind: 'compound'
}

export type ShapedOperation =
  | SelectOperation
  | InsertOperation
  | UpdateOperation
  | DeleteOperation
  | MergeOperation
  | TruncateOperation
  | LoadOperation
  | CopyOperation
  | CreateOperation
  | DropOperation
  | AlterOperation
  | RenameOperation
  | ExplainOperation
  | CompoundOperation
