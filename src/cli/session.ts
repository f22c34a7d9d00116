/** What the commands share: settings, the program, the store, and how problems are shown. */
import { optionsOf } from '../analyze.ts'
import { type FindSetting, loadSettings } from '../config/load.ts'
import type { SettingProblem } from '../config/problem.ts'
import type { Settings } from '../config/settings.ts'
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { RendererName } from '../diagnostics/render/table.ts'
import { Source } from '../diagnostics/source.ts'
import type { Host } from '../host.ts'
import { exitCodes } from './errors.ts'
import { failed, type Input, readOptional, readProgram, readText } from './input.ts'
import { storeReading } from './stores.ts'

export interface CommonOptions {
  readonly datasource?: string
  readonly modelStore?: string
  readonly dialect?: string
  readonly config?: string
  readonly offline?: boolean
  readonly locked?: boolean
  readonly color?: 'auto' | 'always' | 'never'
  readonly diagnostics?: RendererName
  readonly output?: string
}

/** The compiler and the settings of one call, ready to use. */
export interface Prepared {
  readonly text: string
  readonly source: Source
  readonly compiler: typeof import('../compile.ts')
  readonly options: import('../compile.ts').CompileOptions
  readonly settings: Settings
  readonly compilerHost: import('../compile.ts').CompilerHost
  /** What is wrong with the settings or the encoding; with an error among them nothing is compiled. */
  readonly problems: readonly Diagnostic[]
  /** Gives back what was opened. */
  close(): Promise<void>
}

/** Loads what a command needs when it needs it: help and versions stay quick. */
export async function prepare(
  host: Host,
  file: string,
  options: CommonOptions,
  flags: Record<string, string | undefined> = {},
  /** What is taken for a data source when no setting names one. */
  embedded?: string,
): Promise<Prepared> {
  const [compiler, program] = await Promise.all([import('../compile.ts'), readProgram(host, file)])
  const source = new Source(program.text, program.path)
  const { settings, problems } = await loadedSettings(host, options, flags)
  const found = program.invalidAt === undefined ? problems : [...problems, notText(program)]
  const reading = await storeReading(host, settings)
  const datasource = settings.datasource ?? embedded
  return {
    text: program.text,
    source,
    compiler,
    settings,
    options: {
      path: program.path,
      settings,
      offline: settings.offline,
      locked: settings.locked,
      ...optionsOf(settings),
      ...(datasource === undefined ? {} : { datasource }),
    },
    compilerHost: reading.host,
    problems: found,
    close: reading.close,
  }
}

/** The settings of one call, and what is wrong with them. */
export async function loadedSettings(
  host: Host,
  { datasource, modelStore, dialect, offline, locked, config }: CommonOptions,
  flags: Record<string, string | undefined> = {},
): Promise<{
  settings: Settings
  problems: readonly Diagnostic[]
  placeOf: FindSetting
}> {
  const file = await configFile(host, config)
  const { settings, problems, placeOf } = loadSettings({
    flags: { datasource, modelStore, dialect, offline, locked, ...flags },
    env: host.env,
    ...(file ? { file: (await import('../config/file.ts')).readSettingsFile(file.path, file.text) } : {}),
  })
  const found = problems.map((problem) => settingDiagnostic(problem))
  if (file?.invalidAt !== undefined) found.push(notText(file))
  return { settings, problems: found, placeOf }
}

/** `sqlflow.yaml` may be missing; a file that was named may not. */
async function configFile(host: Host, config: string | undefined): Promise<Input | undefined> {
  const named = config ?? host.env['SQLFLOW_CONFIG']
  return named ? readText(host, named) : readOptional(host, 'sqlflow.yaml')
}

const nowhere = { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 }

export function settingDiagnostic(problem: SettingProblem): Diagnostic {
  const { code, severity } = codes[problem.name]
  // A flag or a variable stands in no file.
  const { path = '', line = 1, column = 1 } = problem.at ?? {}
  const span = { ...nowhere, line, column, endLine: line, endColumn: column }
  return {
    code,
    name: problem.name,
    severity,
    message: problem.message,
    path,
    span,
    labels: [],
    ...(problem.help === undefined ? {} : { help: problem.help }),
  }
}

export function notText({ path, text, invalidAt: at = 0 }: Input): Diagnostic {
  const { code, severity } = codes['not-text']
  const span = new Source(text, path).locate({ start: at, end: Math.min(at + 1, text.length) })
  return {
    code,
    name: 'not-text',
    severity,
    message: 'the file is not UTF-8 text: a byte here belongs to no character',
    path,
    span,
    labels: [],
    help: 'save the file as UTF-8',
  }
}

/** Shows problems on standard error, and says with which code the command ends. */
export async function report(
  host: Host,
  diagnostics: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
): Promise<number> {
  if (host.observer) host.observer.problems(diagnostics, source)
  else await tell(host, diagnostics, source, options)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return exitCodes.fine
  // Only a store that failed, or what it holds, is no fault of the program.
  return errors.every(({ name }) => ofStore.has(name)) ? exitCodes.environment : exitCodes.problems
}

async function tell(
  host: Host,
  diagnostics: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
): Promise<void> {
  const form = options.diagnostics ?? 'pretty'
  if (form === 'pretty' && diagnostics.length === 0) return
  const { renderers } = await import('../diagnostics/render/table.ts')
  const render = await renderers[form]()
  const sourceOf = (path: string): Source | undefined => (path === source?.path ? source : undefined)
  host.err(render(diagnostics, { sourceOf, color: wantsColor(host, options) }))
  if (form === 'pretty') {
    const { summary } = await import('../diagnostics/render/summary.ts')
    host.err(`\n${summary(diagnostics)}\n`)
  }
}

const ofStore = new Set(['store-failed', 'unreadable-model'])

/** https://no-color.org, and terminals that say they have none. */
export function wantsColor(
  { env, stderrIsTerminal }: Host,
  { color = 'auto' }: CommonOptions,
  isTerminal = stderrIsTerminal,
): boolean {
  if (color !== 'auto') return color === 'always'
  return isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** Writes a result where it was asked for. */
export async function deliver(host: Host, text: string, { output }: CommonOptions): Promise<void> {
  // Under some parents /dev/stdout is a socket, which can't be opened.
  if (output === undefined || output === '-' || output === '/dev/stdout') {
    host.out(text)
    return
  }
  try {
    await host.writeFile(output, text)
  } catch (error) {
    throw failed(output, error)
  }
}
