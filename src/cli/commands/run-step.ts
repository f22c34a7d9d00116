/** `sqlflowc run-step FILE STEP`: one step of what `compile --target make` wrote, on this machine, as `run` runs it. */
import { readSpec, stepsIn } from '../../backends/make/specs.ts'
import { parseUrl } from '../../config/url.ts'
import { dialectOfScheme } from '../../datasources/table.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { visible } from '../../diagnostics/render/text.ts'
import { meant } from '../../diagnostics/suggest.ts'
import type { Host } from '../../host.ts'
import { isKeyOf } from '../../keys.ts'
import type { Json } from '../../metadata/json.ts'
import { nameOfWork } from '../../plan/digest.ts'
import { needsOf } from '../../runner/needs.ts'
import { duration } from '../../runner/words.ts'
import { stepRuntime } from '../../runtime/assemble.ts'
import { type ProgramName, programs } from '../../runtime/programs.ts'
import { displayOn } from '../display.ts'
import { EnvironmentError, exitCodes, UsageError } from '../errors.ts'
import { readText } from '../input.ts'
import { interruption } from '../interruption.ts'
import { findPython } from '../python.ts'
import { checkOptions, placesOf, type RunCommandOptions } from '../run-checks.ts'
import { makeStepFolder, openWorkspace } from '../run-folder.ts'
import { loadedSettings, report } from '../session.ts'
import {
  logOf,
  type RunnableStep,
  type StepPlaces,
  startStep,
  stepFolder,
  writeRuntime,
} from '../step-processes.ts'
import { resultFiles, resultsText } from '../step-results.ts'
import { embeddedUrl, makeEmbeddedStore } from '../stores.ts'

/** A step that can be run. */
interface Job extends RunnableStep {
  readonly program: ProgramName
  readonly dialect: string
}

export async function runStepCommand(
  host: Host,
  file: string,
  id: string,
  options: RunCommandOptions,
): Promise<number> {
  checkOptions(host, options)
  const job = await readJob(host, file, id)
  if (job.program === 'run' && !options.localCommands) {
    throw new UsageError(
      `${id} is a command for a container, and there is none here; --local-commands runs it on this machine as it is`,
    )
  }
  const { settings, problems } = await loadedSettings(host, options)
  if (hasErrors(problems)) return report(host, problems, undefined, options)
  const places = placesOf(settings, embeddedUrl)
  await openWorkspace(host)
  if (settings.datasource === undefined) {
    checkDialect(job)
    await makeEmbeddedStore()
  }
  const schemes = [places.datasource, places.modelStore ?? ''].map((url) => parseUrl(url).scheme)
  const named = options.python ?? (host.env['SQLFLOWC_PYTHON'] || undefined)
  const stopping = interruption(host)
  const display = displayOn(host)
  try {
    const python = await findPython(
      { host, display, interruption: stopping },
      needsOf([job.program], schemes),
      named,
    )
    if (!python || stopping.code !== undefined) return stopping.code ?? exitCodes.environment
    const folder = await makeStepFolder(host, await nameOfWork(job))
    await writeRuntime(host, folder, stepRuntime([job.program]))
    const failed = await runJob(host, { folder, python, settings, ...places }, job, stopping)
    return stopping.code ?? (failed ? exitCodes.problems : exitCodes.fine)
  } finally {
    display.close()
    stopping.end()
  }
}

async function readJob(host: Host, file: string, id: string): Promise<Job> {
  const { text, path } = await readText(host, file)
  // Its name becomes that of a folder.
  const spec = /^[a-z0-9-]+$/.test(id) ? readSpec(text, id) : undefined
  if (!spec) {
    const help = meant(id, stepsIn(text))
    throw new EnvironmentError(
      `${path} has no step ${id}${help === undefined ? ': compile --target make writes such a file' : `; ${help}`}`,
    )
  }
  const program = textOf(spec['program'])
  if (!isKeyOf(programs, program)) {
    throw new EnvironmentError(
      `${path}: ${id} is of another release, which had a program \`${program}\`: compile it again`,
    )
  }
  return { id, spec, program, dialect: textOf(spec['dialect']) }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Without a data source it is the one in this folder, which speaks a dialect of its own. */
function checkDialect({ id, dialect }: Job): void {
  const own = dialectOfScheme(parseUrl(embeddedUrl).scheme)
  if (dialect === own) return
  throw new UsageError(
    `${id} is written in the dialect ${dialect}, and no data source is named: set SQLFLOW_DATASOURCE, or compile with --dialect ${own}`,
  )
}

/** Whether it failed. */
async function runJob(
  host: Host,
  places: StepPlaces,
  job: Job,
  stopping: ReturnType<typeof interruption>,
): Promise<boolean> {
  const began = host.machine.now()
  const step = startStep(host, places, job)
  stopping.onStop(step.stop)
  const end = await step.ended
  const seconds = duration((host.machine.now() - began) / 1000)
  if (end === undefined) {
    const outputs = `${stepFolder(places.folder, job)}/outputs`
    const files = await resultFiles(host, outputs)
    if (files.length > 0) host.out(`${job.id}\n${await resultsText(host, outputs, files)}\n`)
    host.err(`${job.id}  done in ${seconds}\n`)
    return false
  }
  const [reason = '', ...more] = end.reason
  host.err(
    [
      `${job.id}  failed after ${seconds}: ${visible(reason)}`,
      ...more.map((line) => `    ${visible(line)}`),
      ...(end.line === undefined ? [] : [`  at line ${end.line} of the program`]),
      `  log: ${logOf(places.folder, job)}\n`,
    ].join('\n'),
  )
  return true
}
