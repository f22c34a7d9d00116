/** One run: its steps as the plan allows, shown and written down. */

import { counted } from '../diagnostics/counted.ts'
import { visible } from '../diagnostics/render/text.ts'
import type { Source } from '../diagnostics/source.ts'
import type { Host, StepChange } from '../host.ts'
import type { Plan, Step } from '../plan/plan.ts'
import type { Display } from '../runner/display.ts'
import { type StepStatus, schedule } from '../runner/scheduler.ts'
import { addressOf, duration, type Paint, placeOf } from '../runner/words.ts'
import type { Interruption } from './interruption.ts'
import { lastLines } from './python.ts'
import type { RecordFile } from './run-folder.ts'
import { logOf, type StepEnd, type StepPlaces, startStep, stepFolder } from './step-processes.ts'
import { resultFiles, resultsText } from './step-results.ts'

export interface Execution {
  readonly host: Host
  readonly display: Display
  readonly interruption: Interruption
  readonly plan: Plan
  readonly source: Source
  readonly places: StepPlaces
  readonly record: RecordFile
  readonly jobs: number
  /** Steps that were done before. */
  readonly done: ReadonlySet<string>
  readonly paint: Paint
}

/** How many steps ended in which way, those of earlier runs among them. */
export type Tally = Readonly<Record<StepStatus, number>>

export async function execute(execution: Execution): Promise<Tally> {
  const { host, display, interruption, plan, places, record, jobs, done, source, paint } = execution
  const { machine } = host
  const began = new Map<string, number>()
  const ends = new Map<string, StepEnd>()
  const tally = {
    waiting: plan.steps.length - done.size,
    running: 0,
    done: done.size,
    failed: 0,
    skipped: 0,
    stopped: 0,
  }
  const results = new ResultOrder(execution)
  const seconds = ({ id }: Step): number => (machine.now() - (began.get(id) ?? machine.now())) / 1000

  const onChange = (step: Step, status: StepStatus, cause?: Step): void => {
    const { id } = step
    tally[status === 'running' || status === 'skipped' ? 'waiting' : 'running']--
    tally[status]++
    if (status === 'running') {
      began.set(id, machine.now())
      record.step(id, { status })
      host.observer?.step(step, { status })
      display.event(`${id}  started`)
      display.begin(
        id,
        async () => lastLines(await machine.tail(logOf(places.folder, step), 2000), 1)[0] ?? '',
      )
    } else {
      const error = status === 'failed' ? ends.get(id) : undefined
      record.step(id, {
        status,
        ...(began.has(id) ? { seconds: Math.round(seconds(step) * 1000) / 1000 } : {}),
        ...(error ? { error: error.reason.join(' ') } : {}),
        ...(cause ? { cause: cause.id } : {}),
      })
      display.end(id)
      if (host.observer) host.observer.step(step, changeOf(step, status, error))
      else display.say(words(step, status, cause))
      results.ended(step)
    }
    display.progress(progressOf(tally, plan.steps.length))
  }

  const changeOf = (step: Step, status: StepStatus, error: StepEnd): StepChange => ({
    status,
    ...(began.has(step.id) ? { seconds: seconds(step) } : {}),
    ...(error ? { ...error, log: logOf(places.folder, step) } : {}),
  })

  const words = (step: Step, status: StepStatus, cause?: Step): string => {
    const { id } = step
    if (status === 'skipped')
      return `${id}  ${paint('dim', 'skipped')}, because ${cause?.id ?? 'another'} failed`
    if (status === 'stopped') return `${id}  ${paint('bad', 'stopped')} after ${duration(seconds(step))}`
    if (status !== 'failed') return `${id}  ${paint('good', 'done')} in ${duration(seconds(step))}`
    const { reason: [reason = '', ...more] = [], line = step.line } = ends.get(id) ?? {}
    const lines = [
      `${id}  ${paint('bad', 'failed')} after ${duration(seconds(step))}: ${visible(reason)}`,
      ...more.map((line) => `    ${visible(line)}`),
      `  --> ${addressOf(source, line)}`,
      `  log: ${logOf(places.folder, step)}`,
    ]
    return lines.join('\n')
  }

  const scheduled = schedule(plan.steps, {
    jobs,
    done,
    onChange,
    start: (step) => {
      const process = startStep(host, places, step)
      const ended = process.ended.then((end) => {
        ends.set(step.id, end)
        return end === undefined
      })
      return { ended, stop: process.stop }
    },
  })
  const unsubscribe = interruption.onStop((force) => {
    const running = counted(tally.running, 'step')
    if (tally.running > 0) {
      display.say(force ? `ending ${running} at once` : `stopping ${running}; once more ends them at once`)
    }
    scheduled.stop(force)
  })
  try {
    await scheduled.ended
  } finally {
    unsubscribe()
  }
  await results.all()
  return tally
}

function progressOf({ done, failed, running, waiting, skipped }: Tally, total: number): string {
  const parts = [`${done} of ${total} done`]
  if (failed > 0) parts.push(`${failed} failed`)
  if (skipped > 0) parts.push(`${skipped} skipped`)
  parts.push(`${running} running`, `${waiting} waiting`)
  return parts.join(' · ')
}

/** Results are shown as soon as all steps before theirs in the program have ended: always in the same order. */
class ResultOrder {
  readonly #execution: Execution
  readonly #ended: Set<string>
  #next = 0
  #shown: Promise<void> = Promise.resolve()

  constructor(execution: Execution) {
    this.#execution = execution
    this.#ended = new Set(execution.done)
  }

  ended({ id }: Step): void {
    this.#ended.add(id)
    const { steps } = this.#execution.plan
    for (let step = steps[this.#next]; step && this.#ended.has(step.id); step = steps[this.#next]) {
      this.#next++
      this.#show(step)
    }
  }

  /** After a stop some steps have not even begun. */
  async all(): Promise<void> {
    const { steps } = this.#execution.plan
    for (const step of steps.slice(this.#next)) if (this.#ended.has(step.id)) this.#show(step)
    this.#next = steps.length
    await this.#shown
  }

  #show(step: Step): void {
    if (!this.#execution.done.has(step.id)) this.#shown = this.#shown.then(() => this.#showResults(step))
  }

  async #showResults(step: Step): Promise<void> {
    const { host, display, places } = this.#execution
    const folder = `${stepFolder(places.folder, step)}/outputs`
    const files = await resultFiles(host, folder)
    if (files.length === 0) return
    if (host.observer) {
      const read = async (name: string) => ({ name, bytes: await host.readFile(`${folder}/${name}`) })
      return host.observer.results(step, await Promise.all(files.map(read)))
    }
    const text = await resultsText(host, folder, files)
    // Between lines of progress they stand out better.
    const gap = host.stdoutIsTerminal ? '\n' : ''
    display.show(`${gap}${step.id}, ${placeOf(step)}\n${text}\n`)
  }
}
