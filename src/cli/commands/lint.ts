/** `sqlflowc lint [PATH…]`: what would fail or mislead when programs run. Asks no store. */

import type { CodeEntry } from '../../diagnostics/codes/code.ts'
import { counted } from '../../diagnostics/counted.ts'
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts'
import { summary } from '../../diagnostics/render/summary.ts'
import { type RendererName, renderers } from '../../diagnostics/render/table.ts'
import { visible, visibleLines } from '../../diagnostics/render/text.ts'
import { Source } from '../../diagnostics/source.ts'
import type { Host } from '../../host.ts'
import { entries } from '../../lint/names.ts'
import { EnvironmentError, exitCodes, UsageError } from '../errors.ts'
import { findPrograms } from '../find-programs.ts'
import { failed, type Input, readProgram } from '../input.ts'
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
  /** What could not be read or written. */
  readonly failures: string[]
  /** Differences that --fix would make. */
  readonly patches: string[]
  files: number
  fixed: number
}

export async function lintCommand(
  host: Host,
  wanted: readonly string[],
  options: LintCommandOptions,
): Promise<number> {
  if (options.fix && options.diff) throw new UsageError('--fix writes and --diff shows: give one of them')
  if (options.stdinFilename !== undefined && !wanted.includes('-')) {
    throw new UsageError('--stdin-filename is for -, the program on standard input')
  }
  const work = await linting(host, options)
  const { paths, failures } = await findPrograms(host, wanted, work.settings.lint.exclude)
  const tally: Tally = {
    diagnostics: [...work.problems],
    sources: new Map(),
    failures: [...failures],
    patches: [],
    files: 0,
    fixed: 0,
  }
  const names: string[] = []
  for (const path of paths) names.push(await lintFile(host, work, path, options, tally))
  if (paths.length === 0 && tally.failures.length === 0) tally.failures.push('there is no program to lint')
  const most =
    options.maxWarnings === undefined ? work.settings.lint.maxWarnings : Number(options.maxWarnings)
  const isTaken = options.diff === true || (options.fix === true && wanted.includes('-'))
  await show(host, tally, names, isTaken, options)
  return judge(host, tally, most)
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
    const program = { ...(await readProgram(host, path)), path: name }
    tally.files++
    const after = await mended(host, work, program, path, options, tally)
    const found = await work.lint(after)
    if (found.length > 0) tally.sources.set(name, new Source(after.text, name))
    tally.diagnostics.push(...found)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    tally.failures.push(error.message)
  }
  return name
}

/** The program as it is after --fix; --diff only keeps what would change. */
async function mended(
  host: Host,
  work: Linting,
  program: Input,
  path: string,
  { fix, diff }: LintCommandOptions,
  tally: Tally,
): Promise<Input> {
  if (!fix && !diff) return program
  const { text, count } = await work.fix(program)
  const { mark = '' } = program
  if (diff) {
    const { patchOf } = await import('../patch.ts')
    const patch = patchOf(program.path, mark + program.text, mark + text)
    if (patch !== '') tally.patches.push(patch)
    return program
  }
  if (path === '-') {
    // What is no text can't be given back as it was.
    if (program.invalidAt !== undefined) throw new EnvironmentError(`${program.path}: it is not UTF-8 text`)
    host.out(mark + text)
  } else if (count > 0) {
    await host.writeFile(path, mark + text).catch((error: unknown) => {
      throw failed(path, error)
    })
  }
  tally.fixed += count
  return { ...program, text }
}

async function show(
  host: Host,
  tally: Tally,
  names: readonly string[],
  /** Standard output is the difference, or the program that was mended. */
  isTaken: boolean,
  options: LintCommandOptions,
): Promise<void> {
  const { diagnostics, sources, failures, patches } = tally
  const shown = options.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics
  const isFile = options.output !== undefined
  const isTerminal = isTaken ? host.stderrIsTerminal : host.stdoutIsTerminal && !isFile
  const context = {
    sourceOf: (path: string) => sources.get(path),
    color: wantsColor(host, options, isTerminal),
    paths: names,
    entries: new Map<string, CodeEntry>(entries.map((entry) => [entry.name, entry])),
  }
  const text = (await renderers[options.format]())(shown, context)
  if (options.diff) {
    host.err(text)
    const patch = patches.join('')
    await deliver(host, host.stdoutIsTerminal && !isFile ? visibleLines(patch) : patch, options)
  } else if (isTaken && !isFile) host.err(text)
  else await deliver(host, text, options)
  for (const failure of failures) host.err(`sqlflowc: ${visible(failure)}\n`)
  if (isForPeople(options)) host.err(`${summaryOf(tally, options)}\n`)
}

function isForPeople({ format }: LintCommandOptions): boolean {
  return format === 'pretty' || format === 'concise'
}

function summaryOf({ files, diagnostics, fixed }: Tally, { fix, diff }: LintCommandOptions): string {
  const mendable = diagnostics.filter((one) => one.fix?.safe).length
  return [
    `${counted(files, 'file')}: ${diagnostics.length === 0 ? 'nothing found' : summary(diagnostics)}`,
    ...(fixed > 0 ? [`${fixed} mended`] : []),
    ...(mendable > 0 && !fix && !diff ? [`--fix mends ${mendable}`] : []),
  ].join('; ')
}

/** With which code the command ends; what nothing else shows is said. */
function judge(host: Host, { diagnostics, failures, patches }: Tally, most: number | undefined): number {
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
  const isTooMuch = most !== undefined && warnings > most
  if (isTooMuch) host.err(`sqlflowc: at most ${counted(most, 'warning')} may stay\n`)
  if (failures.length > 0) return exitCodes.environment
  return isTooMuch || hasErrors(diagnostics) || patches.length > 0 ? exitCodes.problems : exitCodes.fine
}
