/** Settings from a file, variables and flags: what counts, what is refused, and the schema that says so. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readSettingsFile } from '../../src/config/file.ts'
import { loadSettings } from '../../src/config/load.ts'
import { settingsSchema } from '../../src/config/schema.ts'
import { dialectNames } from '../../src/dialects/table.ts'
import { compile, defaultSettings } from '../../src/index.ts'
import { judge } from '../support/judge.ts'

const load = (text: string, env: Record<string, string> = {}, flags: Record<string, string | boolean> = {}) =>
  loadSettings({ flags, env, file: readSettingsFile('sqlflow.yaml', text) })

const accepts = new Ajv2020({ allErrors: true, strict: false }).compile(settingsSchema())

/** Thirty lists of ten, each made of the one before. */
function bomb(): string {
  const level = (at: number): string =>
    `l${at}: &l${at} [${`*${at === 0 ? 'a' : `l${at - 1}`}, `.repeat(10)}]`
  return Array.from({ length: 30 }, (_, at) => level(at)).join('\n')
}

describe('the file', () => {
  const full = `datasource: mysql://reader@db:3306/shop
dialect: mysql
images: { default: "reg.io:5000/step:1", xgboost: reg/xgb:2 }
workflow:
  name: nightly
  namespace: ml
  serviceAccount: runner
  imagePullSecrets: [pull]
  labels: { team: growth, cost: 12 }
  ttlSeconds: 60
  podGC: { strategy: OnPodCompletion, deleteDelay: 30s }
  deadlineSeconds: 3600
  stepDeadlineSeconds: 600
  retries: { limit: 5, policy: OnTransientError, backoff: { duration: 1s, factor: 3, maxDuration: 1m } }
  parallelism: 4
  resources:
    default: { requests: { cpu: 1, memory: 1Gi } }
    xgboost: { requests: { cpu: "8" }, limits: { cpu: "8" } }
  nodeSelector: { disk: ssd }
  tolerations: [{ key: gpu, operator: Exists }]
  modelMutex: false
secrets:
  datasource: { name: shop-db, key: dsn }
  modelStore: { name: models }
  oss: { name: oss-keys }
env: { MODE: fast, TOKEN: { secret: hub, key: token } }
`
  const text = `SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL y INTO m;
SELECT * FROM t TO TRAIN a.B LABEL y INTO n;`

  test('with everything in it gives a workflow that is valid', async () => {
    const { settings, problems } = load(full)
    expect(problems).toEqual([])
    expect(accepts(parse(full)), JSON.stringify(accepts.errors)).toBe(true)
    const { yaml = '' } = await compile(text, { settings })
    expect(judge(yaml)).toEqual([])
    for (const part of [
      'name: shop-db',
      'key: dsn',
      'SQLFLOW_MODEL_STORE',
      'SQLFLOW_OSS_AK',
      'disk: ssd',
      'step-xgboost',
      'memory: "1Gi"',
      'namespace: ml',
      'activeDeadlineSeconds: 3600',
    ]) {
      expect(yaml).toContain(part)
    }
    expect(yaml).not.toContain('mutexes')
    expect(yaml).not.toContain('reader@db')
  })

  test('an empty one, and none, are the defaults', () => {
    expect(load('').settings).toEqual(defaultSettings)
    expect(loadSettings({ flags: {}, env: {} }).settings).toEqual(defaultSettings)
  })

  test.each([
    ['dialct: mysql', 'there is no setting `dialct`', 'perhaps `dialect`'],
    ['workflow: { ttl: 5 }', 'there is no setting `workflow.ttl`', 'known here are name, kind'],
    ['namespace: ml', 'there is no setting `namespace`', 'perhaps `workflow.namespace`'],
    [
      'workflow.kind: Workflow',
      'there is no setting `workflow.kind`',
      'write `kind` into the map `workflow`',
    ],
    ['constructor: 1', 'there is no setting `constructor`', ''],
    ['__proto__: { dialect: hive }', 'there is no setting `__proto__`', ''],
    ['? [a]\n: b', 'there is no setting', ''],
    ['<<: { dialect: hive }', 'there is no setting `<<`', ''],
    ['workflow: nightly', 'workflow must be a map of settings: name', ''],
    ['workflow:', 'workflow has no value', 'leave the line out'],
    ['dialect:', 'dialect has no value', ''],
    ['- a', 'the file must be a map of settings', ''],
    ['workflow: { kind: Pod }', 'must be one of Workflow', 'Kind of object'],
    ['dialect: MySQL', `must be one of ${dialectNames[0]}`, ''],
    ['offline: "true"', 'must be true or false', ''],
    ['workflow: { ttlSeconds: "5" }', 'must be a whole number', ''],
    ['workflow: { ttlSeconds: 9999999999 }', 'must be at most 2147483647', ''],
    ['workflow: { parallelism: 0 }', 'must be at least 1', ''],
    ['workflow: { retries: { limit: 1.5 } }', 'must be a whole number', ''],
    ['workflow: { retries: { backoff: { duration: 10 } } }', 'must be a duration such as 30s', ''],
    ['workflow: { namespace: My_NS }', 'must be a Kubernetes name', ''],
    ['workflow: { name: my.flow }', 'must be a Kubernetes name', ''],
    ['workflow: { imagePullSecrets: pull }', 'must be a list', ''],
    ['workflow: { imagePullSecrets: [ok, A_B] }', 'imagePullSecrets.1 must be a Kubernetes name', ''],
    ['workflow: { labels: { a: null } }', 'workflow.labels.a has no value', ''],
    ['workflow: { labels: { a: { b: c } } }', 'must be a label’s value', ''],
    ['workflow: { labels: { a b: c } }', 'workflow.labels.a b is misnamed', ''],
    ['workflow: { resources: { sql: { request: {} } } }', 'there is no setting', 'perhaps `requests`'],
    ['workflow: { resources: { sql: { limits: { cpu: many } } } }', 'must be a quantity', ''],
    ['workflow: { tolerations: [{ effect: Never }] }', 'tolerations.0.effect must be one of', ''],
    ['workflow: { cron: { schedules: ["3 am"] } }', 'must be a cron schedule', ''],
    ['images: { default: "My/Image" }', 'must be the name of an image', ''],
    ['images: { default: "a/{{workflow.name}}" }', 'Argo would take for a template', ''],
    ['workflow: { annotations: { a: "{{x}}" } }', 'Argo would take for a template', ''],
    ['env: { A: "$(HOME)" }', 'Kubernetes would expand', ''],
    ['env: { "A B": x }', 'env.A B is misnamed', ''],
    ['env: { SQLFLOW_DATASOURCE: x }', 'none of those that `secrets` sets', ''],
    ['env: { A: [1] }', 'must be a text, or a map with secret and key', ''],
    ['env: { A: { secret: hub } }', 'env.A needs key', ''],
    ['env: { A: { secret: B_!, key: a } }', 'env.A.secret must be a Kubernetes name', ''],
    ['env: { A: { secret: a, key: b, kee: c } }', 'there is no setting `env.A.kee`', 'perhaps `key`'],
    ['datasource: root:hunter2@tcp(h:3306)/d', 'datasource must be a URL such as', ''],
    ['secrets: { datasource: { name: "x://u:@h" } }', 'not `x://u:***@h`', ''],
  ])('%s is refused, by the schema too', (yaml, message, help) => {
    const { problems } = load(yaml)
    expect(problems[0]).toMatchObject({ name: 'invalid-setting', message: expect.stringContaining(message) })
    expect(problems[0]?.help ?? '').toContain(help)
    expect(JSON.stringify(problems)).not.toContain('hunter2')
    expect(accepts(parse(yaml, { logLevel: 'error' }))).toBe(false)
  })

  const beyondSchema = [
    ['workflow: { kind: CronWorkflow }', 'needs workflow.cron.schedules'],
    ['datasource: mysq://h/d', 'the dialect of a data source at mysq: is not known'],
    ['datasource: mysql://u:hunter2@h/d', 'has a password, which does not belong in a file'],
    ['modelStore: oss://b/p?accessKeySecret=hunter2', 'has a password'],
    ['env: { URL: "mysql://u:hunter2@h/d" }', 'holds a password, which would stand in the workflow'],
    ['images: { default: "https://u:hunter2@hub/x" }', 'holds a password'],
    ['a: [', 'this is not YAML'],
    ['dialect: mysql\ndialect: hive', 'this key was given before'],
    ['dialect: mysql\n---\ndialect: hive', 'a second document begins here'],
    [`${'['.repeat(50_000)}`, ''],
    [`a: &a [1]\n${bomb()}`, 'too involved'],
  ].map(([yaml = '', message = '']) => ({ yaml, message, start: yaml.slice(0, 60) }))

  test.each(beyondSchema)('$start is refused, which is more than a schema can say', ({ yaml, message }) => {
    const { problems } = load(yaml)
    expect(problems[0]).toMatchObject({ name: 'invalid-setting', message: expect.stringContaining(message) })
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|YAML\.parse/)
  })

  test.each([
    'datasource: mysql://reader@h/d?charset=utf8&foo=bar',
    'modelStore: memory:models.json',
    'datasource: clickhouse://h/d\ndialect: mysql',
    `images: { default: "reg:5000/a/b@sha256:${'a'.repeat(64)}" }`,
    'workflow: { labels: { a: true, b: 1.5, c: "" }, annotations: { example.com/x: any text } }',
    'workflow: { ttlSeconds: 1e3, tolerations: [{ key: gpu, tolerationSeconds: 60 }] }',
    'workflow: { cron: { schedules: ["*/5 1-3 * * MON", "@daily", "@every 1h30m"] } }',
    'workflow: { resources: { default: { limits: { nvidia.com/gpu: 1, memory: 1.5Gi, cpu: 500m } } } }',
    'images: &i { xgboost: a/b }\nenv: *i',
    'env: { __proto__: x }',
  ])('%s is taken, by the schema too', (yaml) => {
    expect(load(yaml).problems).toEqual([])
    expect(accepts(parse(yaml)), JSON.stringify(accepts.errors)).toBe(true)
  })

  test('every problem is told, with its place', () => {
    const { problems } = load(
      '# mine\nworkflow:\n  knd: x\n  imagePullSecrets:\n    - ok\n    - A_B\n  cron: 1\n',
    )
    expect(problems.map(({ at }) => [at?.line, at?.column])).toEqual([
      [3, 3],
      [6, 7],
      [7, 3],
    ])
  })

  test('a tag that YAML does not know is a warning', () => {
    expect(load('dialect: !mine hive')).toMatchObject({
      settings: { dialect: 'hive' },
      problems: [{ name: 'ignored-setting', at: { line: 1, column: 10 } }],
    })
  })
})

describe('variables and flags', () => {
  test('a flag comes before a variable, that before the file', () => {
    const text = 'dialect: hive\n'
    expect(load(text).settings.dialect).toBe('hive')
    expect(load(text, { SQLFLOW_DIALECT: 'sqlite' }).settings.dialect).toBe('sqlite')
    expect(load(text, { SQLFLOW_DIALECT: 'sqlite' }, { dialect: 'mysql' }).settings.dialect).toBe('mysql')
  })

  test('SQLFlow’s variables still work', () => {
    const { settings, problems } = load('', {
      SQLFLOW_WORKFLOW_STEP_IMAGE: 'a/b:1',
      SQLFLOW_WORKFLOW_TTL: '3600',
      SQLFLOW_WORKFLOW_RESOURCES: '{"cpu": "2"}',
      SQLFLOW_WORKFLOW_SECRET: '{"hub": {"TOKEN": "hunter2"}}',
      SQLFLOW_WORKFLOW_STEP_LOG_FILE: '/logs/x',
    })
    expect(settings.images.default).toBe('a/b:1')
    expect(settings.workflow.ttlSeconds).toBe(3600)
    expect(settings.workflow.resources.default).toEqual({ requests: { cpu: '2' }, limits: { cpu: '2' } })
    expect(settings.env).toEqual({
      TOKEN: { secret: 'hub', key: 'TOKEN' },
      SQLFLOW_WORKFLOW_STEP_LOG_FILE: { value: '/logs/x' },
    })
    expect(problems.map(({ name }) => name)).toEqual(['ignored-setting'])
    expect(JSON.stringify([settings, problems])).not.toContain('hunter2')
  })

  test('they are texts: numbers, booleans and case are read leniently', () => {
    const env = { SQLFLOW_WORKFLOW_TTL: ' 60 ', SQLFLOW_OFFLINE: '1', SQLFLOW_DIALECT: 'MySQL' }
    const { settings, problems } = load('', env)
    expect(problems).toEqual([])
    expect([settings.workflow.ttlSeconds, settings.offline, settings.dialect]).toEqual([60, true, 'mysql'])
    // A password is at home in a variable, whatever is in it.
    const url = 'mysql://u:{{$$hunter2@h/d'
    expect(load('', { SQLFLOW_DATASOURCE: url })).toMatchObject({
      settings: { datasource: url },
      problems: [],
    })
    expect(load('', { SQLFLOW_WORKFLOW_LOGVIEW_ENDPOINT: 'x', SQLFLOW_DIALECT: '' }).problems).toEqual([])
  })

  test('a file’s variables of the steps are kept beside those of SQLFlow', () => {
    const { settings } = load('env: { A: 1, B: { secret: s, key: k } }', {
      SQLFLOW_WORKFLOW_EXIT_TIME_WAIT: '5',
    })
    expect(settings.env).toEqual({
      A: { value: '1' },
      B: { secret: 's', key: 'k' },
      SQLFLOW_WORKFLOW_EXIT_TIME_WAIT: { value: '5' },
    })
  })

  test.each([
    [{ SQLFLOW_WORKFLOW_RESOURCES: 'hunter2' }, 'must be a JSON object'],
    [{ SQLFLOW_WORKFLOW_TTL: 'soon' }, 'must be a whole number'],
    [{ SQLFLOW_WORKFLOW_SECRET: '{"a": {}, "b": {}}' }, 'one secret'],
    [{ SQLFLOW_WORKFLOW_SECRET: '{"hub": {"SQLFLOW_OSS_SK": "hunter2"}}' }, 'SQLFLOW_OSS_SK is misnamed'],
    [{ SQLFLOW_WORKFLOW_SECRET: '{"Hub": {"A": "hunter2"}}' }, 'A.secret must be a Kubernetes name'],
    [{ SQLFLOW_WORKFLOW_RESOURCES: '{"cpu": ["2"]}' }, 'requests.cpu must be a quantity'],
    [{ SQLFLOW_WORKFLOW_CLUSTER_CONFIG: 'c.py' }, 'has no effect'],
    [{ SQLFLOW_DATASOURCE: 'root:hunter2@tcp(h:3306)/d' }, 'SQLFLOW_DATASOURCE must be a URL'],
    [{ SQLFLOW_OFFLINE: 'perhaps' }, 'SQLFLOW_OFFLINE must be true or false'],
  ])('%j is told', (env, message) => {
    const { problems } = load('', env)
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message)
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })
})
