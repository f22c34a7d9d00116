/** Follows a workflow to its end, however often the line to it breaks, and tells each change of a step once. */
import type { Plan, Step } from '../plan/plan.ts'
import { type Created, SubmissionError, type WorkflowService } from './service.ts'
import { isOver, type NodeState, type WorkflowState, workflowState } from './status.ts'

export interface WatchEvents {
  /** A step has another state than before. */
  readonly step: (step: Step, state: NodeState) => void
  /** After all changes that came together. */
  readonly seen: (state: WorkflowState) => void
  /** The line broke; it is tried again in so many seconds. */
  readonly lost: (reason: string, seconds: number) => void
}

/** Waits between tries, in seconds; then the service is taken for gone. */
const waits = [1, 2, 4, 8, 15, 30, 30] as const

/**
 * The state in which the workflow has ended.
 *
 * @throws SubmissionError when the service can't be reached for a minute and a half, or refuses
 */
export async function follow(
  service: WorkflowService,
  workflow: Created,
  plan: Plan,
  events: WatchEvents,
  signal: AbortSignal,
): Promise<WorkflowState> {
  const ids = new Set(plan.steps.map(({ id }) => id))
  const known = new Map<string, string>()
  let failures = 0
  for (;;) {
    let problem = new SubmissionError('the service ended the connection', true)
    try {
      for await (const object of service.watch(workflow, signal)) {
        failures = 0
        const state = workflowState(object, ids)
        for (const step of plan.steps) {
          const node = state.steps.get(step.id)
          if (!node || known.get(step.id) === node.phase) continue
          known.set(step.id, node.phase)
          events.step(step, node)
        }
        events.seen(state)
        if (isOver(state.phase)) return state
      }
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof SubmissionError) || !error.passing) throw error
      problem = error
    }
    signal.throwIfAborted()
    const seconds = waits[failures++]
    if (seconds === undefined) throw problem
    // Services end watches after a while as a matter of course: that needs no word.
    if (failures > 1) events.lost(problem.message, seconds)
    await pause(seconds * 1000, signal)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}
