/**
 * What a statement of ordinary SQL does, as a value: readers ask `operation`, and never the text again. What a grammar rule
 * reads is described in `grammar/operation.ts`; the utility statements, which are known by their first words, are here.
 */
import type { ShapedOperation } from '../../grammar/operation.ts'
import type { Identifier, Name } from './name.ts'

/** CREATE, ALTER or DROP of a function that a later query may call. */
export interface DefineRoutineOperation {
  readonly kind: 'define-routine'
  readonly name: Name
}

/** The same of a trigger. */
export interface DefineTriggerOperation {
  readonly kind: 'define-trigger'
  /** The table that it watches: writing it later does more than it says. */
  readonly watches: Name
  /** It lives only as long as its session. */
  readonly temporary: boolean
}

/** DESCRIBE of a table. */
export interface DescribeOperation {
  readonly kind: 'describe'
}

export interface UseOperation {
  readonly kind: 'use'
  readonly database: Identifier
}

/** SET, PRAGMA, ADD … of the session: replayed at the head of later steps, word for word. */
export interface SetOperation {
  readonly kind: 'set'
  readonly variables: readonly string[]
  /** What is set, in lower case: the later of two values of one setting is the one that counts. */
  readonly setting: string
  /** PostgreSQL's `SET search_path`: the schema that bare names are in from here on. */
  readonly schema?: Identifier
}

export interface BeginOperation {
  readonly kind: 'begin'
}

/** COMMIT, ROLLBACK and their like. */
export interface EndOperation {
  readonly kind: 'end'
  /** What was done since BEGIN is taken back. */
  readonly undoes: boolean
  /** AND CHAIN: the next transaction begins at once. */
  readonly chains: boolean
  /** END, which may close a block, or the second half of a transaction in two phases. */
  readonly ofOther: boolean
}

/** ROLLBACK TO a savepoint: the transaction stays open. */
export interface RollbackToOperation {
  readonly kind: 'rollback-to'
}

export interface SavepointOperation {
  readonly kind: 'savepoint' | 'release'
  readonly name: string
}

export interface AutocommitOperation {
  readonly kind: 'autocommit'
  readonly on: boolean
}

export interface LockOperation {
  readonly kind: 'lock' | 'unlock'
}

/** Whatever else: CALL, GRANT, SHOW, ANALYZE, CREATE USER, and what is not known at all. */
export interface OtherOperation {
  readonly kind: 'other'
}

/** A statement's part in the state of its session. */
export type SessionEffect =
  | UseOperation
  | SetOperation
  | BeginOperation
  | EndOperation
  | SavepointOperation
  | AutocommitOperation
  | LockOperation

export type Operation =
  | ShapedOperation
  | DefineRoutineOperation
  | DefineTriggerOperation
  | DescribeOperation
  | RollbackToOperation
  | SessionEffect
  | OtherOperation

const sessionKinds: ReadonlySet<Operation['kind']> = new Set<SessionEffect['kind']>([
  'use',
  'set',
  'begin',
  'end',
  'savepoint',
  'release',
  'autocommit',
  'lock',
  'unlock',
])

/** It touches its session and no table. */
export function isSessionEffect(operation: Operation): operation is SessionEffect {
  return sessionKinds.has(operation.kind)
}
