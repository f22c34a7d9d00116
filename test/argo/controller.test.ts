/**
 * Argo's own controller runs what is compiled: examples and fixtures to the end, in the order of the plan, with the
 * rights that Argo's stock roles give; and faults of steps and nodes end as they should.
 */
import { describe, expect, test } from 'vitest'
import { type CompileResult, compile, defaultSettings, type Plan, type Settings } from '../../src/index.ts'
import { argoController, type ControllerOptions, type ControllerReport } from '../support/argo-controller.ts'
import { fixtures } from '../support/fixture-files.ts'
import { examples } from '../tools/examples.ts'

const controller = argoController()

/** What a pod's template may have, of the 131,072 bytes above which it needs a ConfigMap, which the stock roles forbid. */
const templateLimit = defaultSettings.limits.podBytes

async function run(yaml: string | undefined, options?: ControllerOptions): Promise<ControllerReport> {
  if (!controller.available || yaml === undefined) throw new Error('nothing to run')
  return controller.run(yaml, options)
}

function programs(): readonly { name: string; compile: () => Promise<CompileResult> }[] {
  return [
    ...examples(),
    ...fixtures('argo').map(({ name, text, options }) => ({
      name,
      compile: () => compile(text, { path: name, offline: true, ...options }),
    })),
  ]
}

/** Dependencies that the run did not keep: a step began before one that it depends on had ended. */
function violations(plan: Plan, { tasks }: ControllerReport): string[] {
  const byName = new Map(tasks.map((task) => [task.name, task]))
  return plan.steps.flatMap(({ id, dependsOn }) =>
    dependsOn
      .filter((before) => {
        const [first, second] = [byName.get(before), byName.get(id)]
        return (
          second !== undefined && second.start > 0 && !(first && first.end > 0 && first.end < second.start)
        )
      })
      .map((before) => `${id} began before ${before} had ended`),
  )
}

/** A step and all that depend on it. */
function dependants(plan: Plan, step: string): Set<string> {
  const found = new Set([step])
  for (const { id, dependsOn } of plan.steps) if (dependsOn.some((before) => found.has(before))) found.add(id)
  found.delete(step)
  return found
}

const phases = ({ tasks }: ControllerReport): Record<string, string> =>
  Object.fromEntries(tasks.map(({ name, phase }) => [name, phase]))

function expectWhole(plan: Plan, report: ControllerReport): void {
  expect(report.workflows.map(({ phase }) => phase)).toEqual(['Succeeded'])
  expect(phases(report)).toEqual(Object.fromEntries(plan.steps.map(({ id }) => [id, 'Succeeded'])))
  expect(report.notReached).toEqual([])
  expect(violations(plan, report)).toEqual([])
}

describe.skipIf(!controller.available)(
  `Argo’s own controller${controller.available ? '' : ` (left out: ${controller.reason})`}`,
  () => {
    describe.each(programs())('$name', ({ compile }) => {
      test('runs with the stock roles, and keeps every dependency of the plan', async () => {
        const { plan, yaml } = await compile()
        const report = await run(yaml)
        expect(report.refusals).toEqual({})
        for (const { bytes } of report.templates) expect(bytes).toBeLessThanOrEqual(templateLimit)
        expectWhole(plan as Plan, report)
      })

      test('omits exactly the dependants of a step that fails', async () => {
        const { plan, yaml } = await compile()
        const failing = mostNeeded(plan as Plan)
        const report = await run(yaml, {
          rules: [{ step: failing, end: 'failed', exitCode: 1 }],
        })
        const omitted = dependants(plan as Plan, failing)
        expect(report.workflows.map(({ phase }) => phase)).toEqual(['Failed'])
        expect(phases(report)).toEqual(
          Object.fromEntries(
            (plan as Plan).steps.map(({ id }) => [
              id,
              id === failing ? 'Failed' : omitted.has(id) ? 'Omitted' : 'Succeeded',
            ]),
          ),
        )
        expect(new Set(report.notReached)).toEqual(omitted)
        expect(report.tasks.find((task) => task.name === failing)?.exitCode).toBe(1)
      })
    })

    describe('a step that may run twice', () => {
      const program =
        'SELECT a, b FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL b INTO m;'

      test.each(['lost', 'init-error', 'wait-error'] as const)('is tried again after: %s', async (end) => {
        const { yaml } = await compile(program)
        const report = await run(yaml, { rules: [{ step: '.*', attempt: 1, end }] })
        expect(report.tasks.map(({ phase, tries }) => [phase, tries.length])).toEqual([['Succeeded', 2]])
      })

      test.each([
        ['failed', 1],
        ['oom', 137],
      ] as const)('is not tried again after: %s', async (end, exitCode) => {
        const { yaml } = await compile(program)
        const report = await run(yaml, { rules: [{ step: '.*', end, exitCode: 1 }] })
        expect(report.tasks.map(({ phase, exitCode, tries }) => [phase, exitCode, tries.length])).toEqual([
          ['Failed', exitCode, 1],
        ])
      })

      // retryPolicy OnError: Argo calls these pods Failed.
      test.fails.each(['evicted', 'shutdown', 'preempted'] as const)(
        'is tried again after: %s (fails: the policy only knows errors)',
        async (end) => {
          const { yaml } = await compile(program)
          const report = await run(yaml, { rules: [{ step: '.*', attempt: 1, end }] })
          expect(report.tasks.map(({ phase, tries }) => [phase, tries.length])).toEqual([['Succeeded', 2]])
        },
      )

      // backoff.maxDuration counts from the start of the first try.
      test.fails('is tried again after an hour of work (fails: maxDuration has passed)', async () => {
        const { yaml } = await compile(program)
        const report = await run(yaml, { rules: [{ step: '.*', attempt: 1, end: 'lost', after: '1h' }] })
        expect(report.tasks.map(({ phase, tries }) => [phase, tries.length])).toEqual([['Succeeded', 2]])
      })
    })

    test('a WorkflowTemplate runs when it is submitted', async () => {
      const { plan, yaml } = await compile('CREATE TABLE a AS SELECT 1; CREATE TABLE b AS SELECT * FROM a;', {
        settings: { ...defaultSettings, workflow: { ...defaultSettings.workflow, kind: 'WorkflowTemplate' } },
      })
      expectWhole(plan as Plan, await run(yaml))
    })

    test('a CronWorkflow runs at its time', async () => {
      const { workflow } = defaultSettings
      const { plan, yaml } = await compile('CREATE TABLE a AS SELECT 1; CREATE TABLE b AS SELECT * FROM a;', {
        settings: {
          ...defaultSettings,
          workflow: {
            ...workflow,
            kind: 'CronWorkflow',
            cron: { ...workflow.cron, schedules: ['0 3 * * *'] },
          },
        },
      })
      expectWhole(plan as Plan, await run(yaml, { quiet: '25h' }))
    })

    test('nested DAGs and templates that refer to each other run', async () => {
      const limits = { ...defaultSettings.limits, tasksPerDag: 10, workflowBytes: 120_000 }
      const settings: Settings = {
        ...defaultSettings,
        plan: { ...defaultSettings.plan, fuse: false },
        limits,
      }
      const text = Array.from(
        { length: 40 },
        (_, at) => `CREATE TABLE t${at + 1} AS SELECT '${'x'.repeat(1000)}' FROM t${Math.floor(at / 2)};`,
      ).join('\n')
      const { plan, yaml = '' } = await compile(text, { settings })
      expect(yaml.match(/^---$/gm)?.length).toBeGreaterThan(0)
      const report = await run(yaml)
      expectWhole(plan as Plan, report)
      expect(report.mostRunning).toBeGreaterThan(2)
    })
  },
)

/** The step with the most dependants. */
function mostNeeded(plan: Plan): string {
  const counted = plan.steps.map(({ id }) => [id, dependants(plan, id).size] as const)
  return counted.reduce((best, next) => (next[1] > best[1] ? next : best))[0]
}
