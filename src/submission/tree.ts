/** The states of a workflow's steps for people, as a tree: a branch for each step, and why those failed that did. */
import { counted } from '../diagnostics/counted.ts'
import { visible } from '../diagnostics/render/text.ts'
import type { Plan, Step } from '../plan/plan.ts'
import { duration, type Paint, placeOf } from '../runner/words.ts'
import type { NodeState, Phase, WorkflowState } from './status.ts'

const signs: Readonly<Record<Phase, readonly [sign: string, style: 'good' | 'bad' | 'dim']>> = {
  Pending: ['◌', 'dim'],
  Running: ['●', 'dim'],
  Succeeded: ['✔', 'good'],
  Skipped: ['○', 'dim'],
  Omitted: ['○', 'dim'],
  Failed: ['✖', 'bad'],
  Error: ['✖', 'bad'],
}

export function stateTree(plan: Plan, state: WorkflowState, paint: Paint): string {
  const [, style] = signs[state.phase]
  const lines = [`${visible(state.name)}  ${paint(style, wordsOf(state))}`]
  plan.steps.forEach((step, at) => {
    const [branch, trunk] = at === plan.steps.length - 1 ? ['└─', '  '] : ['├─', '│ ']
    const node = state.steps.get(step.id)
    const [sign, colour] = signs[node?.phase ?? 'Pending']
    lines.push(`${branch} ${paint(colour, sign)} ${step.id}  ${wordsOf(node)}`)
    if (node && isFailure(node.phase)) lines.push(`${trunk}    ${placeOf(step)}`)
  })
  return lines.join('\n')
}

export function isFailure(phase: Phase): boolean {
  return phase === 'Failed' || phase === 'Error'
}

const words: Readonly<Record<Phase, string>> = {
  Pending: 'waits',
  Running: 'runs',
  Succeeded: 'done',
  Skipped: 'skipped',
  Omitted: 'not run, because another failed',
  Failed: 'failed',
  Error: 'failed on the cluster',
}

/** "failed after 3 s: exit code 1" */
export function wordsOf(node: Omit<NodeState, 'pod'> | undefined): string {
  const { phase, seconds, message }: Omit<NodeState, 'pod'> = node ?? { phase: 'Pending' }
  const ran = phase === 'Succeeded' || isFailure(phase)
  const time =
    seconds === undefined || !ran ? '' : ` ${phase === 'Succeeded' ? 'in' : 'after'} ${duration(seconds)}`
  return `${words[phase]}${time}${message && (isFailure(phase) || phase === 'Pending') ? `: ${visible(message)}` : ''}`
}

/** "3 of 12 done, 2 run" */
export function progressOf(steps: readonly Step[], { steps: states }: WorkflowState): string {
  const count = (...wanted: Phase[]): number =>
    steps.filter(({ id }) => wanted.includes(states.get(id)?.phase ?? 'Pending')).length
  const failed = count('Failed', 'Error')
  return `${count('Succeeded')} of ${counted(steps.length, 'step')} done, ${count('Running')} running${failed > 0 ? `, ${failed} failed` : ''}`
}
