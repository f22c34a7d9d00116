/** The kinds, and the accessors that passes use: the one place where a kind meets its facts. */
import type { Attribute, Kind, Query, Statement } from '../syntax/ast.ts'
import { broken } from './broken.ts'
import { evaluate } from './evaluate.ts'
import { explain } from './explain.ts'
import { optimize } from './optimize.ts'
import { predict } from './predict.ts'
import { run } from './run.ts'
import { showTrain } from './show-train.ts'
import { sql } from './sql.ts'
import type { StatementKind, Touches } from './statement.ts'
import { train } from './train.ts'

const kinds: { readonly [K in Kind]: StatementKind<K> } = {
  sql,
  train,
  predict,
  evaluate,
  explain,
  optimize,
  run,
  'show-train': showTrain,
  broken,
}

export function touches<K extends Kind>(statement: Statement<K>): Touches {
  return kinds[statement.kind].touches(statement)
}

export function words<K extends Kind>(statement: Statement<K>): readonly string[] {
  return kinds[statement.kind].words(statement)
}

export function query<K extends Kind>(statement: Statement<K>): Query | undefined {
  return kinds[statement.kind].query(statement)
}

export function attributes<K extends Kind>(statement: Statement<K>): readonly Attribute[] {
  return kinds[statement.kind].attributes(statement)
}

export function spec<K extends Kind>(statement: Statement<K>): Readonly<Record<string, unknown>> {
  return kinds[statement.kind].spec(statement)
}
