/** Steps as processes: their files, their variables, and how they ended. */
import type { Settings } from '../config/settings.ts'
import type { Host, ProcessEnd, RunningProcess } from '../host.ts'
import type { Step } from '../plan/plan.ts'
import { guard } from '../runtime/scripts.ts'
import { reason } from './input.ts'
import { lastLines, type Python } from './python.ts'
import { write } from './run-folder.ts'

export interface StepPlaces {
  /** Of the run. */
  readonly folder: string
  readonly python: Python
  readonly datasource: string
  readonly modelStore?: string
  readonly settings: Settings
}

/** Why a step failed: in lines, and at which line of the program, where it knows. */
export interface StepFailure {
  readonly reason: readonly string[]
  readonly line?: number
}

/** How a step ended: with nothing when it did what it should. */
export type StepEnd = StepFailure | undefined

/** What it takes of a step to run it. */
export type RunnableStep = Pick<Step, 'id' | 'spec'>

export function stepFolder(folder: string, { id }: RunnableStep): string {
  return `${folder}/steps/${id}`
}

export function logOf(folder: string, step: RunnableStep): string {
  return `${stepFolder(folder, step)}/log.txt`
}

/** Writes what all steps share. */
export async function writeRuntime(host: Host, folder: string, runtime: string): Promise<void> {
  await write(host, `${folder}/step.py`, runtime)
  await write(host, `${folder}/guard.py`, guard)
}

export function startStep(
  host: Host,
  places: StepPlaces,
  step: RunnableStep,
): { readonly ended: Promise<StepEnd>; stop(force: boolean): void } {
  let process: RunningProcess | undefined
  let isStopped = false
  const begin = async (): Promise<StepEnd> => {
    const folder = stepFolder(places.folder, step)
    await host.machine.makeFolder(`${folder}/outputs`)
    await host.writeFile(`${folder}/spec.json`, `${JSON.stringify(step.spec, null, 2)}\n`)
    if (isStopped) return { reason: ['it was stopped before it began'] }
    const log = logOf(places.folder, step)
    const script = (name: string): string => host.machine.absolute(`${places.folder}/${name}`)
    const args = [script('guard.py'), script('step.py')]
    process = host.machine.start({
      command: places.python.path,
      args,
      env: variables(host, places, step),
      log,
    })
    const end = await process.ended
    return end.code === 0 ? undefined : failureOf(end, await host.machine.tail(log, 8000))
  }
  return {
    ended: begin().catch((error: unknown) => ({ reason: [reason(error)] })),
    stop: (force) => {
      isStopped = true
      process?.stop(force)
    },
  }
}

/** Secrets are handed over here and nowhere else: command lines are seen by everybody on the machine. */
function variables(
  { env, machine }: Host,
  { folder, python, datasource, modelStore, settings }: StepPlaces,
  step: RunnableStep,
): Record<string, string | undefined> {
  const own = machine.absolute(stepFolder(folder, step))
  return {
    // Pictures are drawn into files.
    MPLBACKEND: 'Agg',
    ...env,
    ...ossKeys(env),
    ...valuesOf(settings.env),
    ...(python.isOwn ? { PYTHONHOME: undefined, PYTHONPATH: undefined } : {}),
    PYTHONUNBUFFERED: '1',
    PYTHONIOENCODING: 'utf-8',
    SQLFLOW_DATASOURCE: datasource,
    SQLFLOW_MODEL_STORE: modelStore,
    SQLFLOW_STEP_SPEC: `${own}/spec.json`,
    SQLFLOW_STEP_OUTPUT: `${own}/outputs`,
  }
}

function valuesOf(variables: Settings['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, given]) => ('value' in given ? [[name, given.value]] : [])),
  )
}

/** Names of the variables that may hold the keys to OSS; steps know the first ones. */
const ossFamilies = [
  ['SQLFLOW_OSS_AK', 'SQLFLOW_OSS_SK', 'SQLFLOW_OSS_TOKEN'],
  ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET', 'OSS_SESSION_TOKEN'],
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
] as const

function ossKeys(env: Host['env']): Record<string, string | undefined> {
  const family = ossFamilies.find(([id, secret]) => env[id] && env[secret])
  if (!family) return {}
  const [id, secret, token] = family
  return { SQLFLOW_OSS_AK: env[id], SQLFLOW_OSS_SK: env[secret], SQLFLOW_OSS_TOKEN: env[token] }
}

/** What the step said last; the runtime's own words, where it found some. */
function failureOf({ code, signal, failure }: ProcessEnd, log: string): StepFailure {
  if (failure !== undefined) return { reason: [`Python can’t be started (${failure})`] }
  const own = lastLines(log, 1)[0]?.match(/^sqlflowc: step \S+, line (\S+): (.*)$/)
  if (own) return { reason: [own[2] ?? ''], ...(Number(own[1]) > 0 ? { line: Number(own[1]) } : {}) }
  const how = signal === undefined ? `it ended with code ${code ?? '?'}` : endedBy(signal)
  return { reason: [how, ...lastLines(log, 6)] }
}

function endedBy(signal: string): string {
  return signal === 'SIGKILL'
    ? 'it was killed, perhaps for want of memory (SIGKILL)'
    : `it was ended by ${signal}`
}
