/**
 * The contract of a statement kind: all that is particular to it, for passes that know no kinds. A new verb is a file here,
 * a line in `table.ts`, a line in `grammar/verbs.ts`, and its node in `src/syntax/ast.ts`.
 */
import type { SubjectKind, VerbName, verbs } from '../../grammar/verbs.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Schema, UseVerb } from '../engines/engine.ts'
import type { EngineName } from '../engines/table.ts'
import type { ProgramName } from '../runtime/programs.ts'
import type {
  Attribute,
  Expression,
  ExtendedKind,
  Identifier,
  Kind,
  Name,
  Query,
  Scope,
  Statement,
  StepKind,
} from '../syntax/ast.ts'
import type { Clauses, ClauseUse, ClauseUses } from '../syntax/clauses.ts'

/** What a statement names, before names are resolved. */
export interface Touches {
  /** Queries and bodies whose tables are read, and for ordinary SQL also written. */
  readonly scopes: readonly Scope[]
  /** Tables that the step makes anew for its result. */
  readonly results: readonly Name[]
  readonly usesModel?: Name
  readonly makesModel?: Name
}

export interface NamedImage {
  readonly value: string
  readonly span: Span
}

/** A statement in the list of a program's statements. */
export interface Outline {
  readonly name: string
  readonly detail?: string
  /** What it brings: a model, a table, the result of a step; or nothing that is named again. */
  readonly brings: 'model' | 'table' | 'result' | 'nothing' | 'unknown'
}

/** Facts of every statement, also of one that could not be read. */
export interface StatementFacts<K extends Kind> {
  readonly touches: (statement: Statement<K>) => Touches
  /** Words for the step's name: `train`, `my_model`. */
  readonly words: (statement: Statement<K>) => readonly string[]
  /** The SELECT before TO. */
  readonly query: (statement: Statement<K>) => Query | undefined
  readonly attributes: (statement: Statement<K>) => readonly Attribute[]
  /** The image that it names to run in. */
  readonly image?: (statement: Statement<K>) => NamedImage | undefined
  /** It runs a program of the user's, which may read and write more than the statement names. */
  readonly opaque?: true
  /** @param text of the program */
  readonly outline: (statement: Statement<K>, text: string) => Outline
}

export interface StepFacts<K extends StepKind> extends StatementFacts<K> {
  /** The program that its step runs: always the same, or that of the model's engine. */
  readonly program: ProgramName | ((engine: EngineName) => ProgramName)
  /** What the step's program needs besides the SELECT, the attributes and the model's metadata: JSON. */
  readonly spec: (statement: Statement<K>) => Readonly<Record<string, unknown>>
}

/** What an editor writes when the statement is begun. */
export interface Usage {
  /** What is to be filled in stands between `<` and `>`. */
  readonly form: string
  readonly documentation: string
}

/** Whose attributes stand after WITH. */
export type AttributesOf =
  | { readonly of: 'estimator' }
  | { readonly of: 'model'; readonly verb: UseVerb }
  | { readonly of: 'verb'; readonly schema: Schema }

export interface ExtendedFacts<K extends ExtendedKind> extends StepFacts<K> {
  /** Absent where the statement takes none. */
  readonly attributesOf?: AttributesOf
  /** From TO on, or SHOW. */
  readonly print: (statement: Statement<K>) => string
}

export interface VerbClauseUse extends ClauseUse {
  /** What may be named in it, for completion. */
  readonly names?: 'model' | 'table' | readonly string[]
}

interface Subjects {
  readonly word: Identifier
  readonly name: Name
  readonly expression: Expression
}

export type Subject<S extends SubjectKind> = Subjects[S]
export type SubjectOf<V extends VerbName> = Subject<(typeof verbs)[V]['subject']>
export type WordOf<V extends VerbName> = (typeof verbs)[V]['words'][number]

/** What all verbs have in common. */
export interface Base {
  readonly span: Span
  readonly extension: Span
  readonly head: Span
  readonly query: Query
}

export interface Verb<V extends VerbName & ExtendedKind> extends ExtendedFacts<V> {
  /** In the order of the manual. */
  readonly clauses: ClauseUses<VerbClauseUse>
  /** What stands behind its word, for completion. */
  readonly subject: 'estimator' | 'image' | 'table' | 'model' | 'amount'
  readonly usage: Readonly<Record<WordOf<V>, Usage>>
  /** The statement, or nothing where too little of it could be read. Clauses that it needs are there. */
  readonly build: (
    base: Base,
    subject: SubjectOf<V>,
    clauses: Clauses,
    word: WordOf<V>,
  ) => Statement<V> | undefined
}

export type AnyVerb = { readonly [V in VerbName]: Verb<V> }[VerbName]
