/** What the commands share: settings, the program, the store, and how problems are shown. */
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { RendererName } from '../diagnostics/render/table.ts'
import { Source } from '../diagnostics/source.ts'
import type { Host } from '../host.ts'
import { exitCodes } from './errors.ts'
import { failed, type Input, read, readOptional, readProgram, readText } from './input.ts'

export interface CommonOptions {
  readonly datasource?: string
  readonly modelStore?: string
  readonly dialect?: string
  readonly config?: string
  readonly offline?: boolean
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
  readonly compilerHost: import('../compile.ts').CompilerHost
  /** What is wrong with the settings or the encoding; with an error among them nothing is compiled. */
  readonly problems: readonly Diagnostic[]
}

/** Loads what a command needs when it needs it: help and versions stay quick. */
export async function prepare(
  host: Host,
  file: string,
  options: CommonOptions,
  flags: Record<string, string | undefined> = {},
): Promise<Prepared> {
  const [compiler, { loadSettings }, { openStore }, program] = await Promise.all([
    import('../compile.ts'),
    import('../config/load.ts'),
    import('../stores/table.ts'),
    readProgram(host, file),
  ])
  const source = new Source(program.text, program.path)
  const config = await configFile(host, options)
  const { datasource, modelStore, dialect, offline } = options
  const { settings, problems } = loadSettings({
    flags: { datasource, modelStore, dialect, offline, ...flags },
    env: host.env,
    ...(config ? { file: config } : {}),
  })
  const found = problems.map((problem) => settingDiagnostic(problem))
  for (const file of [program, config]) if (file?.invalidAt !== undefined) found.push(notText(file))
  const storeUrl = settings.modelStore ?? storeOfDatasource(settings.datasource)
  const store =
    storeUrl === undefined || settings.offline ? undefined : await lazyStore(storeUrl, host, openStore)
  return {
    text: program.text,
    source,
    compiler,
    options: {
      path: program.path,
      settings,
      offline: settings.offline,
      ...(settings.dialect === undefined ? {} : { dialect: settings.dialect }),
      ...(settings.datasource === undefined ? {} : { datasource: settings.datasource }),
      ...(settings.modelStore === undefined ? {} : { modelStore: settings.modelStore }),
    },
    compilerHost: store ? { store } : {},
    problems: found,
  }
}

/** Models are tables of the data source, when that is a database whose models can be read. */
function storeOfDatasource(datasource: string | undefined): string | undefined {
  return datasource !== undefined && /^(mysql|sqlite):/.test(datasource) ? datasource : undefined
}

/** Opened when the first model is asked for: a program that trains what it uses needs no store. */
async function lazyStore(
  url: string,
  host: Host,
  openStore: typeof import('../stores/table.ts').openStore,
): Promise<import('../stores/store.ts').MetadataReader> {
  const { redact } = await import('../config/url.ts')
  let opened: ReturnType<typeof openStore> | undefined
  const open = (): ReturnType<typeof openStore> => {
    opened ??= openStore(url, (path) => read(host, path))
    return opened
  }
  return {
    url: redact(url),
    readMetadata: async (model, signal) => (await open()).readMetadata(model, signal),
    listModels: async (signal) => (await open()).listModels(signal),
  }
}

/** `sqlflow.yaml` may be missing; a file that was named may not. */
async function configFile(host: Host, { config }: CommonOptions): Promise<Input | undefined> {
  const named = config ?? host.env['SQLFLOW_CONFIG']
  return named ? readText(host, named) : readOptional(host, 'sqlflow.yaml')
}

const nowhere = { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 }

function settingDiagnostic(problem: import('../config/load.ts').SettingProblem): Diagnostic {
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

function notText({ path, text, invalidAt: at = 0 }: Input): Diagnostic {
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
  source: Source,
  options: CommonOptions,
): Promise<number> {
  const { renderers } = await import('../diagnostics/render/table.ts')
  const render = await renderers[options.diagnostics ?? 'pretty']()
  const sourceOf = (path: string): Source | undefined => (path === source.path ? source : undefined)
  host.err(render(diagnostics, { sourceOf, color: wantsColor(host, options) }))
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return exitCodes.fine
  // Only a store that failed is no fault of the program.
  return errors.every(({ name }) => name === 'store-failed') ? exitCodes.environment : exitCodes.problems
}

/** https://no-color.org, and terminals that say they have none. */
function wantsColor({ env, stderrIsTerminal }: Host, { color = 'auto' }: CommonOptions): boolean {
  if (color !== 'auto') return color === 'always'
  return stderrIsTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
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
