/**
 * When each step runs: as soon as all that it depends on is done and there is room for one more. When a step
 * fails, what depends on it is skipped, and the others go on. Knows no processes; it is told how to start one.
 */

export type StepStatus = 'waiting' | 'running' | 'done' | 'failed' | 'skipped' | 'stopped'

export interface Schedulable {
  readonly id: string
  readonly dependsOn: readonly string[]
}

export interface RunningStep {
  /** Resolves to whether it did what it should. */
  readonly ended: Promise<boolean>
  stop(force: boolean): void
}

export interface ScheduleOptions<S extends Schedulable> {
  /** The most steps that run at a time. */
  readonly jobs: number
  /** Steps that were done before. */
  readonly done: ReadonlySet<string>
  start(step: S): RunningStep
  /** Called after each change; `cause` is the failed step on whose account a step is skipped. */
  onChange?(step: S, status: StepStatus, cause?: S): void
}

export interface Schedule {
  /** How each step ended. A step still `waiting` was never started, because of a stop. Rejects when a step can't say how it ended. */
  readonly ended: Promise<ReadonlyMap<string, StepStatus>>
  /** Starts nothing more, and stops what runs. */
  stop(force: boolean): void
}

/** @param steps in an order that keeps every dependency; of those that could run, the first does */
export function schedule<S extends Schedulable>(steps: readonly S[], options: ScheduleOptions<S>): Schedule {
  const scheduler = new Scheduler(steps, options)
  return { ended: scheduler.ended, stop: (force) => scheduler.stop(force) }
}

class Scheduler<S extends Schedulable> {
  readonly ended: Promise<ReadonlyMap<string, StepStatus>>
  readonly #steps: readonly S[]
  readonly #options: ScheduleOptions<S>
  readonly #status: StepStatus[]
  /** How many steps each one still waits for. */
  readonly #missing: Int32Array
  readonly #after: number[][]
  /** Steps that could run now, in their order. */
  readonly #ready: number[] = []
  readonly #running = new Map<number, RunningStep>()
  readonly #finish = Promise.withResolvers<ReadonlyMap<string, StepStatus>>()
  #stopped = false

  constructor(steps: readonly S[], options: ScheduleOptions<S>) {
    this.#steps = steps
    this.#options = options
    this.ended = this.#finish.promise
    const index = new Map(steps.map(({ id }, at) => [id, at]))
    this.#after = steps.map(() => [])
    this.#missing = new Int32Array(steps.length)
    this.#status = steps.map(({ id }) => (options.done.has(id) ? 'done' : 'waiting'))
    steps.forEach(({ dependsOn }, at) => {
      for (const before of dependsOn.map((id) => index.get(id))) {
        if (before === undefined || this.#status[before] === 'done') continue
        this.#after[before]?.push(at)
        this.#missing[at] = (this.#missing[at] ?? 0) + 1
      }
      if (this.#status[at] === 'waiting' && this.#missing[at] === 0) this.#ready.push(at)
    })
    this.#go()
  }

  stop(force: boolean): void {
    this.#stopped = true
    for (const process of [...this.#running.values()]) process.stop(force)
    this.#go()
  }

  #go(): void {
    while (!this.#stopped && this.#running.size < this.#options.jobs) {
      const next = this.#ready.shift()
      if (next === undefined) break
      this.#start(next)
    }
    if (this.#running.size > 0) return
    this.#finish.resolve(new Map(this.#steps.map(({ id }, at) => [id, this.#status[at] ?? 'waiting'])))
  }

  #start(at: number): void {
    const step = this.#steps[at]
    if (!step) return
    this.#change(at, 'running')
    const process = this.#options.start(step)
    this.#running.set(at, process)
    process.ended.then(
      (isDone) => this.#end(at, isDone),
      (error: unknown) => {
        this.#finish.reject(error)
        this.#running.delete(at)
        this.stop(true)
      },
    )
  }

  #end(at: number, isDone: boolean): void {
    this.#running.delete(at)
    if (isDone) {
      this.#change(at, 'done')
      for (const next of this.#after[at] ?? []) {
        this.#missing[next] = (this.#missing[next] ?? 0) - 1
        if (this.#missing[next] === 0 && this.#status[next] === 'waiting') this.#makeReady(next)
      }
    } else if (this.#stopped) {
      this.#change(at, 'stopped')
    } else {
      this.#change(at, 'failed')
      this.#skipAfter(at)
    }
    this.#go()
  }

  #skipAfter(failed: number): void {
    const reached = [failed]
    const skipped: number[] = []
    for (let at = reached.pop(); at !== undefined; at = reached.pop()) {
      for (const next of this.#after[at] ?? []) {
        if (this.#status[next] !== 'waiting') continue
        this.#status[next] = 'skipped'
        skipped.push(next)
        reached.push(next)
      }
    }
    for (const at of skipped.sort((a, b) => a - b)) this.#change(at, 'skipped', this.#steps[failed])
  }

  #makeReady(at: number): void {
    const place = this.#ready.findIndex((other) => other > at)
    this.#ready.splice(place < 0 ? this.#ready.length : place, 0, at)
  }

  #change(at: number, status: StepStatus, cause?: S): void {
    this.#status[at] = status
    const step = this.#steps[at]
    if (step) this.#options.onChange?.(step, status, cause)
  }
}
