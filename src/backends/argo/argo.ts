/** Plan → Argo: the objects, their limits, and the text. The only room that says "argoproj". */
import type { Backend } from '../backend.ts'
import { payload } from '../payload.ts'
import { buildDags } from './dag.ts'
import { rootObject } from './objects.ts'
import { outsource, overhead } from './outsource.ts'
import { leafTemplates, templateOf } from './templates.ts'
import { tooLargeSteps } from './too-large.ts'
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
    const { settings } = options
    const leaves = leafTemplates(plan, options)
    const inputs = plan.steps.map(({ spec }) => payload(spec))
    const problems = tooLargeSteps(plan, inputs, leaves, settings)
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
