/** Settings from a file, variables and flags: what counts, what is refused, and the schema that says so. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadSettings } from '../src/config/load.ts'
import { settingsSchema } from '../src/config/schema.ts'
import { parseUrl, redact } from '../src/config/url.ts'
import { compile, defaultSettings } from '../src/index.ts'
import { judge } from './support/judge.ts'

const load = (text: string, env: Record<string, string> = {}, flags: Record<string, string | boolean> = {}) =>
  loadSettings({ flags, env, file: { path: 'sqlflow.yaml', text } })

const accepts = new Ajv2020({ allErrors: true, strict: false }).compile(settingsSchema())

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
    ['dialct: mysql', 'there is no setting `dialct`', 'dialect'],
    ['workflow: { ttl: 5 }', 'there is no setting `workflow.ttl`', ''],
    ['workflow: nightly', 'workflow must be a map', ''],
    ['workflow: { kind: Pod }', 'must be one of Workflow', ''],
    ['workflow: { parallelism: 0 }', 'must be at least 1', ''],
    ['workflow: { retries: { limit: 1.5 } }', 'must be a whole number', ''],
    ['workflow: { namespace: My_NS }', 'must be a Kubernetes name', ''],
    ['images: { default: "{{workflow.name}}" }', 'must be the name of an image', ''],
    ['workflow: { labels: { a: "{{x}}" } }', 'Argo would take for a template', ''],
    ['env: { A: "$(HOME)" }', 'Kubernetes would expand', ''],
    ['env: { "A B": x }', 'no variable', ''],
    ['workflow: { kind: CronWorkflow }', 'needs workflow.cron.schedules', ''],
    ['datasource: mysql://u:hunter2@h/d', 'has a password', ''],
    ['a: [', 'Flow sequence', ''],
    ['- a', 'must be a map of settings', ''],
  ])('%s is refused', (yaml, message, help) => {
    const { problems } = load(yaml)
    expect(problems[0]?.message).toContain(message)
    expect(problems[0]?.help ?? '').toContain(help)
    expect(JSON.stringify(problems)).not.toContain('hunter2')
    // The schema refuses what it can: passwords and templates are beyond it.
    const beyond = /password|template|expand|schedules|Flow/.test(message)
    if (!beyond) expect(accepts(parse(yaml))).toBe(false)
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

  test.each([
    [{ SQLFLOW_WORKFLOW_RESOURCES: 'hunter2' }, 'must be a JSON object'],
    [{ SQLFLOW_WORKFLOW_TTL: 'soon' }, 'must be a whole number'],
    [{ SQLFLOW_WORKFLOW_SECRET: '{"a": {}, "b": {}}' }, 'one secret'],
    [{ SQLFLOW_WORKFLOW_CLUSTER_CONFIG: 'c.py' }, 'has no effect'],
  ])('%j is told', (env, message) => {
    const { problems } = load('', env)
    expect(problems[0]?.message).toContain(message)
    expect(JSON.stringify(problems)).not.toContain('hunter2')
  })
})

describe('URLs', () => {
  test.each([
    ['mysql://root:pw@host:3306/db', 'mysql', 'db', 'mysql://root:***@host:3306/db'],
    [
      'mysql://root:p@w/x@tcp(127.0.0.1:3306)/iris?maxAllowedPacket=0',
      'mysql',
      'iris',
      'mysql://root:***@tcp(127.0.0.1:3306)/iris?maxAllowedPacket=***',
    ],
    ['mysql://host/', 'mysql', undefined, 'mysql://host/'],
    ['sqlite:data/x.db', 'sqlite', undefined, 'sqlite:data/x.db'],
    [
      'oss://bucket/prefix?accessKeySecret=abc&region=cn',
      'oss',
      undefined,
      'oss://bucket/prefix?accessKeySecret=***&region=cn',
    ],
    [
      'maxcompute://ak:sk@service.odps/api?curr_project=proj&scheme=http',
      'maxcompute',
      'proj',
      'maxcompute://ak:***@service.odps/api?curr_project=proj&scheme=***',
    ],
    ['hive://root:root@localhost:10000/churn', 'hive', 'churn', 'hive://root:***@localhost:10000/churn'],
    ['hunter2', '', undefined, '(not a URL)'],
    ['mysql://:hunter2@', 'mysql', undefined, 'mysql://:***@'],
  ])('%s', (url, scheme, database, redacted) => {
    expect(parseUrl(url)).toEqual({ scheme, redacted, ...(database ? { database } : {}) })
    expect(redact(url)).not.toMatch(/hunter2|p@w|:pw|:sk@|abc/)
  })
})
