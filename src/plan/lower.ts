/** Graph, groups, sessions and models to a `Plan`: one step for each group, in a dependable order. */
import type { Effects } from '../analysis/effects.ts'
import type { Models } from '../analysis/models.ts'
import type { Sessions } from '../analysis/sessions.ts'
import type { Source } from '../diagnostics/source.ts'
import type { DialectName } from '../dialects/dialect.ts'
import { engineOf } from '../engines/table.ts'
import type { Graph } from '../graph/graph.ts'
import { reduce } from '../graph/reduce.ts'
import type { Json } from '../metadata/json.ts'
import type { Metadata } from '../metadata/metadata.ts'
import { attributes, query, spec, words } from '../statements/table.ts'
import type { Program, Statement } from '../syntax/ast.ts'
import { version } from '../version.ts'
import { attributesJson } from './attributes-json.ts'
import { stepName } from './names.ts'
import type { Plan, Step, StepKind, StepModel } from './plan.ts'
import { topological } from './topological.ts'

export interface Images {
  readonly default: string
  readonly xgboost?: string
  readonly tensorflow?: string
}

export interface LowerInput {
  readonly source: Source
  readonly program: Program
  readonly effects: readonly Effects[]
  readonly sessions: Sessions
  readonly graph: Graph
  /** The group of each statement: those of one group make one step. */
  readonly groups: Int32Array
  readonly models: Models
  readonly dialect: DialectName
  readonly images: Images
}

export function lower(input: LowerInput): Plan {
  const members = stepMembers(input)
  const order = orderSteps(input, members)
  const ids = order.map((step) => nameOf(input, members[step] ?? []))
  const dependsOn: string[][] = order.map(() => [])
  for (const { from, to } of stepEdges(input, members, order)) dependsOn[to]?.push(ids[from] ?? '')
  const steps = order.map((step, index) =>
    makeStep(input, members[step] ?? [], ids[index] ?? '', dependsOn[index] ?? []),
  )
  const trained = input.effects.flatMap((effect) => (effect.makes === undefined ? [] : [effect.makes]))
  return { version: 1, steps, trained: [...new Set(trained)] }
}

/** Statements of each step, steps by their first statement. */
function stepMembers({ program, sessions, groups }: LowerInput): number[][] {
  const steps = new Map<number, number[]>()
  const carry = program.statements.every(
    (statement, index) => statement.kind === 'broken' || sessions.carried.has(index),
  )
  program.statements.forEach((statement, index) => {
    if (statement.kind === 'broken') return
    // Settings are replayed elsewhere; in a program of nothing else they are what there is to run.
    if (sessions.carried.has(index) && !carry) return
    const group = groups[index] ?? -1
    const step = steps.get(group)
    if (step) step.push(index)
    else steps.set(group, [index])
  })
  return [...steps.values()]
}

/** Numbers of steps in an order that keeps every edge. */
function orderSteps(input: LowerInput, members: readonly number[][]): number[] {
  const of = stepOfStatement(input.program.statements.length, members)
  const pairs = contracted(input.graph, of)
  return topological(members.length, pairs.from, pairs.to)
}

function stepEdges(
  input: LowerInput,
  members: readonly number[][],
  order: readonly number[],
): { from: number; to: number }[] {
  const place = new Int32Array(members.length)
  order.forEach((step, index) => {
    place[step] = index
  })
  const of = stepOfStatement(input.program.statements.length, members).map((step) =>
    step < 0 ? -1 : (place[step] ?? -1),
  )
  const { from, to } = contracted(input.graph, of)
  // Contracting can make an edge needless that was needed before.
  const reason = { kind: 'session-state' as const, resource: '' }
  return reduce(
    members.length,
    from,
    to,
    from.map(() => reason),
  )
}

function stepOfStatement(size: number, members: readonly number[][]): Int32Array {
  const of = new Int32Array(size).fill(-1)
  members.forEach((statements, step) => {
    for (const statement of statements) of[statement] = step
  })
  return of
}

function contracted(graph: Graph, of: Int32Array): { from: number[]; to: number[] } {
  const from: number[] = []
  const to: number[] = []
  for (const edge of graph.edges) {
    const [a, b] = [of[edge.from] ?? -1, of[edge.to] ?? -1]
    if (a < 0 || b < 0 || a === b) continue
    from.push(a)
    to.push(b)
  }
  return { from, to }
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
  const metadata = use?.metadata ?? input.models.made[first]
  const kind: StepKind = statement.kind
  const engine = statement.kind === 'train' ? engineOf(statement.estimator.name) : use?.metadata.engine
  const place = source.locate(statement.span)
  const settings = sessions.settings[first] ?? []
  return {
    id,
    kind,
    statements,
    settings,
    ...(engine ? { engine } : {}),
    image: imageOf(statement, metadata, engine, input.images, input.models.made[first]),
    dependsOn,
    ...(use ? { model: modelOf(use, program, source) } : {}),
    ...(metadata
      ? { metadata: statement.kind === 'train' ? (input.models.made[first] ?? metadata) : metadata }
      : {}),
    headline: source.line(place.line).trim(),
    line: place.line,
    repeatable: isRepeatable(input, statements),
    program: programOf(kind, engine),
    spec: specOf(input, id, statements, settings, engine, metadata),
  }
}

/** Only what works with a model needs its engine. */
function programOf(kind: Statement['kind'], engine: string | undefined): string {
  return engine && kind !== 'show-train' ? `${engine}.${kind}` : kind
}

function imageOf(
  statement: Statement,
  metadata: Metadata | undefined,
  engine: 'xgboost' | 'tensorflow' | undefined,
  images: Images,
  made: Metadata | undefined,
): string {
  if (statement.kind === 'run') return statement.image.value
  const own = (statement.kind === 'train' ? made : metadata)?.image
  return own ?? (engine ? images[engine] : undefined) ?? images.default
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
    if (!effect || effect.unknown !== undefined || program.statements[index]?.kind === 'run') return false
    return program.statements[index]?.kind !== 'sql' || effect.writes.length === 0
  })
}

function specOf(
  input: LowerInput,
  id: string,
  statements: readonly number[],
  settings: readonly number[],
  engine: string | undefined,
  metadata: Metadata | undefined,
): Json {
  const { program, effects, dialect } = input
  const first = statements[0] ?? 0
  const statement = program.statements[first]
  if (!statement) return null
  const text = (index: number): string => {
    const span = program.statements[index]?.span
    return span ? program.text.slice(span.start, span.end).replace(/\s*;\s*$/, '') : ''
  }
  const database = effects[first]?.database
  const select = query(statement)
  const use = input.models.uses[first]
  return {
    version: 1,
    step: id,
    program: programOf(statement.kind, engine),
    line: input.source.locate(statement.span).line,
    compiler: `sqlflowc ${version}`,
    dialect,
    ...(database === undefined ? {} : { database }),
    ...(settings.length > 0 ? { settings: settings.map(text) } : {}),
    ...(statement.kind === 'sql'
      ? {
          statements: scriptOf(input, statements, settings).map((index) => ({
            sql: text(index),
            ...databaseOf(effects[index], database),
            ...(statements.length > 1 ? lineOf(input, index) : {}),
          })),
        }
      : { sql: text(first) }),
    ...(select ? { select: program.text.slice(select.span.start, select.span.end) } : {}),
    ...(statement.kind === 'sql' ? {} : attributesJson(attributes(statement))),
    ...(spec(statement) as { readonly [key: string]: Json }),
    ...(use ? { model: use.model } : {}),
    // The name that uses will call it by: with its database, and in the case that the dialect compares.
    ...(effects[first]?.makes === undefined ? {} : { into: effects[first].makes }),
    ...(metadata
      ? { metadata: statement.kind === 'train' ? (input.models.made[first] ?? metadata) : metadata }
      : {}),
    ...(statement.kind === 'train' && use ? { preTrained: use.metadata } : {}),
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

function lineOf({ program, source }: LowerInput, index: number): { line?: number } {
  const span = program.statements[index]?.span
  return span ? { line: source.locate(span).line } : {}
}

function databaseOf(effect: Effects | undefined, common: string | undefined): { database?: string } {
  return effect?.database !== undefined && effect.database !== common ? { database: effect.database } : {}
}
