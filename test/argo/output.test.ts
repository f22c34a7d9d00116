/** What stands in the emitted objects: each setting where Argo reads it, sizes as they are, parts together where they fit. */
import { describe, expect, test } from 'vitest'
import { buildDags, referenceBytes } from '../../src/backends/argo/dag.ts'
import { shortHash } from '../../src/backends/argo/names.ts'
import { compile, defaultSettings, plan, type Settings } from '../../src/index.ts'
import { type Manifest, manifests } from '../support/judge.ts'

const { workflow, secrets, limits } = defaultSettings

async function objectsOf(text: string, settings: Settings): Promise<Manifest[]> {
  const { yaml = '', diagnostics } = await compile(text, { settings, path: 'p.sql' })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return manifests(yaml)
}

describe('settings', () => {
  const all: Settings = {
    ...defaultSettings,
    workflow: {
      ...workflow,
      serviceAccount: 'runner',
      imagePullSecrets: ['one', 'two'],
      parallelism: 7,
      deadlineSeconds: 3600,
      stepDeadlineSeconds: 600,
      ttlSeconds: 60,
      podGC: { strategy: 'OnWorkflowSuccess', deleteDelay: '90s' },
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
    },
    secrets: {
      datasource: { name: 'db', key: 'url' },
      modelStore: { name: 'models', key: 'address' },
      oss: { name: 'oss', accessKeyIdKey: 'id', accessKeySecretKey: 'secret', tokenKey: 'token' },
    },
    env: { ZONE: { value: 'a' }, AREA: { secret: 'places', key: 'area' } },
  }

  test('of the workflow stand in its spec', async () => {
    const [object] = await objectsOf('SELECT 1;', all)
    expect(object?.spec).toMatchObject({
      serviceAccountName: 'runner',
      imagePullSecrets: [{ name: 'one' }, { name: 'two' }],
      parallelism: 7,
      activeDeadlineSeconds: 3600,
      ttlStrategy: { secondsAfterCompletion: 60 },
      podGC: { strategy: 'OnWorkflowSuccess', deleteDelayDuration: '90s' },
    })
  })

  test('of steps stand in their template', async () => {
    const [object] = await objectsOf('SELECT 1;', all)
    const leaf = object?.spec.templates?.find(({ dag }) => !dag)
    const secret = (name: string, from: string, key: string): object => ({
      name,
      valueFrom: { secretKeyRef: { name: from, key } },
    })
    expect(leaf).toMatchObject({
      activeDeadlineSeconds: '600',
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }],
    })
    expect((leaf as { script?: { env?: unknown } } | undefined)?.script?.env).toEqual([
      secret('SQLFLOW_DATASOURCE', 'db', 'url'),
      secret('SQLFLOW_MODEL_STORE', 'models', 'address'),
      secret('SQLFLOW_OSS_AK', 'oss', 'id'),
      secret('SQLFLOW_OSS_SK', 'oss', 'secret'),
      // Not everybody has a token.
      {
        name: 'SQLFLOW_OSS_TOKEN',
        valueFrom: { secretKeyRef: { name: 'oss', key: 'token', optional: true } },
      },
      secret('AREA', 'places', 'area'),
      { name: 'ZONE', value: 'a' },
    ])
  })

  test('that are not given leave no trace', async () => {
    const [object] = await objectsOf('SELECT 1;', {
      ...defaultSettings,
      secrets: { ...secrets, oss: { ...secrets.oss } },
    })
    expect(Object.keys(object?.spec ?? {}).sort()).toEqual([
      'entrypoint',
      'podGC',
      'templates',
      'ttlStrategy',
    ])
    expect(object?.spec).toMatchObject({ podGC: { strategy: workflow.podGC.strategy } })
    const leaf = object?.spec.templates?.find(({ dag }) => !dag) ?? {}
    expect(Object.keys(leaf).sort()).toEqual(['inputs', 'name', 'retryStrategy', 'script'])
  })

  test.each([
    ['Workflow', { generateName: 'p-' }],
    ['WorkflowTemplate', { name: 'p' }],
    ['CronWorkflow', { name: 'p' }],
  ] as const)('of a %s: how it is named', async (kind, named) => {
    const [object] = await objectsOf('SELECT 1;', {
      ...defaultSettings,
      workflow: { ...workflow, kind, cron: { ...workflow.cron, schedules: ['0 3 * * *'] } },
    })
    const { generateName, name } = (object?.metadata ?? {}) as { generateName?: string; name?: string }
    expect({ ...(generateName ? { generateName } : {}), ...(name ? { name } : {}) }).toEqual(named)
  })
})

describe('sizes', () => {
  const chain = (count: number): string =>
    Array.from(
      { length: count },
      (_, at) => `INSERT INTO t${at + 1} SELECT 'é"' FROM t${at}, t${at >> 1};`,
    ).join('\n')

  test.each([
    ['steps', 200, 1e9],
    ['parts', 10, 1e9],
    ['parts of few bytes', 200, 8000],
  ])('of DAGs are those of their JSON: %s', async (_, tasks, bytes) => {
    const { plan: made } = await plan(chain(90), { settings: { ...defaultSettings, plan: { fuse: false } } })
    if (!made) throw new Error('no plan')
    const inputs = made.steps.map(({ headline }) => JSON.stringify({ headline }))
    const { main, parts } = buildDags(made, inputs, () => 'step', 2, { tasks, bytes })
    expect(parts.length > 0).toBe(tasks < 90 || bytes < 1e9)
    for (const { template, bytes: size } of [main, ...parts]) {
      const references = referenceBytes * (template.dag?.tasks.length ?? 0)
      expect(size).toBe(JSON.stringify(template).length + references)
    }
    for (const { template } of parts) expect(template.dag?.tasks.length).toBeLessThanOrEqual(tasks)
    if (bytes < 1e9) for (const part of parts) expect(part.bytes).toBeLessThanOrEqual(bytes * 1.1)
    const names = parts.map(({ template }) => template.name)
    expect(names).toEqual([...new Set(names)])
    expect(names[0] ?? 'part-1-001').toBe('part-1-001')
  })

  test('parts stand together as long as there is room, and apart behind it', async () => {
    const settings = (room: Partial<Settings['limits']>): Settings => ({
      ...defaultSettings,
      plan: { fuse: false },
      workflow: { ...workflow, namespace: 'ml' },
      limits: { ...limits, tasksPerDag: 10, ...room },
    })
    const one = await objectsOf(chain(90), settings({}))
    expect(one).toHaveLength(1)
    const bytes = JSON.stringify(one[0]).length
    // A half of what it takes: two objects with parts, or three.
    const several = await objectsOf(chain(90), settings({ workflowBytes: bytes }))
    const [leaves, ...boxes] = several.slice(0, -1)
    expect(leaves?.spec.templates?.map(({ name }) => name)).toEqual(['step-sql'])
    expect([2, 3]).toContain(boxes.length)
    for (const { spec } of boxes.slice(0, -1)) expect(spec.templates?.length).toBeGreaterThan(2)
    for (const { spec } of boxes) expect(spec.templates?.filter(({ dag }) => !dag)).toEqual([])
    for (const { metadata } of several.slice(0, -1))
      expect(metadata).toMatchObject({
        namespace: 'ml',
        labels: { 'app.kubernetes.io/managed-by': 'sqlflowc' },
      })
    for (const object of several) expect(2 * JSON.stringify(object).length).toBeLessThanOrEqual(bytes)
    // As many templates as there are is allowed, and one less is not.
    const count = one[0]?.spec.templates?.length ?? 0
    expect(await objectsOf(chain(90), settings({ templatesPerWorkflow: count }))).toHaveLength(1)
    expect(
      (await objectsOf(chain(90), settings({ templatesPerWorkflow: count - 1 }))).length,
    ).toBeGreaterThan(1)
  })
})

test('steps of many kinds, whose programs alone fill an object', async () => {
  const text = [
    ...Array.from({ length: 250 }, (_, at) => `CREATE TABLE t${at + 1} AS SELECT * FROM t${at};`),
    ...[
      'xgboost.gbtree WITH objective = "reg:squarederror"',
      'DNNRegressor WITH model.hidden_units = [8]',
    ].map((estimator, at) => `SELECT a, y FROM t9 TO TRAIN ${estimator} COLUMN a LABEL y INTO m${at};`),
    'SELECT a FROM t8 TO PREDICT r.y USING m0; SELECT 1 FROM t7 TO RUN a/b:1 CMD "x";',
    'SELECT a, y FROM t9 TO EXPLAIN m0; SELECT a, y FROM t9 TO EVALUATE m0 LABEL y INTO e;',
    'SELECT * FROM t6 TO MAXIMIZE SUM(a) CONSTRAINT SUM(a) <= 3 WITH variables = "a", var_type = "Binary" INTO o;',
  ].join('\n')
  const resources = { requests: { cpu: '1' } }
  const workflowBytes = 400_000
  const objects = await objectsOf(text, {
    ...defaultSettings,
    plan: { fuse: false },
    limits: { ...limits, workflowBytes },
    workflow: { ...workflow, resources: { sql: resources, xgboost: resources, tensorflow: resources } },
  })
  const leaves = objects.flatMap(({ spec }) => spec.templates?.filter(({ dag }) => !dag) ?? [])
  expect(leaves.length).toBeGreaterThan(3)
  expect(leaves.map((leaf) => JSON.stringify(leaf).length).reduce((a, b) => a + b)).toBeGreaterThan(
    workflowBytes / 2,
  )
  for (const object of objects) expect(2 * JSON.stringify(object).length).toBeLessThanOrEqual(workflowBytes)
})

test('names are told apart by FNV-1a of their UTF-16', () => {
  for (const text of ['', 'a', 'model', 'é', 'Ā', '模型', '😀 x']) {
    let hash = 0x811c9dc5
    for (const byte of Buffer.from(text, 'utf16le')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
    expect(shortHash(text)).toBe(hash.toString(16).padStart(8, '0'))
  }
})
