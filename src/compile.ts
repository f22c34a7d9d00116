/**
 * THE pipeline; read this first. Every stage is a function from one representation to the next and a
 * `report`; nothing throws for a problem in the program, and nothing but the store does any I/O.
 *
 *   text → Program → Effects → Graph → Links → (metadata of external models) → checks → Plan → YAML
 */
import { analyseEffects, type Effects, type ModelPlace } from './analysis/effects.ts'
import { type ExternalModel, readExternalModels } from './analysis/external.ts'
import { headline } from './analysis/headline.ts'
import { type Links, linkModels } from './analysis/links.ts'
import { connectModels, type Models } from './analysis/models.ts'
import { noteUnknownEffects } from './analysis/notes.ts'
import {
  analyseSessions,
  checkGroups,
  groupStatements,
  type Sessions,
  sessionTies,
} from './analysis/sessions.ts'
import { backends } from './backends/table.ts'
import { type checkAlone, checkProgram } from './checks/program.ts'
import { defaultSettings, type Settings } from './config/settings.ts'
import { parseUrl, redact } from './config/url.ts'
import { codes } from './diagnostics/codes.ts'
import { type Diagnostic, Findings, hasErrors, type Report } from './diagnostics/diagnostic.ts'
import { Source } from './diagnostics/source.ts'
import type { DialectName } from './dialects/dialect.ts'
import { dialectOfScheme, dialects } from './dialects/table.ts'
import { buildGraph } from './graph/build.ts'
import type { Graph } from './graph/graph.ts'
import { graphNodes } from './graph/nodes.ts'
import type { Memory } from './incremental/memory.ts'
import type { Lock } from './metadata/lock.ts'
import { fuse } from './plan/fuse.ts'
import { lower } from './plan/lower.ts'
import { memoize } from './plan/memoize.ts'
import type { Plan } from './plan/plan.ts'
import { stepRuntime } from './runtime/assemble.ts'
import type { MetadataReader } from './stores/store.ts'
import type { Program } from './syntax/ast.ts'
import { parse } from './syntax/parse.ts'

export interface CompileOptions {
  /** The program's path, for messages and the workflow's name. */
  readonly path?: string
  /** Defaults to the data source's, else MySQL's. */
  readonly dialect?: DialectName
  /** URL of the database that the program's tables live in; only its scheme and database matter here. */
  readonly datasource?: string
  /** URL of the model store, when it is not the data source. */
  readonly modelStore?: string
  readonly settings?: Settings
  /** No store is asked: external models come from the host's lock. */
  readonly offline?: boolean
  /** An external model that is not pinned, or not as it was pinned, is an error. */
  readonly locked?: boolean
}

/** The only door to the outside. */
export interface CompilerHost {
  readonly store?: MetadataReader
  /** Metadata that was pinned before. */
  readonly lock?: Lock
  /** How long all external models together may take to read; 30 seconds. */
  readonly deadlineMs?: number
  /** How many are read at a time; 8. */
  readonly concurrency?: number
  /** Called after each external model. */
  readonly onProgress?: (done: number, total: number) => void
}

/** What is known of a program from its text alone. */
export interface Analysis {
  readonly source: Source
  readonly dialect: DialectName
  readonly program: Program
  readonly effects: readonly Effects[]
  readonly sessions: Sessions
  readonly graph: Graph
  readonly links: Links
  readonly models: Models
  readonly diagnostics: readonly Diagnostic[]
}

export interface PlanResult extends Analysis {
  /** Absent when there were errors. */
  readonly plan?: Plan
  /** The most tasks that one DAG takes. */
  readonly tasksPerDag: number
}

export interface CompileResult extends PlanResult {
  /** The workflow; absent when there were errors. */
  readonly yaml?: string
}

/**
 * Reads a program and finds what its statements read, write and use. Asks no store.
 *
 * @param lock metadata of models that the program does not train; without it nothing is said of them
 * @param memory of the version before, with the same options and lock; the analysis of that version is not to be used any more
 */
export function analyze(
  text: string,
  options: CompileOptions = {},
  lock: Lock = new Map(),
  memory?: Memory,
): Analysis {
  const findings = new Findings()
  const analysis = analyse(text, options, findings, memory)
  const models = memory
    ? connectModels(analysis.program, analysis.links, pinnedModels(lock), undefined, (...train) =>
        memory.describe(...train),
      )
    : connectModels(analysis.program, analysis.links, pinnedModels(lock))
  const check: typeof checkAlone | undefined = memory && ((...statement) => memory.check(...statement))
  checkProgram(analysis.program, models, findings.report, check)
  const groups = groupStatements(analysis.graph, analysis.sessions)
  checkGroups(analysis.program, analysis.sessions, groups, findings.report)
  return { ...analysis, models, diagnostics: taken(findings, analysis.source) }
}

function pinnedModels(lock: Lock): Map<string, ExternalModel> {
  return new Map([...lock].map(([name, { metadata }]) => [name, { metadata, from: 'lock' }]))
}

/** Decides the steps of a program and their order. Reads external models from the host's store. */
export async function plan(
  text: string,
  options: CompileOptions = {},
  host: CompilerHost = {},
): Promise<PlanResult> {
  const findings = new Findings()
  const { diagnostics: _, ...result } = await planned(text, options, host, findings)
  return { ...result, diagnostics: taken(findings, result.source) }
}

/** The models that a program needs of a store, with their metadata. What is wrong with the rest is said too. */
export async function externals(
  text: string,
  options: CompileOptions = {},
  host: CompilerHost = {},
): Promise<{
  models: ReadonlyMap<string, ExternalModel>
  effects: readonly Effects[]
  source: Source
  diagnostics: readonly Diagnostic[]
}> {
  const findings = new Findings()
  const analysis = analyse(text, options, findings)
  const models = await readExternals(analysis, options, host, findings.report)
  const { effects, source } = analysis
  return { models, effects, source, diagnostics: taken(findings, source) }
}

/** Compiles a program to Argo YAML. */
export async function compile(
  text: string,
  options: CompileOptions = {},
  host: CompilerHost = {},
): Promise<CompileResult> {
  const findings = new Findings()
  const { diagnostics: _, ...result } = await planned(text, options, host, findings)
  const yaml = result.plan ? await emit(result, options, findings) : undefined
  const diagnostics = taken(findings, result.source)
  return { ...result, diagnostics, ...(yaml !== undefined && !hasErrors(diagnostics) ? { yaml } : {}) }
}

function analyse(
  text: string,
  options: CompileOptions,
  findings: Findings,
  memory?: Memory,
): Omit<Analysis, 'diagnostics' | 'models'> {
  const { report } = findings
  const source = new Source(text, options.path)
  const datasource = options.datasource === undefined ? undefined : parseUrl(options.datasource)
  const dialect = options.dialect ?? dialectOfScheme(datasource?.scheme ?? '') ?? 'mysql'
  const program =
    memory?.reader.parse(text, dialects[dialect], report) ?? parse(text, dialects[dialect], report)
  const models = placeOfModels(options)
  const context = {
    dialect: dialects[dialect],
    models,
    report,
    ...(datasource?.database === undefined ? {} : { database: datasource.database }),
  }
  const effects = memory?.effects.analyse(program, context) ?? analyseEffects(program, context)
  const sessions = analyseSessions(program, effects, dialects[dialect])
  const graph =
    memory?.graph(effects, sessions) ??
    buildGraph(graphNodes(effects, sessions.carried), sessionTies(sessions))
  const links = linkModels(program, effects, models, report)
  noteUnknownEffects(program, effects, report)
  return { source, dialect, program, effects, sessions, graph, links }
}

async function planned(
  text: string,
  options: CompileOptions,
  host: CompilerHost,
  findings: Findings,
): Promise<PlanResult> {
  const { report } = findings
  const settings = options.settings ?? defaultSettings
  const analysis = analyse(text, options, findings)
  const { program, sessions, graph, links } = analysis
  const external = await readExternals(analysis, options, host, report)
  const models = connectModels(program, links, external, host.store)
  checkProgram(program, models, report)
  const groups = groupStatements(graph, sessions)
  checkGroups(program, sessions, groups, report)
  const tasksPerDag = settings.limits.tasksPerDag
  const result = { ...analysis, models, tasksPerDag, diagnostics: [] }
  if (hasErrors(taken(findings, analysis.source))) return result
  const fusion = fuses(settings)
    ? fuse({ ...analysis, groups, room: settings.limits.workflowBytes / fusedShare })
    : { groups }
  const lowered = lower({ ...analysis, ...fusion, models, images: settings.images })
  return { ...result, plan: await remembered(lowered, analysis, settings, report) }
}

/** With a cache, the steps that may be skipped get their keys, and of the others it is said why they have none. */
async function remembered(
  plan: Plan,
  { program, effects }: Pick<Analysis, 'program' | 'effects'>,
  settings: Settings,
  report: Report,
): Promise<Plan> {
  const { workflow, secrets, env, tables, datasource, modelStore } = settings
  if (workflow.memoize.cache === undefined) return plan
  const places = [datasource, modelStore].map((url) => (url === undefined ? null : redact(url)))
  const surroundings = JSON.parse(JSON.stringify({ places, secrets, env }))
  const memoized = await memoize({ plan, program, effects, versions: tables.versions, surroundings })
  for (const { statement, reason } of memoized.refused) {
    const found = program.statements[statement]
    if (!found) continue
    report({
      name: 'not-memoized',
      message: `this step is run each time: ${reason}`,
      span: headline(program, found),
      help: reason.includes('version')
        ? 'tell it with tables.versions in sqlflow.yaml, or with `-- sqlflow-version: …` above the statement'
        : 'it is run even when nothing has changed; nothing needs to be done',
    })
  }
  return memoized.plan
}

/** A fused step takes at most this part of what an object may hold. */
const fusedShare = 64

/** A deadline for each step is meant for each statement. */
function fuses({ plan, workflow }: Settings): boolean {
  return plan.fuse && workflow.stepDeadlineSeconds === undefined
}

function readExternals(
  { program, links }: Pick<Analysis, 'program' | 'links'>,
  options: CompileOptions,
  host: CompilerHost,
  report: Report,
): Promise<Map<string, ExternalModel>> {
  const reading = {
    store: host.store,
    lock: host.lock ?? new Map(),
    offline: options.offline ?? false,
    locked: options.locked ?? false,
    concurrency: host.concurrency ?? 8,
    deadlineMs: host.deadlineMs ?? 30_000,
    ...(host.onProgress ? { onProgress: host.onProgress } : {}),
  }
  return readExternalModels(program, links, reading, report)
}

/** Models are tables of the data source, unless they are kept somewhere else. */
function placeOfModels({ datasource, modelStore }: CompileOptions): ModelPlace {
  if (modelStore === undefined || modelStore === datasource) return 'tables'
  return parseUrl(modelStore).scheme === 'memory' ? 'tables' : 'apart'
}

async function emit(
  result: Omit<PlanResult, 'diagnostics'>,
  options: CompileOptions,
  findings: Findings,
): Promise<string | undefined> {
  const { plan, program, source } = result
  if (!plan) return undefined
  if (plan.steps.length === 0) {
    const span = { start: 0, end: source.text.length > 0 ? 1 : 0 }
    findings.report({
      name: 'nothing-to-run',
      severity: 'error',
      message: 'there is no statement to make a workflow of',
      span,
      help: 'write at least one statement; a workflow needs a step',
    })
    return undefined
  }
  const settings = options.settings ?? defaultSettings
  const runtime = stepRuntime(plan.steps.map((step) => step.program))
  const emitted = await backends.argo.emit(plan, { settings, name: nameOf(options.path), runtime })
  for (const { statement, ...problem } of emitted.problems) {
    const span = program.statements[statement ?? 0]?.span ?? { start: 0, end: 0 }
    findings.report({ ...problem, span: { start: span.start, end: span.start + 1 } })
  }
  return emitted.text
}

/** `jobs/daily-iris.sql` → `daily-iris` */
function nameOf(path: string | undefined): string {
  const file = path
    ?.split(/[/\\]/)
    .at(-1)
    ?.replace(/\.[^.]*$/, '')
  return file === undefined || !/\w/.test(file) || file === '<stdin>' ? 'sqlflow' : file
}

function taken(findings: Findings, source: Source): Diagnostic[] {
  return findings.take(source, (name) => codes[name])
}
