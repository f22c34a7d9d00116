/**
 * The whole tree, on one page. Statements come in eight kinds; each is plain, readonly data with a
 * literal `kind`, and whatever a message may point at carries its span. An absent clause is an
 * absent property. Made by `src/parser/`, printed by `src/statements/`, never changed afterwards.
 */
import type { Reported } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Identifier, Name } from './name.ts'
import type { Operation } from './operation.ts'

export type { Identifier, Name }

// ── Ordinary SQL, by shape ────────────────────────────────────────────────────────────────────

/** A table that a query mentions; `alias` is the name that it goes by in its query. */
export interface TableMention {
  readonly kind: 'table'
  readonly name: Name
  readonly alias?: string
  /** `x IN t`, which only SQLite reads as a table. */
  readonly inList?: boolean
  /** Named after REFERENCES: rows of the table being defined need rows of this one. */
  readonly reference?: boolean
}

/** `WITH name AS (…)`. */
export interface CommonTable {
  readonly kind: 'common-table'
  readonly name: Identifier
  readonly scope: Scope
}

/** One query or DML body: the tables it names, the CTEs it defines, and the scopes inside it. */
export interface Scope {
  readonly kind: 'scope'
  readonly recursive: boolean
  readonly commonTables: readonly CommonTable[]
  readonly tables: readonly TableMention[]
  /** Tables that a body writes: also inside a CTE, as PostgreSQL allows. */
  readonly targets: readonly Target[]
  readonly scopes: readonly Scope[]
}

/** What a statement does to an object that it names. */
export type TargetAction = 'write' | 'create' | 'drop' | 'rename' | 'alter'

export type ObjectKind = 'table' | 'view' | 'index' | 'database' | 'file'

/** An object that a statement writes, makes, drops or renames. */
export interface Target {
  readonly kind: 'target'
  readonly action: TargetAction
  readonly object: ObjectKind
  readonly name: Name
  /** The new name, for `rename`. */
  readonly to?: Name
  readonly temporary?: boolean
  /** `IF EXISTS` / `IF NOT EXISTS`. */
  readonly conditional?: boolean
  /** RENAME or DROP of a table's column, or of the table itself. */
  readonly rewritesSchema?: boolean
  /** The statement looks at the rows of its target before it changes them (`UPDATE … WHERE`). */
  readonly reads?: boolean
}

/** Ordinary SQL: known by its shape, kept as text. */
export interface SqlStatement {
  readonly kind: 'sql'
  readonly span: Span
  /** First word, in capitals: `SELECT`, `CREATE`, … */
  readonly verb: string
  /** What it does. */
  readonly operation: Operation
  readonly scope: Scope
  /** User variables (`@x`) that it reads or writes. */
  readonly variables: readonly string[]
  /** Names that are called like functions. */
  readonly calls: readonly string[]
  /** Which words it has that readers ask for: bits of `has` in `facts.ts`. */
  readonly words: number
  /** Looks at the catalog as a whole: `SHOW TABLES`, `information_schema`. */
  readonly readsCatalog?: boolean
  /** Why its effects can't be known; then it is ordered against everything. */
  readonly unknown?: string
}

// ── The extended part ─────────────────────────────────────────────────────────────────────────

/** The SELECT before `TO`: its text and its shape. */
export interface Query {
  readonly kind: 'query'
  readonly span: Span
  readonly scope: Scope
  readonly variables: readonly string[]
  readonly calls: readonly string[]
  /** Which words it has that readers ask for: bits of `has` in `facts.ts`. */
  readonly words: number
  /** `LIMIT 0` at its end: it has no rows. */
  readonly empty?: boolean
}

/** `image/Estimator`, split at the last slash. */
export interface EstimatorName {
  readonly kind: 'estimator'
  readonly image?: string
  readonly name: string
  readonly span: Span
}

/** `key = value` after WITH. */
export interface Attribute {
  readonly kind: 'attribute'
  readonly key: Identifier
  readonly value: Expression
  readonly span: Span
}

/** `COLUMN a, DENSE(b) FOR target`. */
export interface ColumnClause {
  readonly kind: 'column-clause'
  readonly columns: readonly Expression[]
  readonly target?: Identifier
  readonly span: Span
}

/** `expression [GROUP BY column]` after CONSTRAINT. */
export interface Constraint {
  readonly kind: 'constraint'
  readonly expression: Expression
  readonly groupBy?: Name
  readonly span: Span
}

export interface NumberLiteral {
  readonly kind: 'number'
  /** As written, so that `3` and `3.0` stay different. */
  readonly text: string
  readonly span: Span
}

export interface StringLiteral {
  readonly kind: 'string'
  readonly value: string
  readonly span: Span
}

/** `[a, b]` */
export interface ListExpression {
  readonly kind: 'list'
  readonly items: readonly Expression[]
  readonly span: Span
}

/** `DENSE(c, 4)`, `SUM(x)` */
export interface CallExpression {
  readonly kind: 'call'
  readonly function: Identifier
  readonly arguments: readonly Expression[]
  readonly span: Span
}

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '='
  | '!='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'AND'
  | 'OR'

export interface BinaryExpression {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
  readonly span: Span
}

export interface UnaryExpression {
  readonly kind: 'unary'
  readonly operator: '-' | '+' | 'NOT'
  readonly operand: Expression
  readonly span: Span
}

/** `*` in COLUMN. */
export interface StarExpression {
  readonly kind: 'star'
  readonly span: Span
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | Name
  | ListExpression
  | CallExpression
  | BinaryExpression
  | UnaryExpression
  | StarExpression

interface Extended {
  readonly span: Span
  /** From `TO` (or `SHOW`) to the end of the last clause. */
  readonly extension: Span
  /** The words `TO TRAIN`, to point at the statement as a whole. */
  readonly head: Span
}

export interface TrainStatement extends Extended {
  readonly kind: 'train'
  readonly query: Query
  readonly estimator: EstimatorName
  readonly attributes: readonly Attribute[]
  readonly columns: readonly ColumnClause[]
  readonly label?: Identifier
  readonly pretrained?: Name
  readonly into: Name
}

export interface PredictStatement extends Extended {
  readonly kind: 'predict'
  readonly query: Query
  /** `db.table.column`, whole; the checks demand at least a table and a column. */
  readonly result: Name
  readonly attributes: readonly Attribute[]
  readonly model: Name
}

export interface EvaluateStatement extends Extended {
  readonly kind: 'evaluate'
  readonly query: Query
  readonly model: Name
  readonly attributes: readonly Attribute[]
  readonly label: Identifier
  readonly into: Name
}

export interface ExplainStatement extends Extended {
  readonly kind: 'explain'
  readonly query: Query
  readonly model: Name
  readonly attributes: readonly Attribute[]
  readonly explainer?: Identifier
  readonly into?: Name
}

export interface OptimizeStatement extends Extended {
  readonly kind: 'optimize'
  readonly query: Query
  readonly direction: 'maximize' | 'minimize'
  readonly objective: Expression
  readonly constraints: readonly Constraint[]
  readonly attributes: readonly Attribute[]
  readonly solver?: Identifier
  readonly into: Name
}

export interface RunStatement extends Extended {
  readonly kind: 'run'
  readonly query: Query
  readonly image: Identifier
  readonly command: readonly StringLiteral[]
  readonly into: readonly Name[]
}

export interface ShowTrainStatement extends Extended {
  readonly kind: 'show-train'
  readonly model: Name
}

/** Text that could not be read; the reasons are among the diagnostics. */
export interface BrokenStatement {
  readonly kind: 'broken'
  readonly span: Span
  readonly reported: Reported
}

/** The kinds by name; `Statement<K>` picks one, and keeps a kind and its facts together in types. */
export interface Statements {
  readonly sql: SqlStatement
  readonly train: TrainStatement
  readonly predict: PredictStatement
  readonly evaluate: EvaluateStatement
  readonly explain: ExplainStatement
  readonly optimize: OptimizeStatement
  readonly run: RunStatement
  readonly 'show-train': ShowTrainStatement
  readonly broken: BrokenStatement
}

export type Kind = keyof Statements
/** Kinds that become steps. */
export type StepKind = Exclude<Kind, 'broken'>
/** Kinds with clauses of SQLFlow's. */
export type ExtendedKind = Exclude<StepKind, 'sql'>

export type Statement<K extends Kind = Kind> = { [P in K]: Statements[P] & { readonly kind: P } }[K]

export type ExtendedStatement = Statement<ExtendedKind>

/** A whole program. Its statements and gaps, taken in order, are the text. */
export interface Program {
  readonly text: string
  readonly statements: readonly Statement[]
  /** White space, comments and lone semicolons before, between and after the statements. */
  readonly gaps: readonly Span[]
}
