/**
 * What a program of 10,000 statements becomes: objects, bytes and bytes per step, held against Argo's limits and the
 * CRDs, and against one template for each statement, which is SQLFlow's way.
 *
 *     node test/bench/scale.ts [STATEMENTS]
 */
import { templateOf } from '../../src/backends/argo/templates.ts'
import type { Template } from '../../src/backends/argo/types.ts'
import { compile, defaultSettings, type Settings } from '../../src/index.ts'
import { argoLint } from '../support/argo-lint.ts'
import { judge, type Manifest, manifests } from '../support/judge.ts'

const count = Number(process.argv[2] ?? 10_000)

/** A table made anew, a model of it, its predictions, and a line in a report; each for itself. */
function part(at: number): string {
  return `DROP TABLE IF EXISTS db.sample_${at};
CREATE TABLE db.sample_${at} AS SELECT a, b, c FROM db.source_${at} WHERE day = '2026-01-01';
SELECT a, b, c FROM db.sample_${at}
TO TRAIN xgboost.gbtree
WITH objective = "multi:softmax", num_class = 3, train.num_boost_round = 10
COLUMN a, b
LABEL c
INTO model_${at};
SELECT a, b FROM db.fresh_${at} TO PREDICT db.result_${at}.c USING model_${at};
SELECT count(*) FROM db.result_${at};
`
}

const text = Array.from({ length: count / 5 }, (_, at) => part(at)).join('\n')

for (const fuse of [false, true]) await measure({ ...defaultSettings, plan: { fuse } })

async function measure(settings: Settings): Promise<void> {
  const start = performance.now()
  const { yaml = '', plan, diagnostics } = await compile(text, { settings, path: 'large.sql', offline: true })
  const time = performance.now() - start
  const wrong = diagnostics.filter(({ severity }) => severity === 'error')
  if (!plan || wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('\n'))
  const objects = manifests(yaml)
  const sizes = objects.map((object) => JSON.stringify(object).length)
  const templates = objects.map(({ spec }) => spec.templates?.length ?? 0)
  const tasks = objects.flatMap(({ spec }) => spec.templates?.map(({ dag }) => dag?.tasks?.length ?? 0) ?? [])
  const steps = plan.steps.length
  const total = sum(sizes)
  console.log(
    `\n${count} statements, ${settings.plan.fuse ? 'fused' : 'not fused'}: ${steps} steps in ${time.toFixed(0)} ms`,
  )
  line('objects', objects.length)
  line('DAGs', tasks.filter((tasks) => tasks > 0).length)
  line('most tasks of a DAG', most(tasks), settings.limits.tasksPerDag)
  line('most templates of an object', most(templates), settings.limits.templatesPerWorkflow)
  line('largest object, stored twice (bytes)', 2 * most(sizes), settings.limits.workflowBytes)
  line('bytes in all', total)
  line('bytes per step', Math.round(total / steps))
  const each = templateEach(objects, new Set(plan.steps.map((step) => templateOf(step, settings))))
  line('bytes per step, a template for each', Math.round(each / steps))
  console.log(
    `${'a template for each takes'.padEnd(44)} ${(each / total).toFixed(1).padStart(9)} times as much`,
  )
  const problems = judge(yaml)
  console.log(problems.length === 0 ? 'valid by the CRDs and Argo’s rules' : problems.slice(0, 5).join('\n'))
  console.log(await verdictOfArgo(yaml))
}

/** What Argo's own linter says of all objects together, as they refer to each other. */
async function verdictOfArgo(yaml: string): Promise<string> {
  const argo = argoLint()
  if (!argo.available) return `Argo’s own offline lint is left out: ${argo.reason}`
  const problems = await argo.problems(yaml)
  return problems === ''
    ? 'taken by Argo’s own offline lint'
    : `not taken by Argo’s own offline lint: ${problems}`
}

/** The bytes of the same steps with the leaf template copied out for each of them, its arguments filled in. */
function templateEach(objects: readonly Manifest[], leaves: ReadonlySet<string>): number {
  const all = objects.flatMap(({ spec }) => (spec.templates ?? []) as unknown as readonly Template[])
  const own = new Map(all.map((template) => [template.name, JSON.stringify(template).length]))
  let bytes = 0
  for (const task of all.flatMap(({ dag }) => dag?.tasks ?? [])) {
    const name = task.template ?? task.templateRef?.template ?? ''
    bytes += JSON.stringify(task).length + (leaves.has(name) ? (own.get(name) ?? 0) : 0)
  }
  return bytes
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function most(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), 0)
}

function line(what: string, value: number, limit?: number): void {
  const of = limit === undefined ? '' : ` of ${limit.toLocaleString('en')}`
  console.log(`${what.padEnd(44)} ${value.toLocaleString('en').padStart(9)}${of}`)
}
