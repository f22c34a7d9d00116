/** Plan → Argo: the objects, their limits, and the text. The only room that says "argoproj". */
import type { Plan } from '../../plan/plan.ts'
import type { Backend, BackendProblem, EmitOptions } from '../backend.ts'
import { payload } from '../payload.ts'
import { buildDags } from './dag.ts'
import { rootObject } from './objects.ts'
import { outsource, overhead } from './outsource.ts'
import { leafTemplates, templateOf } from './templates.ts'
import { toYaml } from './yaml.ts'

/** The part of what an object may hold that one step of several statements may take. */
const fusedShare = 64

export const argo: Backend = {
  limits: ({ workflow, limits }) => ({
    // A deadline for each step is meant for each statement.
    singleStatements: workflow.stepDeadlineSeconds !== undefined,
    fusedLength: limits.workflowBytes / fusedShare,
    stepsPerPart: limits.tasksPerDag,
    skipsDone: workflow.memoize.cache !== undefined,
  }),
  async emit(plan, options) {
    const inputs = plan.steps.map(({ spec }) => payload(spec))
    const problems = tooLargeSteps(plan, inputs, options)
    const { settings } = options
    const leaves = leafTemplates(plan, options)
    const dags = buildDags(
      plan,
      inputs,
      (step) => templateOf(step, settings),
      settings.workflow.retries.limit,
      {
        tasks: settings.limits.tasksPerDag,
        // However low the limit is set, a DAG has more than one task.
        bytes: Math.max(settings.limits.workflowBytes / 2 - overhead, overhead),
      },
    )
    const { templates, objects } = outsource(dags, leaves, options)
    const comments = new Map(
      plan.steps.map(({ id, lines }) => [id, lines.map(({ line, headline }) => `line ${line}: ${headline}`)]),
    )
    const root = rootObject(plan, templates, options)
    return { text: await toYaml([...objects, root], comments), problems }
  },
}

/** The part of the limit that one step may take; the object has more to hold than its largest step. */
const share = 0.5

/** A step is kept twice, in the workflow's spec and in its status. */
function tooLargeSteps(plan: Plan, inputs: readonly string[], { settings }: EmitOptions): BackendProblem[] {
  const limit = settings.limits.workflowBytes
  return plan.steps.flatMap((step, at) => {
    // The text that is written is longer than the JSON that it holds.
    if ((inputs[at]?.length ?? 0) <= limit * share) return []
    const bytes = JSON.stringify(step.spec).length
    if (bytes <= limit * share) return []
    return [
      {
        name: 'too-large' as const,
        message: `the step ${step.id} has ${Math.round(bytes / 1024)} KiB of input, more than fits into a workflow`,
        statement: step.statements[0] ?? 0,
        help: `load the data from a file or a table: a workflow holds ${Math.round(limit / 1024)} KiB, and keeps each step twice`,
      },
    ]
  })
}
