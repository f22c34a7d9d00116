/** Graph, groups, sessions and models to a `Plan`: one step for each group, in a dependable order. */
import type { Images } from '../config/settings.ts'
import type { Source } from '../diagnostics/source.ts'
import type { DialectName } from '../dialects/table.ts'
import type { Effects } from '../effects/effects.ts'
import type { Models } from '../effects/models.ts'
import type { Json } from '../metadata/json.ts'
import type { Metadata } from '../metadata/metadata.ts'
import type { ProgramName } from '../runtime/programs.ts'
import { attributes, isOpaque, namedImage, programOf, query, spec, words } from '../statements/table.ts'
import { withoutSemicolon } from '../statements/text.ts'
import type { Program } from '../syntax/ast.ts'
import { version } from '../version.ts'
import { attributesJson } from './attributes-json.ts'
import { contract, type Grouped } from './contract.ts'
import { stepName } from './names.ts'
import type { Fused, Plan, Step, StepModel } from './plan.ts'

export interface LowerInput extends Grouped {
  readonly source: Source
  readonly effects: readonly Effects[]
  readonly models: Models
  readonly dialect: DialectName
  readonly images: Images
  readonly fused?: Fused
}

export function lower(input: LowerInput): Plan {
  const { members, edges } = contract(input)
  const ids = members.map((statements) => nameOf(input, statements))
  const dependsOn: string[][] = members.map(() => [])
  for (const { from, to } of edges) dependsOn[to]?.push(ids[from] ?? '')
  const steps = members.map((statements, index) =>
    makeStep(input, statements, ids[index] ?? '', dependsOn[index] ?? []),
  )
  const trained = input.effects.flatMap((effect) => (effect.makes === undefined ? [] : [effect.makes]))
  return { version: 1, steps, trained: [...new Set(trained)], ...(input.fused ? { fused: input.fused } : {}) }
}

function nameOf({ program }: LowerInput, statements: readonly number[]): string {
  const first = statements[0] ?? 0
  const statement = program.statements[first]
  return stepName(first, statement ? words(statement) : [])
}

function makeStep(
  input: LowerInput,
  statements: readonly number[],
  id: string,
  dependsOn: readonly string[],
): Step {
  const { program, source, sessions } = input
  const first = statements[0] ?? 0
  const statement = program.statements[first]
  if (!statement || statement.kind === 'broken') throw new Error(`bug: step ${id} has no statement`)
  const use = input.models.uses[first]
  const metadata = input.models.made[first] ?? use?.metadata
  const engine = metadata?.engine
  const runs = programOf(statement.kind, engine)
  const lines = statements.map((index) => lineOf(input, index))
  const settings = sessions.settings[first] ?? []
  return {
    id,
    kind: statement.kind,
    statements,
    settings,
    ...(engine ? { engine } : {}),
    image:
      namedImage(statement)?.value ??
      metadata?.image ??
      (engine && input.images[engine]) ??
      input.images.default,
    dependsOn,
    ...(use ? { model: modelOf(use, program, source) } : {}),
    ...(metadata ? { metadata } : {}),
    headline: lines[0]?.headline ?? '',
    line: lines[0]?.line ?? 0,
    lines,
    repeatable: isRepeatable(input, statements),
    program: runs,
    spec: specOf(input, id, statements, settings, runs, metadata),
  }
}

function modelOf(use: NonNullable<Models['uses'][number]>, program: Program, source: Source): StepModel {
  const producer = use.producer === undefined ? undefined : program.statements[use.producer]
  const place = producer ? source.locate(producer.span) : undefined
  return {
    name: use.model,
    from: use.from,
    ...(use.producer !== undefined && place
      ? { producer: { statement: use.producer, line: place.line, column: place.column } }
      : {}),
    ...(use.store === undefined ? {} : { store: use.store }),
  }
}

/** Queries, and statements whose results replace what was there, may run twice; other writes may not. */
function isRepeatable({ program, effects }: LowerInput, statements: readonly number[]): boolean {
  return statements.every((index) => {
    const effect = effects[index]
    const kind = program.statements[index]?.kind
    if (!effect || effect.unknown !== undefined || kind === undefined || isOpaque(kind)) return false
    return kind !== 'sql' || effect.writes.length === 0
  })
}

function specOf(
  input: LowerInput,
  id: string,
  statements: readonly number[],
  settings: readonly number[],
  runs: ProgramName,
  metadata: Metadata | undefined,
): Json {
  const { program, effects, dialect } = input
  const first = statements[0] ?? 0
  const statement = program.statements[first]
  if (!statement || statement.kind === 'broken') return null
  const text = (index: number): string => {
    const span = program.statements[index]?.span
    return span ? withoutSemicolon(program.text.slice(span.start, span.end)) : ''
  }
  const database = effects[first]?.database
  const select = query(statement)
  const use = input.models.uses[first]
  return {
    version: 1,
    step: id,
    program: runs,
    line: input.source.locate(statement.span).line,
    compiler: `sqlflowc ${version}`,
    dialect,
    ...(database === undefined ? {} : { database }),
    ...(settings.length > 0 ? { settings: settings.map(text) } : {}),
    ...(statement.kind === 'sql'
      ? {
          statements: scriptOf(input, statements, settings).map((index, at, script) => ({
            sql: text(index),
            ...databaseOf(effects[index], at === 0 ? database : effects[script[at - 1] ?? -1]?.database),
            ...(statements.length > 1 ? { line: lineOf(input, index).line } : {}),
          })),
        }
      : { sql: text(first) }),
    ...(select ? { select: program.text.slice(select.span.start, select.span.end) } : {}),
    ...(statement.kind === 'sql' ? {} : attributesJson(attributes(statement))),
    ...(spec(statement) as { readonly [key: string]: Json }),
    ...(use ? { model: use.model } : {}),
    // The name that uses will call it by: with its database, and in the case that the dialect compares.
    ...(effects[first]?.makes === undefined ? {} : { into: effects[first].makes }),
    ...(metadata ? { metadata } : {}),
    ...(input.models.made[first] && use ? { preTrained: use.metadata } : {}),
  }
}

/** The statements of a step with the settings that come between them, in the order of the program. */
function scriptOf(
  { sessions }: LowerInput,
  statements: readonly number[],
  replayed: readonly number[],
): number[] {
  const done = new Set([...replayed, ...statements])
  return statements.flatMap((index) => {
    const before = (sessions.settings[index] ?? []).filter((setting) => !done.has(setting))
    for (const setting of before) done.add(setting)
    return [...before, index]
  })
}

function lineOf({ program, source }: LowerInput, index: number): { line: number; headline: string } {
  const { line } = source.locate(program.statements[index]?.span ?? { start: 0, end: 0 })
  return { line, headline: source.line(line).trim() }
}

/** The database of a statement where the one before it in its session has another. */
function databaseOf(effect: Effects | undefined, before: string | undefined): { database?: string } {
  return effect?.database !== undefined && effect.database !== before ? { database: effect.database } : {}
}
