/**
 * The first half of the pipeline; read this first. Every stage is a function from one representation to the next and a
 * `report`; nothing throws for a problem in the program. What comes behind it is in `compile.ts`.
 *
 *   text → Program → Effects → Graph → Links → metadata → checks
 */
import { analyseEffects } from './analysis/effects.ts'
import { linkModels } from './analysis/links.ts'
import { connectModels } from './analysis/models.ts'
import { noteUnknownEffects } from './analysis/notes.ts'
import { analyseSessions } from './analysis/sessions.ts'
import { type checkAlone, checkProgram } from './checks/program.ts'
import { checkSupport } from './checks/support.ts'
import { defaultSettings, type Images, type Settings } from './config/settings.ts'
import { parseUrl } from './config/url.ts'
import { dataSource, dialectOfScheme } from './datasources/table.ts'
import { codes } from './diagnostics/codes.ts'
import { type Diagnostic, Findings } from './diagnostics/diagnostic.ts'
import { Source } from './diagnostics/source.ts'
import { type DialectName, defaultDialect, dialects } from './dialects/table.ts'
import type { Effects } from './effects/effects.ts'
import type { Links, ModelPlace } from './effects/links.ts'
import type { ExternalModel, Models } from './effects/models.ts'
import { Resources } from './effects/resource.ts'
import type { Sessions } from './effects/sessions.ts'
import type { Graph } from './graph/graph.ts'
import { orderStatements } from './graph/order.ts'
import type { Memory } from './incremental/memory.ts'
import type { Lock } from './metadata/lock.ts'
import { parse } from './parser/parse.ts'
import { checkGroups, groupStatements } from './plan/groups.ts'
import type { Program } from './syntax/ast.ts'

export interface AnalyzeOptions {
  /** The program's path, for messages and the workflow's name. */
  readonly path?: string
  /** Defaults to the data source's, else MySQL's. */
  readonly dialect?: DialectName
  /** URL of the database that the program's tables live in; only its scheme and database matter here. */
  readonly datasource?: string
  /** URL of the model store, when it is not the data source. */
  readonly modelStore?: string
  /** Images of steps whose statements name none; the usual ones when absent. */
  readonly images?: Images
}

/** What of the settings bears on how a program is read. */
export function optionsOf({ dialect, datasource, modelStore, images }: Settings): AnalyzeOptions {
  return {
    images,
    ...(dialect === undefined ? {} : { dialect }),
    ...(datasource === undefined ? {} : { datasource }),
    ...(modelStore === undefined ? {} : { modelStore }),
  }
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

/**
 * Reads a program and finds what its statements read, write and use. Asks no store.
 *
 * @param lock metadata of models that the program does not train; without it nothing is said of them
 * @param memory of the version before, with the same options and lock; the analysis of that version is not to be used any more
 */
export function analyze(
  text: string,
  options: AnalyzeOptions = {},
  lock: Lock = new Map(),
  memory?: Memory,
): Analysis {
  const findings = new Findings()
  const analysis = analyzeText(text, options, findings, memory)
  const models = memory
    ? connectModels(analysis.program, analysis.links, pinnedModels(lock), undefined, (...train) =>
        memory.describe(...train),
      )
    : connectModels(analysis.program, analysis.links, pinnedModels(lock))
  const check: typeof checkAlone | undefined = memory && ((...statement) => memory.check(...statement))
  checkProgram(analysis.program, models, findings.report, check)
  checkSupport(analysis.program, models, options.images ?? defaultSettings.images, findings.report)
  const groups = groupStatements(analysis.graph, analysis.sessions)
  checkGroups(analysis.program, analysis.sessions, groups, findings.report)
  return { ...analysis, models, diagnostics: toDiagnostics(findings, analysis.source) }
}

function pinnedModels(lock: Lock): Map<string, ExternalModel> {
  return new Map([...lock].map(([name, { metadata }]) => [name, { metadata, from: 'lock' }]))
}

/** All that the text alone says, without the models of others. */
export function analyzeText(
  text: string,
  options: AnalyzeOptions,
  findings: Findings,
  memory?: Memory,
): Omit<Analysis, 'diagnostics' | 'models'> {
  const { report } = findings
  const source = new Source(text, options.path)
  const datasource = options.datasource === undefined ? undefined : parseUrl(options.datasource)
  const dialect = options.dialect ?? dialectOfScheme(datasource?.scheme ?? '') ?? defaultDialect
  const program =
    memory?.reader.parse(text, dialects[dialect], report) ?? parse(text, dialects[dialect], report)
  const models = placeOfModels(options)
  const resources = memory?.effects.resourcesFor(program) ?? new Resources()
  const context = {
    dialect: dialects[dialect],
    models,
    resources,
    report,
    ...(datasource?.database === undefined ? {} : { database: datasource.database }),
  }
  const effects = memory?.effects.analyse(program, context) ?? analyseEffects(program, context)
  const sessions = analyseSessions(program, effects, dialects[dialect], resources)
  const graph = memory?.graph(effects, sessions, resources) ?? orderStatements(effects, sessions, resources)
  const links = linkModels(program, effects, models, report)
  noteUnknownEffects(program, effects, report)
  return { source, dialect, program, effects, sessions, graph, links }
}

/** Models are tables of the data source, unless they are kept somewhere else. */
function placeOfModels({ datasource, modelStore }: AnalyzeOptions): ModelPlace {
  if (modelStore === undefined || modelStore === datasource) return 'tables'
  return dataSource(parseUrl(modelStore).scheme)?.standsForTables ? 'tables' : 'apart'
}

/** The findings as diagnostics of the program. */
export function toDiagnostics(findings: Findings, source: Source): Diagnostic[] {
  return findings.toDiagnostics(source, (name) => codes[name])
}
