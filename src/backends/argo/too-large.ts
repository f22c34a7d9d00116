/** Steps that one object, or one pod, can't hold. */
import type { Settings } from '../../config/settings.ts'
import type { Plan, Step } from '../../plan/plan.ts'
import type { BackendProblem } from '../backend.ts'
import { templateOf } from './templates.ts'
import type { Template } from './types.ts'

/** The part of an object that one step may take; the object has more to hold than its largest step. */
const share = 0.5

/** What the controller adds to a pod's template: names, defaults, the values of parameters. */
const added = 2048

/** @param inputs of the steps, as text */
export function tooLargeSteps(
  plan: Plan,
  inputs: readonly string[],
  leaves: readonly Template[],
  settings: Settings,
): BackendProblem[] {
  const { podBytes, workflowBytes } = settings.limits
  const bytesOf = new Map(leaves.map((leaf) => [leaf.name, jsonBytes(leaf) + added]))
  return plan.steps.flatMap((step, at): BackendProblem[] => {
    const input = inputs[at] ?? ''
    const own = bytesOf.get(templateOf(step, settings)) ?? 0
    // The text that is written is longer than the JSON that it holds.
    if (input.length > workflowBytes * share && JSON.stringify(step.spec).length > workflowBytes * share) {
      const where = 'a workflow'
      return [problem(step, where, `${where} holds ${kib(workflowBytes)} KiB, and keeps each step twice`)]
    }
    // Few inputs are long enough to be measured.
    if (own + input.length * longestEscape <= podBytes || own + jsonBytes(input) <= podBytes) return []
    return [
      problem(
        step,
        'its pod',
        `a pod’s template holds ${kib(podBytes)} KiB (limits.podBytes), and the step’s program takes ${kib(own)} KiB of it`,
      ),
    ]
  })
}

function problem(step: Step, where: string, reason: string): BackendProblem {
  const bytes = JSON.stringify(step.spec).length
  return {
    name: 'too-large',
    message: `the step ${step.id} has ${kib(bytes)} KiB of input, more than fits into ${where}`,
    statement: step.statements[0] ?? 0,
    help: `load the data from a file or a table: ${reason}`,
  }
}

/** `<` as Go writes it. */
const longestEscape = '\\u003c'.length

/** Of what Argo's controller makes of it, which escapes as Go does. All of it is ASCII. */
function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value)
  return text.length + (text.match(/[<>&]/g)?.length ?? 0) * (longestEscape - 1)
}

function kib(bytes: number): number {
  return Math.round(bytes / 1024)
}
