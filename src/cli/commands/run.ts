/** `sqlflowc run FILE`: the steps of a program on this machine, each as soon as what it depends on is done. */
import { createHash } from 'node:crypto'
import type { PlanResult } from '../../compile.ts'
import { parseUrl, redact } from '../../config/url.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { visible } from '../../diagnostics/render/text.ts'
import type { Host } from '../../host.ts'
import { canonical } from '../../metadata/json.ts'
import type { Plan, Step } from '../../plan/plan.ts'
import { type Display, liveDisplay, plainDisplay } from '../../runner/display.ts'
import { needsOf } from '../../runner/needs.ts'
import { type RunRecord, substance } from '../../runner/record.ts'
import { findStep, resume, type StepDigest } from '../../runner/resume.ts'
import { counted, duration, quoted } from '../../runner/words.ts'
import { stepRuntime } from '../../runtime/assemble.ts'
import { exitCodes, ProblemError, UsageError } from '../errors.ts'
import { execute, type Tally } from '../execution.ts'
import { type Interruption, interruption } from '../interruption.ts'
import { findPython, type Python } from '../python.ts'
import {
  goesOn,
  type KnownRun,
  lastRun,
  newRun,
  openWorkspace,
  RecordFile,
  removeOldRuns,
  write,
} from '../run-folder.ts'
import { type CommonOptions, type Prepared, prepare, report, wantsColor } from '../session.ts'
import { writeRuntime } from '../step-processes.ts'
import { embeddedStore, makeEmbeddedStore } from '../stores.ts'

export interface RunCommandOptions extends CommonOptions {
  readonly jobs?: number
  readonly from?: string
  readonly resume?: boolean
  readonly force?: boolean
  readonly python?: string
  readonly localCommands?: boolean
}

/** A program that can be run, and where. */
interface Job {
  readonly host: Host
  readonly options: RunCommandOptions
  readonly prepared: Prepared
  readonly result: PlanResult
  readonly plan: Plan
  readonly digests: readonly StepDigest[]
  readonly places: Places
  /** The run that this one goes on from, and what was done in it. */
  readonly earlier?: KnownRun
  readonly done: ReadonlySet<string>
  readonly display: Display
  readonly stopping: Interruption
}

interface Places {
  readonly datasource: string
  readonly modelStore?: string
}

export async function runCommand(host: Host, file: string, options: RunCommandOptions): Promise<number> {
  checkOptions(host, options)
  const embedded = `sqlite:${embeddedStore}`
  const prepared = await prepare(host, file, options, {}, embedded)
  const { compiler, text, source, problems } = prepared
  if (hasErrors(problems)) return report(host, problems, source, options)
  const places = placesOf(prepared, embedded)
  const result = await compiler.plan(text, prepared.options, prepared.compilerHost).finally(prepared.close)
  const code = await report(host, [...problems, ...result.diagnostics], source, options)
  const { plan } = result
  if (plan === undefined || plan.steps.length === 0) return code
  checkCommands(plan, source.path, options)
  const digests = plan.steps.map((step) => ({ step, digest: digestOf(step) }))
  const before = await earlierRun(host, source.path, places, digests, options)
  const stopping = interruption(host)
  const display = displayOn(host)
  try {
    return await runJob({
      host,
      options,
      prepared,
      result,
      plan,
      digests,
      places,
      ...before,
      display,
      stopping,
    })
  } finally {
    display.close()
    stopping.end()
  }
}

function checkOptions({ machine }: Host, options: RunCommandOptions): void {
  if (options.from !== undefined && options.resume) {
    throw new UsageError('--resume goes on where the last run ended and --from at a step: give one of them')
  }
  if (options.force && options.from === undefined && !options.resume) {
    throw new UsageError('--force is for --from and --resume')
  }
  if (machine.platform === 'win32') {
    throw new UsageError('run needs Linux or macOS; on Windows, run it in WSL')
  }
}

/** Where the steps find tables and models. */
function placesOf({ settings }: Prepared, embedded: string): Places {
  const { datasource = embedded, modelStore } = settings
  if (!runnable.has(parseUrl(datasource).scheme)) {
    throw new UsageError(`${redact(datasource)}: run works on mysql:, tidb: and sqlite: data sources`)
  }
  if (modelStore === undefined) return { datasource }
  if (!runnable.has(parseUrl(modelStore).scheme) && parseUrl(modelStore).scheme !== 'oss') {
    throw new UsageError(`${redact(modelStore)}: run keeps models in mysql:, tidb:, sqlite: or oss:`)
  }
  return { datasource, modelStore }
}

const runnable = new Set(['mysql', 'tidb', 'sqlite'])

/** What a program says is to be run in a container is not run on the bare machine without being asked for. */
function checkCommands({ steps }: Plan, path: string, { localCommands }: RunCommandOptions): void {
  const first = steps.find(({ kind }) => kind === 'run')
  if (!first || localCommands) return
  throw new ProblemError(
    `${path}:${first.line}: TO RUN is for the image ${first.image}, and run has no containers; --local-commands runs its command on this machine as it is`,
  )
}

function digestOf(step: Step): string {
  return createHash('sha256')
    .update(canonical(substance(step)))
    .digest('hex')
}

/** What of an earlier run counts as done. */
async function earlierRun(
  host: Host,
  path: string,
  { datasource }: Places,
  digests: readonly StepDigest[],
  { from: named, resume: again, force = false }: RunCommandOptions,
): Promise<{ earlier?: KnownRun; done: ReadonlySet<string> }> {
  if (named === undefined && !again) return { done: new Set() }
  const steps = digests.map(({ step }) => step)
  const from = named === undefined ? undefined : findStep(steps, named)
  if (from && 'unknown' in from) throw new UsageError(from.unknown)
  const earlier = await lastRun(host, host.machine.absolute(path))
  const record = earlier?.record ?? nothingDone
  const problem = earlier
    ? unfit(host, earlier, datasource)
    : `there is no earlier run of ${path} to go on from`
  // Without a record only the user knows what was done.
  if (problem !== undefined && !(force && from))
    throw new ProblemError(problem + (from && '; --force starts there all the same'))
  const resumed = resume(digests, record, { force, ...(from ? { from } : {}) })
  if (resumed.refusal !== undefined) throw new ProblemError(resumed.refusal)
  return { done: resumed.done, ...(earlier ? { earlier } : {}) }
}

const nothingDone: Pick<RunRecord, 'steps'> = { steps: {} }

function unfit(host: Host, { path, record }: KnownRun, datasource: string): string | undefined {
  if (goesOn(host, record)) return `the last run goes on still: ${path}, process ${record.pid}`
  if (record.datasource !== redact(datasource)) {
    return `the last run (${path}) worked on ${record.datasource}, and this one is for ${redact(datasource)}`
  }
  return undefined
}

function displayOn(host: Host): Display {
  if (!host.stderrIsTerminal || host.env['TERM'] === 'dumb') return plainDisplay(host)
  const { machine } = host
  return liveDisplay({
    out: host.out,
    err: host.err,
    get screen() {
      return machine.screen
    },
    now: machine.now,
  })
}

async function runJob(job: Job): Promise<number> {
  const { host, plan, prepared, places, done, display, stopping, options } = job
  if (done.size === plan.steps.length) {
    display.say('nothing is left to run: every step was done')
    return exitCodes.fine
  }
  await openWorkspace(host)
  if (prepared.settings.datasource === undefined) await makeEmbeddedStore()
  for (const note of notes(job)) display.say(`note: ${visible(note)}`)
  const schemes = [places.datasource, places.modelStore ?? ''].map((url) => parseUrl(url).scheme)
  const left = { ...plan, steps: plan.steps.filter(({ id }) => !done.has(id)) }
  const named = options.python ?? (host.env['SQLFLOWC_PYTHON'] || undefined)
  const python = await findPython({ host, display, interruption: stopping }, needsOf(left, schemes), named)
  if (python && stopping.code === undefined) return runSteps(job, python)
  display.say('stopped before the first step')
  return stopping.code ?? exitCodes.environment
}

/** What the user should know before it begins. */
function notes({ plan, prepared: { settings }, host, options }: Job): string[] {
  const found: string[] = []
  const { images, env } = settings
  const usual = new Set([images.default, images.xgboost, images.tensorflow])
  const special = plan.steps.filter(
    ({ kind, engine, image }) => engine && kind !== 'show-train' && !usual.has(image),
  )
  if (special.length > 0) {
    const names = [...new Set(special.map(({ image }) => image))].join(', ')
    found.push(
      `steps run in the local Python, not in ${names}: modules of those images must be installed there, or in a Python given with --python`,
    )
  }
  if (options.localCommands && plan.steps.some(({ kind }) => kind === 'run')) {
    found.push('the commands of TO RUN run on this machine as they are, not in their images')
  }
  const secret = Object.entries(env).flatMap(([name, given]) =>
    'secret' in given && !host.env[name] ? [name] : [],
  )
  if (secret.length > 0) {
    found.push(`${secret.join(', ')}: held by a secret of the cluster, and not set here`)
  }
  return found
}

async function runSteps(job: Job, python: Python): Promise<number> {
  const { host, options, prepared, result, plan, places, done, earlier, display, stopping } = job
  const { machine } = host
  const path = prepared.source.path
  const folder = await newRun(host, path)
  const { render } = await import('../../views/plan-json.ts')
  await write(host, `${folder}/plan.json`, render(result))
  await writeRuntime(host, folder, stepRuntime(plan.steps.map(({ program }) => program)))
  const record = new RecordFile(host, folder, recordOf(job))
  await removeOldRuns(host)

  const jobs = options.jobs ?? machine.cores
  const began = machine.now()
  const going = earlier ? `, going on from ${earlier.path} (${done.size} done)` : ''
  display.say(
    `running ${visible(path)}: ${counted(plan.steps.length, 'step')}, ${jobs} at a time, on ${visible(redact(places.datasource))}${going}`,
  )
  display.say(`logs and results: ${folder}`)
  const tally = await execute({
    host,
    display,
    interruption: stopping,
    plan,
    source: prepared.source,
    places: { folder, python, settings: prepared.settings, ...places },
    record,
    jobs,
    done,
    paint: painter(wantsColor(host, options)),
  })
  const status = stopping.code !== undefined ? 'stopped' : tally.failed > 0 ? 'failed' : 'done'
  record.run({ status, ended: new Date(machine.now()).toISOString() })
  await record.saved()
  display.close()
  display.say(summary(tally, path, (machine.now() - began) / 1000, status))
  return stopping.code ?? (tally.failed > 0 ? exitCodes.problems : exitCodes.fine)
}

function recordOf({ host: { machine }, prepared, places, digests, done, earlier }: Job): RunRecord {
  const from = earlier?.path.split('/').at(-1)
  const steps = digests.map(({ step: { id, line }, digest }) => {
    if (!done.has(id)) return [id, { status: 'waiting' as const, digest, line }] as const
    return [id, { status: 'done' as const, digest, line, ...(from === undefined ? {} : { from }) }] as const
  })
  return {
    version: 1,
    program: machine.absolute(prepared.source.path),
    datasource: redact(places.datasource),
    pid: machine.pid,
    status: 'running',
    started: new Date(machine.now()).toISOString(),
    ...(from === undefined ? {} : { resumed: from }),
    steps: Object.fromEntries(steps),
  }
}

function summary(tally: Tally, path: string, seconds: number, status: RunRecord['status']): string {
  const { done, failed, skipped, stopped, waiting } = tally
  const total = done + failed + skipped + stopped + waiting
  const counts = [
    done === total ? `${counted(done, 'step')} done` : `${done} of ${counted(total, 'step')} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    ...(waiting > 0 ? [`${waiting} not begun`] : []),
  ]
  const line = `${visible(path)}: ${counts.join(', ')} in ${duration(seconds)}`
  if (status === 'done' || path === '<stdin>') return line
  return `${line}\nto go on from there: sqlflowc run ${quoted(path)} --resume`
}

function painter(isColored: boolean): (style: 'good' | 'bad' | 'dim', text: string) => string {
  const codes = { good: '32', bad: '31', dim: '2' } as const
  return (style, text) => (isColored ? `\u001b[${codes[style]}m${text}\u001b[0m` : text)
}
