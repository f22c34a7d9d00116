/** The plan for people: what runs, in which image, after what, and where each model's metadata is from. */

import type { PlanResult } from '../compile.ts'
import { counted } from '../diagnostics/counted.ts'
import { visible } from '../diagnostics/render/text.ts'
import { type Partition, partition, shapeOf, shapeOfParts } from '../plan/partition.ts'
import type { Plan, Step } from '../plan/plan.ts'

export function render({ plan, limits }: PlanResult): string {
  if (!plan || plan.steps.length === 0) return 'no steps\n'
  const fused = new Set(plan.fused?.chains.map(([first]) => first))
  const lines = plan.steps.flatMap((step) => stepLines(step, fused.has(step.statements[0])))
  return `${[...lines, '', ...shapeLines(plan, limits.stepsPerPart)].join('\n')}\n`
}

function stepLines(step: Step, isFused: boolean): string[] {
  const lines = [`${step.id}  ${step.program}  line ${step.line}`, `  ${step.headline}`]
  if (isFused)
    lines.push(`  statements ${numbers(step.statements)} fused: each waits only for the one before`)
  else if (step.statements.length > 1) lines.push(`  statements ${numbers(step.statements)} share a session`)
  if (step.settings.length > 0) lines.push(`  after the settings of statement ${numbers(step.settings)}`)
  lines.push(`  image ${step.image}`)
  if (step.dependsOn.length > 0) lines.push(`  after ${step.dependsOn.join(', ')}`)
  if (step.memoKey) lines.push(`  skipped when done before, by the key ${step.memoKey.slice(0, 12)}…`)
  if (step.model) lines.push(`  model ${step.model.name} ${originOf(step)}`)
  return lines.map(visible)
}

function originOf({ model, metadata }: Step): string {
  const estimator = metadata?.estimator ? `${metadata.estimator}, ` : ''
  if (model?.producer) return `(${estimator}trained at line ${model.producer.line} of this program)`
  return `(${estimator}read from ${model?.from === 'lock' ? 'the lock file' : (model?.store ?? 'the store')})`
}

function numbers(indexes: readonly number[]): string {
  return indexes.map((index) => index + 1).join(', ')
}

/** How parallel the plan is, and what cutting it into several DAGs costs. */
function shapeLines(plan: Plan, limit = Number.POSITIVE_INFINITY): string[] {
  const graph = digraph(plan)
  const whole = shapeOf(graph)
  const lines = [
    `${counted(plan.steps.length, 'step')}, critical path ${whole.criticalPath}, at most ${whole.width} at once`,
  ]
  if (plan.fused) {
    const { steps, criticalPath, width } = plan.fused
    lines.push(
      `without fusing: ${counted(steps, 'step')}, critical path ${criticalPath}, at most ${width} at once`,
    )
  }
  if (plan.steps.length <= limit) return lines
  const parts: Partition = partition(graph, { nodes: limit })
  const cut = shapeOfParts(graph, parts)
  return [
    ...lines,
    `in ${counted(parts.parts.length, 'DAG')} of at most ${limit}: critical path ${cut.criticalPath}, at most ${cut.width} at once`,
  ]
}

function digraph(plan: Plan): { size: number; from: number[]; to: number[] } {
  const index = new Map(plan.steps.map((step, at) => [step.id, at]))
  const from: number[] = []
  const to: number[] = []
  plan.steps.forEach((step, at) => {
    for (const id of step.dependsOn) {
      from.push(index.get(id) ?? 0)
      to.push(at)
    }
  })
  return { size: plan.steps.length, from, to }
}
