/** The kinds, and the accessors that passes use: the one place where a kind meets its facts. */
import { type VerbName, type VerbWord, verbNames, verbs } from '../../grammar/verbs.ts'
import type { EngineName } from '../engines/table.ts'
import type { ProgramName } from '../runtime/programs.ts'
import type { Attribute, ExtendedKind, Kind, Query, Statement, StepKind } from '../syntax/ast.ts'
import { broken } from './broken.ts'
import { evaluate } from './evaluate.ts'
import { explain } from './explain.ts'
import { optimize } from './optimize.ts'
import { predict } from './predict.ts'
import { run } from './run.ts'
import { showTrain } from './show-train.ts'
import { sql } from './sql.ts'
import type {
  AnyVerb,
  AttributesOf,
  ExtendedFacts,
  NamedImage,
  Outline,
  StatementFacts,
  StepFacts,
  Touches,
  Verb,
} from './statement.ts'
import { train } from './train.ts'

/** What may stand behind TO. */
export const verbTable: { readonly [V in VerbName]: Verb<V> } = {
  train,
  predict,
  evaluate,
  explain,
  run,
  optimize,
}

const extended: { readonly [K in ExtendedKind]: ExtendedFacts<K> } = {
  ...verbTable,
  'show-train': showTrain,
}

const steps: { readonly [K in StepKind]: StepFacts<K> } = { ...extended, sql }

const kinds: { readonly [K in Kind]: StatementFacts<K> } = { ...steps, broken }

export const stepKinds: readonly StepKind[] = Object.keys(steps) as StepKind[]

const namesByWord: ReadonlyMap<string, VerbName> = new Map(
  verbNames.flatMap((name) => verbs[name].words.map((word: VerbWord) => [word, name] as const)),
)

/** The verb that a word in capitals stands for. */
export function verbNamed(word: string): AnyVerb | undefined {
  const name = namesByWord.get(word)
  return name && verbTable[name]
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

export function namedImage<K extends Kind>(statement: Statement<K>): NamedImage | undefined {
  return kinds[statement.kind].image?.(statement)
}

export function isOpaque(kind: Kind): boolean {
  return kinds[kind].opaque ?? false
}

export function outline<K extends Kind>(statement: Statement<K>, text: string): Outline {
  return kinds[statement.kind].outline(statement, text)
}

export function spec<K extends StepKind>(statement: Statement<K>): Readonly<Record<string, unknown>> {
  return steps[statement.kind].spec(statement)
}

/** Whose attributes a kind takes; nothing where it takes none. */
export function attributesOf(kind: Kind): AttributesOf | undefined {
  return kind === 'sql' || kind === 'broken' ? undefined : extended[kind].attributesOf
}

/** @param engine of the model that is trained or used, where there is one */
export function programOf(kind: StepKind, engine: EngineName | undefined): ProgramName {
  const { program } = steps[kind]
  if (typeof program === 'string') return program
  if (engine === undefined) throw new Error(`bug: a step of kind ${kind} is planned without an engine`)
  return program(engine)
}

export function printExtended<K extends ExtendedKind>(statement: Statement<K>): string {
  return extended[statement.kind].print(statement)
}
