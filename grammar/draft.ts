/** What the SQL rules gather while they read one level of a statement: facts, no tree of tokens. */
import type { IToken } from 'chevrotain'
import type { ShapedOperation } from './operation.ts'
import type { GroupToken } from './tokens.ts'

/** A dotted name as its parts. */
export type NameDraft = readonly IToken[]

/** How the contents of a bracketed part are to be read. */
export type GroupRole = 'expression' | 'from' | 'definition'

export interface TargetDraft {
  readonly action: 'write' | 'create' | 'drop' | 'rename' | 'alter'
  readonly object: 'table' | 'view' | 'index' | 'database' | 'file'
  readonly name: NameDraft
  readonly to?: NameDraft
  readonly temporary?: boolean
  readonly conditional?: boolean
  readonly reads?: boolean
  readonly rewritesSchema?: boolean
}

export interface TableDraft {
  readonly name: NameDraft
  readonly alias?: IToken
  readonly inList?: boolean
  /** `REFERENCES t`: rows of one table need rows of the other. */
  readonly reference?: boolean
}

/** One level: a statement or the inside of one bracketed part, brackets within it still folded. */
export class Draft {
  /** What the statement does: of use only at its outermost level. */
  operation: ShapedOperation | undefined
  recursive = false
  readonly commonTables: { readonly name: IToken; readonly group: GroupToken }[] = []
  tables: TableDraft[] = []
  readonly targets: TargetDraft[] = []
  readonly groups: { readonly token: GroupToken; readonly role: GroupRole }[] = []
  /** Left sides of `UPDATE … SET a.x = …`. */
  readonly assigned: NameDraft[] = []
  /** `DELETE a, b FROM …`: the names before FROM, or after it with USING. */
  readonly deleted: NameDraft[] = []
  /** The statement looks at rows: it has a WHERE, or a column on the right of an assignment. */
  filtered = false
  /** What stands after the last LIMIT, when it is how many rows there are at most. */
  limit: IToken | undefined
  /** The `*` of a SELECT that has no FROM: no dialect knows what it should list. */
  starFromNothing: IToken | undefined
  /** Something that names no table stands where a table should: a parameter, a placeholder. */
  unclear: IToken | undefined
  /** Names were compared to make it: it does not follow from the types of the tokens alone. */
  comparesNames = false
}
