/**
 * Hostile text in sqlflow.yaml, in variables and in the lock file: what a workflow has of it is what was written, the
 * rest is refused with a reason, and nothing of it reaches a terminal as more than text.
 */
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { run } from '../../src/cli/cli.ts'
import { foldFields } from '../../src/config/fields.ts'
import type { Shape } from '../../src/config/shape.ts'
import { pinned, writeLock } from '../../src/stores/lock-file.ts'
import { podsOf } from '../support/argo-substitution.ts'
import { named } from '../support/hostile/payloads.ts'
import { judge, manifests } from '../support/judge.ts'
import { type MemoryHost, memoryHost } from '../support/memory-host.ts'
import { metadataOf } from '../support/stores/models.ts'

const program = `CREATE TABLE a AS SELECT * FROM raw;
SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL y INTO m;
SELECT * FROM b TO PREDICT r.y USING m;`

/** What a terminal obeys. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function ended(args: readonly string[], host: MemoryHost): Promise<Ended> {
  const code = await run([...args], host)
  return { code, ...host.written }
}

/** Refused in words, or compiled to a workflow that is good and whose pods are those of the program. */
function expectSound({ code, out, err }: Ended, payload: string): void {
  expect(err).not.toMatch(obeyed)
  if (code !== 0) {
    expect([1, 2, 3]).toContain(code)
    expect(err).toMatch(/error/)
    expect(err).not.toMatch(/\bbug\b|at .*\.ts:\d+/)
    expect(out).toBe('')
    return
  }
  expect(judge(out)).toEqual([])
  const [workflow, ...library] = manifests(out).reverse()
  const pods = podsOf(workflow, { workflowTemplates: library })
  expect(pods).toHaveLength(3)
  for (const { command, args, env } of pods) {
    expect([...command, ...args]).toEqual(['python3', '/argo/staging/script'])
    const given = env.get('GIVEN')
    // A file holds no half characters.
    if (given !== undefined) expect(given).toBe(payload.toWellFormed())
  }
}

/** Every text that the file may hold, by the path of its setting; a map's keys and a list's items, too. */
const places = foldFields<readonly (readonly [string, (text: string) => unknown])[]>(
  (path, { shape }) =>
    textsOf(shape).map(([name, wrap]) => [`${path}${name}`, (text) => nested(path, wrap(text))]),
  (members) => members.flatMap(([, inner]) => inner),
)

function textsOf(shape: Shape): readonly (readonly [string, (text: string) => unknown])[] {
  switch (shape.type) {
    case 'list':
      return textsOf(shape.of).map(([name, wrap]) => [`[]${name}`, (text) => [wrap(text)]])
    case 'map':
      return [
        ['.key', (text) => ({ [text]: 'x' })],
        ...textsOf(shape.of).map(
          ([name, wrap]) => [`.*${name}`, (text: string) => ({ GIVEN: wrap(text) })] as const,
        ),
      ]
    case 'object':
      return Object.entries(shape.members).flatMap(([key, member]) =>
        textsOf(member).map(
          ([name, wrap]) => [`.${key}${name}`, (text: string) => ({ [key]: wrap(text) })] as const,
        ),
      )
    default:
      return [['', (text) => text]]
  }
}

function nested(path: string, value: unknown): unknown {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
}

describe.each(places)('sqlflow.yaml: %s', (_, document) => {
  test('any text', async () => {
    for (const [, payload] of named) {
      const host = memoryHost({ 'p.sql': program, 'sqlflow.yaml': stringify(document(payload)) })
      expectSound(await ended(['compile', 'p.sql'], host), payload)
    }
  })
})

const variables = [
  'SQLFLOW_DATASOURCE',
  'SQLFLOW_MODEL_STORE',
  'SQLFLOW_DIALECT',
  'SQLFLOW_OFFLINE',
  'SQLFLOW_WORKFLOW_STEP_IMAGE',
  'SQLFLOW_WORKFLOW_TTL',
  'SQLFLOW_WORKFLOW_STEP_LOG_FILE',
  'SQLFLOW_WORKFLOW_EXIT_TIME_WAIT',
  'SQLFLOW_WORKFLOW_RESOURCES',
  'SQLFLOW_WORKFLOW_SECRET',
  'SQLFLOW_WORKFLOW_CLUSTER_CONFIG',
]

test.each(variables)('the variable %s', async (variable) => {
  for (const [, payload] of named) {
    for (const value of [payload, JSON.stringify({ [payload]: { [payload]: payload } })]) {
      const host = memoryHost({ 'p.sql': program }, { env: { [variable]: value } })
      expectSound(await ended(['compile', 'p.sql'], host), payload)
    }
  }
})

test.each(['--datasource', '--model-store', '--dialect', '--image', '--name', '-o'])(
  'the flag %s',
  async (flag) => {
    for (const [, payload] of named) {
      const host = memoryHost({ 'p.sql': program })
      const result = await ended(['compile', 'p.sql', `${flag}=${payload}`], host)
      expect(result.err).not.toMatch(obeyed)
      if (result.out !== '') expectSound(result, payload)
    }
  },
)

test.each(named)('a file of settings that is nothing but text: %s', async (_, payload) => {
  const host = memoryHost({ 'p.sql': program, 'sqlflow.yaml': payload })
  expectSound(await ended(['compile', 'p.sql'], host), payload)
})

const uses = 'SELECT * FROM t TO PREDICT r.c USING far; SHOW TRAIN far;'

describe('the lock file', () => {
  test.each(named)('%s', async (_, payload) => {
    const documents = [
      metadataOf('far', { originalSql: payload, select: payload }),
      metadataOf('far', { estimator: payload }),
      metadataOf('far', { image: payload }),
      metadataOf('far', { label: payload }),
      metadataOf('far', { attributes: { [payload]: payload } }),
      metadataOf('far', { features: { [payload]: [payload] } as never }),
      metadataOf('far', { columns: [{ name: payload, type: payload }] }),
      metadataOf('far', { trainedAt: payload, compiler: payload, engineVersion: payload }),
      metadataOf('far', { metrics: { [payload]: 1 } }),
    ]
    for (const document of documents) {
      const models = new Map([['far', pinned(payload, document)]])
      const tables = new Map([[payload, [{ name: payload, type: payload }]]])
      const files = { 'p.sql': uses, 'sqlflow.lock.json': writeLock({ models, tables }) }
      for (const command of [
        ['compile', 'p.sql', '--offline'],
        ['plan', 'p.sql', '--offline'],
        ['lint', 'p.sql'],
      ]) {
        const result = await ended(command, memoryHost(files))
        expect(result.err).not.toMatch(obeyed)
        expect(result.err).not.toMatch(/\bbug\b|at .*\.ts:\d+/)
        if (command[0] !== 'compile') expect(result.out).not.toMatch(obeyed)
        else if (result.code === 0) expect(judge(result.out)).toEqual([])
      }
    }
  })
})
