/**
 * The pipeline behind `analyze.ts`: decides the steps and writes the workflow. Nothing but the store does any I/O.
 *
 *   Graph, Links → (metadata of external models) → checks → Plan → text
 */

import { readExternalModels } from './analysis/external.ts'
import { headline } from './analysis/headline.ts'
import { connectModels } from './analysis/models.ts'
import { type Analysis, type AnalyzeOptions, analyzeText, toDiagnostics } from './analyze.ts'
import type { Limits } from './backends/backend.ts'
import { backends } from './backends/table.ts'
import { checkProgram } from './checks/program.ts'
import { checkDataSource, checkSupport } from './checks/support.ts'
import { defaultSettings, type Settings } from './config/settings.ts'
import { type TargetName, targets } from './config/targets.ts'
import { redact } from './config/url.ts'
import { type Diagnostic, Findings, hasErrors, type Report } from './diagnostics/diagnostic.ts'
import type { Source } from './diagnostics/source.ts'
import { dialects } from './dialects/table.ts'
import type { Effects } from './effects/effects.ts'
import type { ExternalModel } from './effects/models.ts'
import type { Lock } from './metadata/lock.ts'
import { fuse } from './plan/fuse.ts'
import { checkGroups, groupStatements } from './plan/groups.ts'
import { lower } from './plan/lower.ts'
import { memoize } from './plan/memoize.ts'
import type { Plan } from './plan/plan.ts'
import type { MetadataReader } from './stores/store.ts'

export interface CompileOptions extends AnalyzeOptions {
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

export interface PlanResult extends Analysis {
  /** Absent when there were errors. */
  readonly plan?: Plan
  readonly target: TargetName
  /** What the target can hold. */
  readonly limits: Limits
}

export interface CompileResult extends PlanResult {
  /** What is written for the target; absent when there were errors. */
  readonly text?: string
  /** The same, when it is YAML: when the target is Argo. */
  readonly yaml?: string
}

/** A result before its findings are taken. */
type Unreported<T extends Analysis> = Omit<T, 'diagnostics'>

/** Decides the steps of a program and their order. Reads external models from the host's store. */
export async function plan(
  text: string,
  options: CompileOptions = {},
  host: CompilerHost = {},
): Promise<PlanResult> {
  const findings = new Findings()
  const result = await planned(text, options, host, findings)
  return { ...result, diagnostics: toDiagnostics(findings, result.source) }
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
  const analysis = analyzeText(text, options, findings)
  const models = await readExternals(analysis, options, host, findings.report)
  const { effects, source } = analysis
  return { models, effects, source, diagnostics: toDiagnostics(findings, source) }
}

/** Compiles a program to the text of its target. */
export async function compile(
  text: string,
  options: CompileOptions = {},
  host: CompilerHost = {},
): Promise<CompileResult> {
  const findings = new Findings()
  const result = await planned(text, options, host, findings)
  const written = result.plan ? await emit(result, result.plan, options, findings) : undefined
  const diagnostics = toDiagnostics(findings, result.source)
  if (written === undefined || hasErrors(diagnostics)) return { ...result, diagnostics }
  return {
    ...result,
    diagnostics,
    text: written,
    ...(targets[result.target].isYaml ? { yaml: written } : {}),
  }
}

async function planned(
  text: string,
  options: CompileOptions,
  host: CompilerHost,
  findings: Findings,
): Promise<Unreported<PlanResult>> {
  const { report } = findings
  const settings = options.settings ?? defaultSettings
  const { target } = settings
  const limits = backends[target].limits(settings)
  const analysis = analyzeText(text, options, findings)
  const { program, sessions, graph, links } = analysis
  const external = await readExternals(analysis, options, host, report)
  const models = connectModels(program, links, external, host.store)
  checkProgram(program, models, report)
  checkSupport(program, models, options.images ?? settings.images, report)
  checkDataSource(program, options.datasource, report)
  const groups = groupStatements(graph, sessions)
  checkGroups(program, sessions, groups, report)
  const result = { ...analysis, models, target, limits }
  if (hasErrors(toDiagnostics(findings, analysis.source))) return result
  const fusion =
    settings.plan.fuse && !limits.singleStatements
      ? fuse({ ...analysis, groups, room: limits.fusedLength })
      : { groups }
  const lowered = lower({ ...analysis, ...fusion, models, images: settings.images })
  const plan = limits.skipsDone ? await remembered(lowered, analysis, settings, report) : lowered
  return { ...result, plan }
}

/** The steps that may be skipped get their keys, and of the others it is said why they have none. */
async function remembered(
  plan: Plan,
  analysis: Pick<Analysis, 'program' | 'effects' | 'dialect'>,
  settings: Settings,
  report: Report,
): Promise<Plan> {
  const { program, effects } = analysis
  const { secrets, env, tables, datasource, modelStore } = settings
  const places = [datasource, modelStore].map((url) => (url === undefined ? null : redact(url)))
  const surroundings = JSON.parse(JSON.stringify({ places, secrets, env }))
  const dialect = dialects[analysis.dialect]
  const { versions } = tables
  const memoized = await memoize({ plan, program, effects, dialect, versions, surroundings })
  for (const { statement, reason, needsVersion } of memoized.refused) {
    const found = program.statements[statement]
    if (!found) continue
    report({
      name: 'not-memoized',
      message: `this step is run each time: ${reason}`,
      span: headline(program, found),
      help: needsVersion
        ? 'tell it with tables.versions in sqlflow.yaml, or with `-- sqlflow-version: …` above the statement'
        : 'it is run even when nothing has changed; nothing needs to be done',
    })
  }
  return memoized.plan
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

async function emit(
  { program, source, target }: Unreported<PlanResult>,
  plan: Plan,
  options: CompileOptions,
  findings: Findings,
): Promise<string | undefined> {
  if (plan.steps.length === 0) {
    const span = { start: 0, end: source.text.length > 0 ? 1 : 0 }
    findings.report({
      name: 'nothing-to-run',
      severity: 'error',
      message: `there is no statement to make ${targets[target].what} of`,
      span,
      help: `write at least one statement; ${targets[target].what} needs a step`,
    })
    return undefined
  }
  const settings = options.settings ?? defaultSettings
  const emitted = await backends[target].emit(plan, { settings, name: nameOf(options.path) })
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
