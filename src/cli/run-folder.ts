/** `.sqlflow`: where `run` keeps its database, its environments, and of each run the logs and results. */
import type { Host } from '../host.ts'
import { type RunRecord, readRecord, type StepRecord } from '../runner/record.ts'
import { isRunName, runName } from '../runner/words.ts'
import { EnvironmentError } from './errors.ts'
import { failed } from './input.ts'

export const workspace = '.sqlflow'
const runs = `${workspace}/runs`

/** Older runs are removed. */
const keptRuns = 20

/** Makes the folder, which no repository should hold. */
export async function openWorkspace(host: Host): Promise<void> {
  await host.machine.makeFolder(runs).catch((error: unknown) => {
    throw failed(runs, error)
  })
  const ignore = `${workspace}/.gitignore`
  if (!(await host.exists(ignore))) await write(host, ignore, '*\n')
}

export async function write(host: Host, path: string, text: string): Promise<void> {
  await host.writeFile(path, text).catch((error: unknown) => {
    throw failed(path, error)
  })
}

/** A new folder for a run of the program. */
export async function newRun({ machine }: Host, program: string): Promise<string> {
  const name = runName(machine.now(), program)
  for (let count = 1; count < 1000; count++) {
    const path = `${runs}/${count === 1 ? name : `${name}-${count}`}`
    const isNew = await machine.claimFolder(path).catch((error: unknown) => {
      throw failed(path, error)
    })
    if (isNew) return path
  }
  throw new EnvironmentError(`${runs}: too many runs in one second`)
}

/** A folder for a step that is run by itself, empty: what it left there before is removed. */
export async function makeStepFolder({ machine }: Host, name: string): Promise<string> {
  const path = `${workspace}/steps/${name}`
  try {
    await machine.remove(path)
    await machine.makeFolder(path)
  } catch (error) {
    throw failed(path, error)
  }
  return path
}

export interface KnownRun {
  readonly path: string
  readonly record: RunRecord
}

/** The last run of a program, whose path is from the root. */
export async function lastRun(host: Host, program: string): Promise<KnownRun | undefined> {
  for (const name of (await runNames(host)).reverse()) {
    const record = await recordOf(host, name)
    if (record?.program === program) return { path: `${runs}/${name}`, record }
  }
  return undefined
}

/** Whether the process of a run still works on it. */
export function goesOn({ machine }: Host, { status, pid }: RunRecord): boolean {
  return status === 'running' && pid !== machine.pid && machine.isAlive(pid)
}

export async function removeOldRuns(host: Host): Promise<void> {
  for (const name of (await runNames(host)).slice(0, -keptRuns)) {
    const record = await recordOf(host, name)
    if (record && goesOn(host, record)) continue
    // What can't be removed is no reason to fail.
    await host.machine.remove(`${runs}/${name}`).catch(() => undefined)
  }
}

async function runNames({ machine }: Host): Promise<string[]> {
  const names = await machine.list(runs).catch((error: unknown) => {
    throw failed(runs, error)
  })
  return names.filter(isRunName).sort()
}

async function recordOf(host: Host, name: string): Promise<RunRecord | undefined> {
  const bytes = await host.readFile(`${runs}/${name}/state.json`).catch(() => undefined)
  return bytes && readRecord(new TextDecoder().decode(bytes))
}

/** Keeps `state.json` as the run is: one write at a time, and of several changes meanwhile the last. */
export class RecordFile {
  readonly #host: Host
  readonly #path: string
  readonly #steps: Map<string, StepRecord>
  #about: Omit<RunRecord, 'steps'>
  #isCurrent = false
  #writing: Promise<void> | undefined
  #failure: unknown

  constructor(host: Host, folder: string, { steps, ...about }: RunRecord) {
    this.#host = host
    this.#path = `${folder}/state.json`
    this.#steps = new Map(Object.entries(steps))
    this.#about = about
    this.#write()
  }

  step(id: string, change: Partial<StepRecord>): void {
    const old = this.#steps.get(id)
    if (old) this.#steps.set(id, { ...old, ...change })
    this.#write()
  }

  run(change: Partial<Omit<RunRecord, 'steps'>>): void {
    this.#about = { ...this.#about, ...change }
    this.#write()
  }

  /** When all is written; rejects when it can't be. */
  async saved(): Promise<void> {
    await this.#writing
    if (this.#failure !== undefined) throw failed(this.#path, this.#failure)
  }

  #write(): void {
    this.#isCurrent = false
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
  }

  async #writeAll(): Promise<void> {
    try {
      while (!this.#isCurrent) {
        this.#isCurrent = true
        const record: RunRecord = { ...this.#about, steps: Object.fromEntries(this.#steps) }
        await this.#host.writeFile(this.#path, `${JSON.stringify(record, null, 2)}\n`)
      }
    } catch (error) {
      this.#failure ??= error
    }
  }
}
