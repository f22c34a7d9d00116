/** Plan → Argo: what is emitted is valid, survives Argo's templating, and keeps every dependency at any size. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kubernetesName, labelValue, shortHash } from '../../src/backends/argo/names.ts'
import { payload } from '../../src/backends/payload.ts'
import { analyze, compile, defaultSettings, type Plan, plan, type Settings } from '../../src/index.ts'
import { dependencies } from '../support/argo-rules.ts'
import { podsOf } from '../support/argo-substitution.ts'
import { crds } from '../support/crd.ts'
import { judge, manifests } from '../support/judge.ts'

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

describe('objects', () => {
  async function object(workflow: Partial<Settings['workflow']>, text = pipeline, path = 'program.sql') {
    const objects = manifests(await compiled(text, withWorkflow(workflow), path))
    const last = objects[objects.length - 1]
    if (!last) throw new Error('no object')
    return last as unknown as {
      metadata: Record<string, Record<string, string>>
      spec: Record<string, unknown>
    }
  }

  test('a CronWorkflow has its schedule, and only the settings that were given', async () => {
    const cron = { schedules: ['0 3 * * *'], concurrencyPolicy: 'Forbid' }
    const { spec } = await object({ kind: 'CronWorkflow', cron })
    expect(Object.keys(spec)).toEqual(['schedules', 'concurrencyPolicy', 'workflowSpec'])
    const all = { ...cron, timezone: 'Asia/Shanghai', startingDeadlineSeconds: 60, suspend: true }
    expect((await object({ kind: 'CronWorkflow', cron: all })).spec).toMatchObject(all)
  })

  test('it is labelled and described, under the labels and annotations of the settings', async () => {
    const { metadata } = await object(
      { labels: { team: 'growth' }, annotations: { owner: 'a b' }, namespace: 'ml' },
      pipeline,
      'jobs/Über {x}.sql',
    )
    expect(metadata).toEqual({
      generateName: 'ber-x-',
      namespace: 'ml',
      labels: { 'app.kubernetes.io/managed-by': 'sqlflowc', 'sqlflowc/program': 'ber-x', team: 'growth' },
      annotations: {
        'workflows.argoproj.io/title': '?ber (x)',
        'workflows.argoproj.io/description': '3 steps',
        owner: 'a b',
      },
    })
    const one = await object({}, 'SELECT 1;')
    expect(one.metadata['annotations']?.['workflows.argoproj.io/description']).toBe('1 step')
  })

  test('each step takes the resources of its engine, of ordinary SQL, or the default; no object is too large', async () => {
    const text = `SELECT 1; SELECT 1 TO TRAIN a.B LABEL y INTO n; SELECT 1 TO RUN i/m:1 CMD "x";
SELECT 1 TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL y INTO m;`
    const resourcesOf = async (resources: Settings['workflow']['resources']) => {
      const yaml = await compiled(text, withWorkflow({ resources }))
      expect(judge(yaml)).toEqual([])
      const objects = manifests(yaml)
      for (const one of objects)
        expect(2 * JSON.stringify(one).length).toBeLessThanOrEqual(defaultSettings.limits.workflowBytes)
      const templates = objects.flatMap(({ spec }) => spec.templates ?? []) as readonly {
        name: string
        script?: { resources?: { requests: { cpu: string } } }
        dag?: { tasks: readonly { name: string; template?: string; templateRef?: { template: string } }[] }
      }[]
      const cpu = new Map(templates.map(({ name, script }) => [name, script?.resources?.requests.cpu]))
      const tasks = templates.flatMap(({ dag }) => dag?.tasks ?? []).filter(({ name }) => /^s\d/.test(name))
      return tasks.map(({ template, templateRef }) => cpu.get(template ?? templateRef?.template ?? ''))
    }
    const cpu = (count: string) => ({ requests: { cpu: count } })
    const all = { default: cpu('1'), sql: cpu('2'), xgboost: cpu('3'), tensorflow: cpu('4') }
    expect(await resourcesOf(all)).toEqual(['2', '4', '1', '3'])
    expect(await resourcesOf({ default: cpu('1'), xgboost: cpu('3') })).toEqual(['1', '1', '1', '3'])
    expect(await resourcesOf({ sql: cpu('2') })).toEqual(['2', undefined, undefined, undefined])
  })

  test('runs at once wait for each other where they train the same models, whatever the order', async () => {
    const train = (model: string) => `SELECT 1 TO TRAIN a.B LABEL y INTO ${model};`
    const mutexes = async (text: string, modelMutex = true) =>
      (await object({ modelMutex }, text)).spec['synchronization']
    const both = await mutexes(train('m') + train('n'))
    expect(both).toEqual({
      mutexes: [
        { name: expect.stringMatching(/^model-m-[0-9a-f]{8}$/) },
        { name: expect.stringMatching(/^model-n-[0-9a-f]{8}$/) },
      ],
    })
    expect(await mutexes(train('n') + train('m') + train('n'))).toEqual(both)
    expect(await mutexes(train('m'), false)).toBeUndefined()
    expect(await mutexes('SELECT 1;')).toBeUndefined()
  })
})

describe('names', () => {
  test('a name is a DNS label that begins with a letter, and one that is cut off stays its own', () => {
    expect(kubernetesName('Churn: Monthly (v2)', 40)).toBe('churn-monthly-v2')
    expect(kubernetesName('2026', 40)).toBe('sqlflow-2026')
    expect(kubernetesName('模型', 40)).toBe('sqlflow')
    expect(kubernetesName('a'.repeat(20), 20)).toBe('a'.repeat(20))
    const [one, two] = ['x', 'y'].map((end) => kubernetesName(`abcdefghij-klmnop${end}`.repeat(2), 20))
    expect(one).toMatch(/^abcdefghij-[0-9a-f]{8}$/)
    expect(two).not.toBe(one)
  })

  test('a label has at most 63 characters, with a letter or digit at both ends', () => {
    expect(labelValue('-Churn  monthly_v2.0-')).toBe('Churn-monthly_v2.0')
    expect(labelValue('a'.repeat(64))).toBe('a'.repeat(63))
    expect(labelValue(`${'a'.repeat(61)}--b`)).toBe('a'.repeat(61))
  })

  test('hashes are eight digits, those of FNV-1a over the bytes of UTF-16', () => {
    expect(shortHash('')).toBe('811c9dc5')
    const texts = [
      'a',
      'b',
      'ab',
      'ba',
      'a\0',
      '\u0161',
      'š\u0101',
      ...Array.from({ length: 500 }, (_, i) => `m${i}`),
    ]
    const hashes = texts.map(shortHash)
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{8}$/)
    expect(new Set(hashes).size).toBe(new Set(texts).size)
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

  const wide = (count: number, last = 'SELECT 2;') =>
    Array.from({ length: count }, (_, i) => `CREATE TABLE t${i + 1} AS SELECT * FROM t${i};`).join('\n') +
    last

  async function objectsOf(text: string, limits: Partial<Settings['limits']>, namespace?: string) {
    const settings = withWorkflow(namespace === undefined ? {} : { namespace })
    const yaml = await compiled(text, { ...settings, limits: { ...settings.limits, ...limits } })
    expect(judge(yaml)).toEqual([])
    return manifests(yaml)
  }

  test('no DAG has more tasks and no object more templates than it may', async () => {
    const limits = { tasksPerDag: 5, templatesPerWorkflow: 8 }
    const objects = await objectsOf(wide(200), limits)
    expect(objects.length).toBeGreaterThan(4)
    for (const { spec } of objects) {
      expect(spec.templates?.length).toBeLessThanOrEqual(8)
      for (const { dag } of spec.templates ?? []) expect(dag?.tasks.length ?? 0).toBeLessThanOrEqual(5)
    }
    expect(await objectsOf(wide(4), limits)).toHaveLength(1)
  })

  test('no step is lost where a few statements are more than a DAG holds', async () => {
    const large = (kilobytes: number, from: string, to: string) =>
      `CREATE TABLE ${to} AS SELECT '${'x'.repeat(kilobytes * 1000)}' FROM ${from};`
    const text = large(45, 'a', 'b') + large(225, 'b', 'c') + large(225, 'c', 'd')
    const objects = await objectsOf(text, { podBytes: 1e6 })
    const tasks = objects.flatMap(({ spec }) => (spec.templates ?? []).flatMap(({ dag }) => dag?.tasks ?? []))
    expect(tasks.map(({ name }) => name).filter((name) => /^s\d/.test(name))).toEqual([
      's001-create-b',
      's002-create-c',
      's003-create-d',
    ])
    const waits = orderOf(objects)
    expect([waits('s001', 's002'), waits('s002', 's003')]).toEqual([true, true])
  })

  test.each([
    { what: 'is small', large: 'CREATE TABLE b AS SELECT 1;', messages: [] },
    {
      what: 'is more than its pod holds',
      large: `CREATE TABLE b AS SELECT '${'x'.repeat(70_000)}';`,
      messages: ['the step s002-create-b has 69 KiB of input, more than fits into its pod'],
    },
    // Argo's controller writes each as six characters.
    {
      what: 'is more than its pod holds when it is escaped',
      large: `CREATE TABLE b AS SELECT '${'<'.repeat(12_000)}';`,
      messages: ['the step s002-create-b has 12 KiB of input, more than fits into its pod'],
    },
  ])('a statement that $what', async ({ large, messages }) => {
    const text = `CREATE TABLE a AS SELECT 1;\n${large}`
    const settings = { ...defaultSettings, plan: { fuse: false } }
    const { diagnostics } = await compile(text, { settings })
    const found = diagnostics.filter(({ name }) => name === 'too-large')
    expect(found.map(({ message }) => message)).toEqual(messages)
    for (const { span, help } of found) {
      expect(span.line).toBe(2)
      expect(help).toContain('limits.podBytes')
    }
    const raised = { ...settings, limits: { ...settings.limits, podBytes: 500_000 } }
    expect((await compile(text, { settings: raised })).yaml).toBeDefined()
  })

  test('WorkflowTemplates lie in the namespace of the workflow, which has only the templates that it needs', async () => {
    const objects = await objectsOf(wide(200), { tasksPerDag: 5, templatesPerWorkflow: 8 }, 'ml')
    for (const { metadata } of objects) expect(metadata).toMatchObject({ namespace: 'ml' })
    expect(objects.at(-1)?.spec.templates?.map(({ name }) => name)).toEqual(['main'])
  })

  test('a changed program or setting does not change a WorkflowTemplate that is there', async () => {
    const small = { tasksPerDag: 5, templatesPerWorkflow: 8 }
    const before = await objectsOf(wide(200), small)
    const known = new Map(before.slice(0, -1).map((object) => [object.metadata.name, object]))
    const there = (objects: typeof before) => objects.filter(({ metadata }) => known.has(metadata.name))
    const kept = there(await objectsOf(wide(200, 'SELECT 3;'), small))
    expect(kept.length).toBeGreaterThan(2)
    expect(kept.length).toBeLessThan(known.size)
    for (const object of kept) expect(object).toEqual(known.get(object.metadata.name))
    const yaml = await compiled(wide(200), {
      ...withWorkflow({ nodeSelector: { disk: 'ssd' } }),
      limits: { ...defaultSettings.limits, ...small },
    })
    expect(there(manifests(yaml))).toEqual([])
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
