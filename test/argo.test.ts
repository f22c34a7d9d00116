/** Plan → Argo: what is emitted is valid, survives Argo's templating, and keeps every dependency at any size. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { payload } from '../src/backends/argo/payload.ts'
import { analyze, compile, defaultSettings, type Plan, plan, type Settings } from '../src/index.ts'
import { dependencies } from './support/argo-rules.ts'
import { podsOf } from './support/argo-substitution.ts'
import { crds } from './support/crd.ts'
import { judge, manifests } from './support/judge.ts'

async function compiled(
  text: string,
  settings: Settings = defaultSettings,
  path = 'program.sql',
): Promise<string> {
  const { yaml, diagnostics } = await compile(text, { settings, path })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return yaml ?? ''
}

async function planOf(text: string): Promise<Plan> {
  const { plan: made } = await plan(text)
  if (!made) throw new Error('no plan')
  return made
}

function withWorkflow(workflow: Partial<Settings['workflow']>): Settings {
  return { ...defaultSettings, workflow: { ...defaultSettings.workflow, ...workflow } }
}

const pipeline = `CREATE TABLE a AS SELECT * FROM raw;
SELECT * FROM a TO TRAIN my/img:1.0/xgboost.gbtree WITH objective = "binary:logistic" LABEL y INTO m;
SELECT * FROM b TO PREDICT r.t.y USING m;`

describe('payload', () => {
  const hostile = [
    '{{workflow.name}}',
    '{{=1+1}}',
    '{{',
    '}}',
    '$(HOME)',
    '$$',
    '$' + '{x}',
    '\0',
    '\x07\x0b\x7f',
    '\u2028\u0085',
    '😀🫨',
    '\ud800',
    "'''",
    '"""',
    'a\nb\r\n\tc',
    '{{tasks.x.outputs.result}}',
    '{{inputs.parameters.image}}',
    '%s',
    '\\u007b\\u007b',
  ]

  test('is JSON in printable ASCII without a brace or dollar sign in any string', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const document = { value: value as never, [text]: text, list: hostile }
        const written = payload(document)
        expect(written).toMatch(/^[\n -~]*$/)
        expect(written).not.toMatch(/\{\{|\}\}|\$/)
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(document)))
      }),
      { numRuns: 2000 },
    )
  })

  test.each(hostile.filter((text) => !text.includes('\ud800') && text !== '\0'))(
    'reaches its step unchanged: %j',
    async (text) => {
      const quoted = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
      const statement = `SELECT ${quoted} AS x FROM \`${text.replaceAll('`', '')}\``
      const program = `${statement};\nSELECT 1 TO TRAIN i/m:1/a.B WITH model.x = ${quoted} LABEL y INTO m;\nSELECT 1 TO RUN i/m:1 CMD ${quoted};`
      const yaml = await compiled(program)
      expect(judge(yaml)).toEqual([])
      const { steps } = await planOf(program)
      const pods = manifests(yaml).flatMap((manifest) =>
        podsOf(manifest, { globals: new Map([['workflow.name', 'hacked']]) }),
      )
      expect(pods).toHaveLength(steps.length)
      for (const step of steps) {
        const pod = pods.find(({ task }) => task === step.id)
        const file = [...(pod?.files ?? [])].find(([path]) => path.endsWith('spec.json'))
        expect(JSON.parse(file?.[1] ?? '')).toEqual(step.spec)
      }
      const [sql, train, run] = steps.map(({ spec }) => spec as Record<string, unknown>)
      expect(sql?.['statements']).toEqual([{ sql: statement }])
      expect(train?.['attributes']).toEqual({ 'model.x': text })
      expect(run?.['command']).toEqual([text])
    },
  )
})

const oracle = crds()

describe('workflow', () => {
  test.skipIf(!oracle.available)(
    `the CRDs refuse what Argo refuses${oracle.available ? '' : ` (${oracle.reason})`}`,
    async () => {
      const yaml = await compiled(pipeline)
      for (const [right, wrong] of [
        ['entrypoint', 'entrypont'],
        ['OnPodSuccess', 'Nope'],
        ['depends: ', 'dependz: '],
        ['name: step', 'name: st ep'],
      ]) {
        expect(judge(yaml.replace(right ?? '', wrong ?? ''))).not.toEqual([])
      }
    },
  )

  test.each(['Workflow', 'WorkflowTemplate', 'CronWorkflow'] as const)('%s is valid', async (kind) => {
    const settings = withWorkflow({
      kind,
      cron: { ...defaultSettings.workflow.cron, schedules: ['0 3 * * *'], timezone: 'Asia/Shanghai' },
    })
    const yaml = await compiled(pipeline, settings)
    expect(judge(yaml)).toEqual([])
    expect(manifests(yaml)[0]?.kind).toBe(kind)
  })

  test('a dependency waits for success, and every edge of the plan is there', async () => {
    const { steps } = await planOf(pipeline)
    const [object] = manifests(await compiled(pipeline))
    const tasks = object?.spec.templates?.find(({ name }) => name === 'main')?.dag?.tasks ?? []
    expect(tasks.map((task) => [task.name, dependencies(task)])).toEqual(
      steps.map(({ id, dependsOn }) => [id, dependsOn]),
    )
    expect(tasks[2]?.depends).toBe(`${steps[1]?.id}.Succeeded`)
  })

  test('names are safe whatever the file, the models and the tables are called', async () => {
    const names = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 90 })
      .filter((text) => !/[`\\\0;]/.test(text))
    await fc.assert(
      fc.asyncProperty(names, names, async (model, path) => {
        const program = `SELECT 1 TO TRAIN a.B LABEL y INTO \`${model}\`;\nSELECT 1 TO PREDICT \`${model}\`.x.y USING \`${model}\`;`
        for (const kind of ['Workflow', 'CronWorkflow'] as const) {
          const settings = withWorkflow({
            kind,
            cron: { ...defaultSettings.workflow.cron, schedules: ['@daily'] },
          })
          expect(judge(await compiled(program, settings, path))).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('the same input gives the same bytes', async () => {
    expect(await compiled(pipeline)).toBe(await compiled(pipeline))
  })

  test('a broken program gives no workflow', async () => {
    const { yaml, plan: made } = await compile('SELECT 1 TO TRIAN x;')
    expect([yaml, made]).toEqual([undefined, undefined])
  })
})

describe('size', () => {
  const shapes: Record<string, (count: number) => string> = {
    'a chain': (count) =>
      Array.from({ length: count }, (_, i) => `CREATE TABLE t${i + 1} AS SELECT * FROM t${i};`).join('\n'),
    'independent statements': (count) =>
      Array.from({ length: count }, (_, i) => `CREATE TABLE t${i} AS SELECT 1 AS x;`).join('\n'),
    'a fan': (count) =>
      `CREATE TABLE a AS SELECT 1 AS x;\n${Array.from({ length: count - 2 }, (_, i) => `CREATE TABLE t${i} AS SELECT * FROM a;`).join('\n')}\nDROP TABLE a;`,
    'many chains that meet': (count) =>
      `${Array.from({ length: count - 1 }, (_, i) => `CREATE TABLE c${i % 20}_${Math.floor(i / 20) + 1} AS SELECT * FROM c${i % 20}_${Math.floor(i / 20)};`).join('\n')}\nSELECT * FROM ${Array.from({ length: 20 }, (_, i) => `c${i}_${Math.floor((count - 2 - i) / 20) + 1}`).join(', ')};`,
  }

  test.each(
    Object.entries(shapes).flatMap(([name, make]) => [201, 1000].map((count) => ({ name, count, make }))),
  )('$count statements, $name: nested DAGs that keep the order', async ({ count, make }) => {
    const text = make(count)
    const yaml = await compiled(text)
    expect(judge(yaml)).toEqual([])
    const objects = manifests(yaml)
    const before = orderOf(objects)
    for (const { from, to } of analyze(text).graph.edges) {
      expect(before(`s${String(from + 1).padStart(3, '0')}`, `s${String(to + 1).padStart(3, '0')}`)).toBe(
        true,
      )
    }
  })

  test('more than an object holds goes into WorkflowTemplates, and each stays within the limit', async () => {
    const text = Array.from(
      { length: 900 },
      (_, i) => `CREATE TABLE t${i + 1} AS SELECT ${'x'.repeat(1500)} FROM t${i};`,
    ).join('\n')
    const yaml = await compiled(text)
    expect(judge(yaml)).toEqual([])
    const objects = manifests(yaml)
    expect(objects.length).toBeGreaterThan(2)
    for (const object of objects)
      expect(2 * JSON.stringify(object).length).toBeLessThanOrEqual(defaultSettings.limits.workflowBytes)
  })
})

/** Whether the workflow makes one task wait for another, through the DAGs that contain them. */
function orderOf(objects: ReturnType<typeof manifests>): (from: string, to: string) => boolean {
  const templates = new Map(
    objects.flatMap(({ spec }) =>
      (spec.templates ?? []).map((template) => [template.name, template] as const),
    ),
  )
  const paths = new Map<string, readonly { dag: string; task: string }[]>()
  const ancestors = new Map<string, Map<string, Set<string>>>()
  const walk = (name: string, path: readonly { dag: string; task: string }[]): void => {
    const tasks = templates.get(name)?.dag?.tasks
    if (!tasks) return
    const known = new Map<string, Set<string>>()
    for (const task of tasks) {
      const all = new Set<string>()
      for (const other of dependencies(task)) {
        all.add(other)
        for (const further of known.get(other) ?? []) all.add(further)
      }
      known.set(task.name, all)
      const inner = [...path, { dag: name, task: task.name }]
      paths.set(task.name.slice(0, 1) === 's' ? (task.name.split('-')[0] ?? '') : task.name, inner)
      walk(task.templateRef?.template ?? task.template ?? '', inner)
    }
    ancestors.set(name, known)
  }
  walk('main', [])
  return (from, to) => {
    const [a, b] = [paths.get(from) ?? [], paths.get(to) ?? []]
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
      if (a[at]?.task === b[at]?.task) continue
      return (
        ancestors
          .get(a[at]?.dag ?? '')
          ?.get(b[at]?.task ?? '')
          ?.has(a[at]?.task ?? '') ?? false
      )
    }
    return false
  }
}
