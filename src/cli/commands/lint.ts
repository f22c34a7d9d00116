/** `sqlflowc lint [PATH…]`: what would fail or mislead when programs run. Asks no store. */
import type { CodeEntry } from '../../diagnostics/codes/code.ts'
import { codes } from '../../diagnostics/codes.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { summary } from '../../diagnostics/render/summary.ts'
import { type RendererName, renderers } from '../../diagnostics/render/table.ts'
import { visible } from '../../diagnostics/render/text.ts'
import { Source } from '../../diagnostics/source.ts'
import type { Host } from '../../host.ts'
import { rules } from '../../lint/table.ts'
import { counted } from '../../runner/words.ts'
import { EnvironmentError, exitCodes, UsageError } from '../errors.ts'
import { findPrograms } from '../find-programs.ts'
import { readProgram } from '../input.ts'
import { type Linting, type LintingOptions, linting } from '../linting.ts'
import { deliver, wantsColor } from '../session.ts'

export interface LintCommandOptions extends LintingOptions {
  readonly format: RendererName
  readonly stdinFilename?: string
  readonly maxWarnings?: string
  readonly quiet?: boolean
  readonly fix?: boolean
  readonly diff?: boolean
}

/** What was found in all files. */
interface Tally {
  readonly diagnostics: Diagnostic[]
  readonly sources: Map<string, Source>
  readonly failures: string[]
  files: number
  fixed: number
  differing: number
}

export async function lintCommand(
  host: Host,
  wanted: readonly string[],
  options: LintCommandOptions,
): Promise<number> {
  if (options.fix && options.diff) throw new UsageError('--fix writes and --diff shows: give one of them')
  const work = await linting(host, options)
  const { paths, failures } = await findPrograms(host, wanted, work.settings.lint.exclude)
  const tally: Tally = {
    diagnostics: [...work.problems],
    sources: new Map(),
    failures: [...failures],
    files: 0,
    fixed: 0,
    differing: 0,
  }
  const names: string[] = []
  for (const path of paths) names.push(await lintFile(host, work, path, options, tally))
  if (paths.length === 0 && tally.failures.length === 0) tally.failures.push('there is no program to lint')
  await show(host, tally, names, options)
  return codeOf(tally, work.settings.lint.maxWarnings, options)
}

/** Gives the name that the program goes by. */
async function lintFile(
  host: Host,
  work: Linting,
  path: string,
  options: LintCommandOptions,
  tally: Tally,
): Promise<string> {
  const name = path === '-' ? (options.stdinFilename ?? '<stdin>') : path
  try {
    const program = await readProgram(host, path)
    const before = { ...program, path: name }
    tally.files++
    const { text, count, patch } =
      options.fix || options.diff ? await work.fix(before) : { text: program.text, count: 0, patch: '' }
    if (options.diff) {
      host.out(patch)
      if (patch !== '') tally.differing++
    }
    if (options.fix) {
      tally.fixed += count
      if (path === '-') host.out(text)
      else if (count > 0) await host.writeFile(path, text)
    }
    const after = options.fix ? { ...before, text } : before
    const found = await work.lint(after)
    if (found.length > 0) tally.sources.set(name, new Source(after.text, name))
    tally.diagnostics.push(...found)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    tally.failures.push(error.message)
  }
  return name
}

async function show(
  host: Host,
  tally: Tally,
  paths: readonly string[],
  options: LintCommandOptions,
): Promise<void> {
  const { diagnostics, sources, failures } = tally
  const shown = options.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics
  const context = {
    sourceOf: (path: string) => sources.get(path),
    color: wantsColor({ ...host, stderrIsTerminal: host.stdoutIsTerminal }, options),
    paths,
    entries: entriesByName(),
  }
  const text = (await renderers[options.format]())(shown, context)
  // Then standard output is the program, or the difference.
  if (options.diff || (options.fix && paths.includes(options.stdinFilename ?? '<stdin>'))) host.err(text)
  else await deliver(host, text, options)
  for (const failure of failures) host.err(`sqlflowc: ${visible(failure)}\n`)
  if (isForPeople(options)) host.err(`${summaryOf(tally, options)}\n`)
}

function isForPeople({ format }: LintCommandOptions): boolean {
  return format === 'pretty' || format === 'concise'
}

function entriesByName(): Map<string, CodeEntry> {
  return new Map([...Object.entries<CodeEntry>(codes), ...rules.map((rule) => [rule.name, rule] as const)])
}

function summaryOf({ files, diagnostics, fixed }: Tally, { fix, diff }: LintCommandOptions): string {
  const mendable = diagnostics.filter((one) => one.fix?.safe).length
  return [
    `${counted(files, 'file')}: ${diagnostics.length === 0 ? 'nothing found' : summary(diagnostics)}`,
    ...(fixed > 0 ? [`${fixed} mended`] : []),
    ...(mendable > 0 && !fix && !diff ? [`--fix mends ${mendable}`] : []),
  ].join('; ')
}

function codeOf(
  { diagnostics, failures, differing }: Tally,
  limit: number | undefined,
  options: LintCommandOptions,
): number {
  if (failures.length > 0) return exitCodes.environment
  const most = options.maxWarnings === undefined ? limit : Number(options.maxWarnings)
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
  const isBad =
    diagnostics.some(({ severity }) => severity === 'error') || (most !== undefined && warnings > most)
  return isBad || differing > 0 ? exitCodes.problems : exitCodes.fine
}
