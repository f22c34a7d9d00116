/**
 * How many statements Argo's own controller brings to an end: objects, the largest object over the run, and requests,
 * for programs like those of ../bench/scale.ts, with the stock roles and limits.
 *
 *     node test/argo-controller/scale.ts [--fuse] STATEMENTS...
 */
import { compile, defaultSettings } from '../../src/index.ts'
import { argoController } from '../support/argo-controller.ts'

const words = process.argv.slice(2)
const fuse = words.includes('--fuse')
const counts = words.filter((word) => /^\d+$/.test(word)).map(Number)

/** A table made anew, a model of it, its predictions, and a line in a report; each for itself. */
const part = (at: number): string => `DROP TABLE IF EXISTS db.sample_${at};
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

const columns = [
  'statements',
  'steps',
  'objects',
  'input KB',
  'largest KB',
  'bytes/step',
  'template KB',
  'requests',
  'GETs of templates',
  'reached',
  'at once',
  'minutes',
  'machine s',
  'outcome',
]

const controller = argoController()
if (!controller.available) throw new Error(controller.reason)
console.log(`| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`)
for (const count of counts.length > 0 ? counts : [300, 1000, 3000]) {
  const text = Array.from({ length: count / 5 }, (_, at) => part(at)).join('\n')
  const settings = { ...defaultSettings, plan: { ...defaultSettings.plan, fuse } }
  const { plan, yaml, diagnostics } = await compile(text, { settings, path: 'large.sql', offline: true })
  if (!plan || yaml === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  const began = performance.now()
  const report = await controller
    .run(yaml, { timeout: 60 * 60_000, quiet: '20m' })
    .catch((error: Error) => error.message)
  const seconds = Math.round((performance.now() - began) / 1000)
  const steps = plan.steps.length
  const objects = yaml.split(/^---$/m).length
  const row = [count, steps, objects, kilobytes(yaml.length)]
  if (typeof report === 'string') {
    console.log(`| ${[...row, ...Array(8).fill(''), seconds, report].join(' | ')} |`)
    continue
  }
  const workflow = report.workflows[0]
  const largest = report.largest.find(({ resource }) => resource === 'workflows')?.bytes ?? 0
  const requests = Object.values(report.requests).reduce((sum, next) => sum + next, 0)
  const gets = report.requests['get workflowtemplates'] ?? 0
  const told = report.log.filter((line) => line.startsWith('ERROR') && !line.includes('record event'))
  console.log(
    `| ${[
      ...row,
      kilobytes(largest),
      Math.round(largest / steps),
      kilobytes(Math.max(0, ...report.templates.map(({ bytes }) => bytes))),
      requests,
      gets,
      steps - report.notReached.length,
      report.mostRunning,
      Math.round(report.seconds / 60),
      seconds,
      [
        workflow?.phase || 'Pending',
        report.ended === 'completed' ? '' : report.ended,
        workflow?.message ?? '',
        ...told,
      ]
        .filter((word) => word !== '')
        .join(': '),
    ].join(' | ')} |`,
  )
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 1024)
}
