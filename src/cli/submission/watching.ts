/** A workflow that was sent, followed on standard error: each step as it changes, then the tree, and why it failed. */
import { visible } from '../../diagnostics/render/text.ts'
import type { Source } from '../../diagnostics/source.ts'
import type { Host } from '../../host.ts'
import type { Plan, Step } from '../../plan/plan.ts'
import type { StepStatus } from '../../runner/scheduler.ts'
import { addressOf } from '../../runner/words.ts'
import { type Created, SubmissionError, type WorkflowService } from '../../submission/service.ts'
import type { NodeState } from '../../submission/status.ts'
import { isFailure, progressOf, stateTree, wordsOf } from '../../submission/tree.ts'
import { follow } from '../../submission/watch.ts'
import { displayOn, painter } from '../display.ts'
import { exitCodes } from '../errors.ts'
import { type CommonOptions, wantsColor } from '../session.ts'

export interface Watching {
  readonly host: Host
  readonly service: WorkflowService
  readonly workflow: Created
  readonly plan: Plan
  readonly source: Source
  readonly options: CommonOptions
  readonly signal: AbortSignal
}

/** How much of the log of a failed step is shown. */
const logLines = 20

/** The exit code: a step that failed is a problem of the program, an error of the cluster is not. */
export async function watchWorkflow(watching: Watching): Promise<number> {
  const { host, service, workflow, plan, source, signal } = watching
  const display = displayOn(host)
  const paint = painter(wantsColor(host, watching.options))
  host.observer?.planned(plan, new Set())
  const onStep = (step: Step, state: NodeState): void => {
    host.observer?.step(step, { status: statusOf(state.phase) })
    if (state.phase === 'Running') {
      display.event(`${step.id}  started`)
      display.begin(step.id, async () => '')
      return
    }
    display.end(step.id)
    if (state.phase === 'Pending') return
    const style = state.phase === 'Succeeded' ? 'good' : isFailure(state.phase) ? 'bad' : 'dim'
    display.say(`${step.id}  ${paint(style, wordsOf(state))}`)
  }
  try {
    const events = {
      step: onStep,
      seen: (state: Parameters<typeof progressOf>[1]) => display.progress(progressOf(plan.steps, state)),
      lost: (reason: string, seconds: number) =>
        display.say(`${visible(service.place)}: ${visible(reason)}; asking again in ${seconds} s`),
    }
    const state = await follow(service, workflow, plan, events, signal)
    display.close()
    host.err(`\n${stateTree(plan, state, paint)}\n`)
    for (const step of plan.steps) {
      const node = state.steps.get(step.id)
      if (node && isFailure(node.phase)) await showLog(watching, step, node)
    }
    if (state.phase === 'Succeeded') return exitCodes.fine
    if (state.message) host.err(`\n${visible(state.message)}\n`)
    return state.phase === 'Error' ? exitCodes.environment : exitCodes.problems
  } catch (error) {
    display.close()
    if (signal.aborted)
      host.err(`${visible(workflow.name)} goes on; argo stop ${visible(workflow.name)} stops it\n`)
    else if (error instanceof SubmissionError)
      host.err(`${visible(workflow.name)} is not watched any more; it goes on\n`)
    throw error
  }

  async function showLog(of: Watching, step: Step, { pod }: NodeState): Promise<void> {
    const at = `\n${step.id} failed\n  --> ${addressOf(source, step.line)}\n`
    if (pod === undefined) {
      host.err(`${at}  it had no pod\n`)
      return
    }
    try {
      const lines = await of.service.logs(of.workflow, pod, logLines, signal)
      host.err(`${at}${lines.map((line) => `    ${visible(line)}\n`).join('')}`)
    } catch (error) {
      if (!(error instanceof SubmissionError)) throw error
      host.err(`${at}  its log can't be had: ${visible(error.message)}\n`)
    }
  }
}

/** The phases of Argo in the words of a run here. */
function statusOf(phase: NodeState['phase']): StepStatus {
  if (isFailure(phase)) return 'failed'
  return statuses[phase] ?? 'waiting'
}

const statuses: Readonly<Partial<Record<NodeState['phase'], StepStatus>>> = {
  Running: 'running',
  Succeeded: 'done',
  Skipped: 'skipped',
  Omitted: 'skipped',
}
