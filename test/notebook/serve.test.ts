/** `sqlflowc serve` as a notebook speaks with it: each request, what is hostile, and that nothing outlives it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMessageConnection, type MessageConnection } from 'vscode-languageserver/node'
import { type Answer, jsonType, type Result, type StepEvent } from '../../src/server/protocol.ts'
import { ArgoServerOfTests } from '../support/argo-server.ts'
import { CommandFolder, noneLeft, type Started } from '../support/command.ts'

class Notebook {
  readonly folder = new CommandFolder({}, 'sqlflowc-serve-')
  readonly server: Started
  readonly connection: MessageConnection
  results: Result[] = []
  steps: StepEvent[] = []
  /** Called with each. */
  onStep: (event: StepEvent) => void = () => undefined

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.server = this.folder.start(['serve'], env)
    const { stdout, stdin } = this.server.process
    if (!stdout || !stdin) throw new Error('the server has no pipes')
    this.connection = createMessageConnection(stdout, stdin)
    this.connection.onNotification('result', (result: Result) => {
      this.results.push(result)
    })
    this.connection.onNotification('step', (event: StepEvent) => {
      this.steps.push(event)
      this.onStep(event)
    })
    this.connection.onNotification('say', () => undefined)
    this.connection.onError(() => undefined)
    this.connection.listen()
  }

  /** @param more of the request */
  ask(action: string, text: string, settings: object = {}, more: object = {}): Promise<Answer> {
    this.results = []
    this.steps = []
    const params = { text, cell: 3, settings, variables: {}, names: [], ...more }
    return this.connection.sendRequest(action, params)
  }

  textOf({ problems }: Answer): string {
    return String(problems?.['text/plain'] ?? '')
  }
}

const program = `SELECT a, b FROM t
TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL b INTO m;
SELECT a FROM t TO PREDICT r.b USING m;`

let notebook: Notebook
let argo: ArgoServerOfTests
beforeEach(async () => {
  argo = await ArgoServerOfTests.start()
  notebook = new Notebook({ ARGO_SERVER: `http://${argo.address}`, ARGO_TOKEN: 'Bearer s3cret' })
})
afterEach(async () => {
  notebook.connection.dispose()
  notebook.folder.remove()
  await argo.close()
})

describe('a program is', () => {
  test('linted', async () => {
    expect(await notebook.ask('lint', program)).toEqual({ ok: true, summary: 'nothing found' })
    const wrong = await notebook.ask('lint', program.replace('gbtree', '<gbtre>'))
    expect([wrong.ok, wrong.summary]).toEqual([false, '1 error'])
    expect(notebook.textOf(wrong)).toContain(' --> cell 3:2:')
    expect(wrong.problems?.['text/html']).toContain('&lt;gbtre&gt;')
    expect(wrong.problems?.[jsonType]).toMatchObject({ diagnostics: [{ path: 'cell 3', span: { line: 2 } }] })
  })

  test('planned and drawn', async () => {
    expect(await notebook.ask('plan', program)).toEqual({ ok: true, summary: '2 steps' })
    expect(notebook.results.map(({ kind, bundle }) => [kind, Object.keys(bundle ?? {})])).toEqual([
      ['plan', ['text/plain', 'text/html', 'text/vnd.mermaid', jsonType]],
    ])
    await notebook.ask('graph', program)
    expect(String(notebook.results[0]?.bundle?.['image/svg+xml'])).toMatch(/^<svg /)
  })

  test('compiled, in the dialect of its data source, and written where it is wanted', async () => {
    const datasource = 'mysql://u:secret@host:3306/db'
    const variables = { who: { type: 'str', value: "it's \\" } }
    const text = 'SELECT * FROM t WHERE a = :who;'
    await notebook.ask('compile', text, { datasource }, { variables })
    expect(String(notebook.results[0]?.bundle?.['text/plain'])).toContain("'it''s \\\\\\\\'")
    const { ok, summary } = await notebook.ask(
      'compile',
      text,
      { datasource, output: 'w.yaml' },
      { variables },
    )
    expect([ok, summary]).toEqual([true, 'written to w.yaml'])
    expect(notebook.folder.read('w.yaml')).toMatch(/^apiVersion: argoproj.io/)
    expect(notebook.folder.read('w.yaml')).not.toContain('secret@')
  })

  test('run: steps and results come while it goes on, with every digit', async () => {
    const answer = await notebook.ask(
      'run',
      "CREATE TABLE t AS SELECT 9007199254740993 AS big, 1.5 AS x, NULL AS n, 'a' AS s, X'00ff' AS b;\nSELECT * FROM t;",
    )
    expect(answer).toEqual({ ok: true, summary: '2 steps done' })
    expect(notebook.steps.map(({ id, status, line }) => `${line} ${id} ${status}`)).toEqual([
      '1 s001-create-t waiting',
      '2 s002-select-t waiting',
      '1 s001-create-t running',
      '1 s001-create-t done',
      '2 s002-select-t running',
      '2 s002-select-t done',
    ])
    expect(notebook.results).toEqual([
      {
        kind: 'table',
        step: 's002-select-t',
        line: 2,
        types: ['integer', 'number', 'empty', 'text', 'bytes'],
        table: expect.stringContaining('[[9007199254740993, 1.5, null, "a", {"base64": "AP8="}]]'),
      },
    ])
  })

  test('submitted, watched, and not sent while it has errors', async () => {
    const sent = await notebook.ask('submit', program)
    expect(sent).toEqual({ ok: true, summary: 'cell-3-x7k2p was made' })
    expect(argo.requests.length).toBe(1)
    const refused = await notebook.ask('submit', program.replace('USING m', 'USING nope.'))
    expect(refused.ok).toBe(false)
    expect(argo.requests.length).toBe(1)
  })
})

test('a workflow that fails is followed, and its log told', async () => {
  const node = (phase: string): object => ({
    id: 'p-0',
    name: 'p.s001-select-t',
    displayName: 's001-select-t',
    type: 'Pod',
    templateName: 'step',
    phase,
    startedAt: '2026-11-23T00:00:00Z',
    finishedAt: '2026-11-23T00:00:03Z',
  })
  argo.states = ['Running', 'Failed'].map((phase) => ({ phase, nodes: { 'p-0': node(phase) } }))
  const answer = await notebook.ask('submit', 'SELECT * FROM t;', { watch: true })
  expect(answer).toMatchObject({ ok: false, summary: 'cell-3-x7k2p did not succeed' })
  expect(notebook.textOf(answer)).toContain('s001-select-t failed\n  --> cell 3:1: SELECT * FROM t;')
  expect(notebook.steps.map(({ status }) => status)).toEqual(['waiting', 'running', 'failed'])
})

describe('a request', () => {
  test('names the variables that a program uses', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the program holds it
    const text = "SELECT ':a', :b, ${c}, :b FROM t"
    expect(await notebook.connection.sendRequest('bind', { text, settings: {} })).toEqual({
      names: ['b', 'c'],
    })
  })

  test('shows no password', async () => {
    const settings = { datasource: 'mysql://user:hunter2@host/db' }
    const answer = await notebook.connection.sendRequest('settings', { settings })
    expect(answer).toMatchObject({ ok: true, dialect: 'mysql', datasource: 'mysql://user:***@host/db' })
    const bad = await notebook.connection.sendRequest('settings', { settings: { datasource: 'hunter2' } })
    expect(bad).toMatchObject({ ok: false, summary: expect.not.stringContaining('hunter2') })
  })

  test.each([
    ['run', null],
    ['run', { text: 1 }],
    ['plan', { text: 'SELECT 1', cell: 1, settings: { nope: 1 }, variables: {}, names: [] }],
    ['plan', { text: 'SELECT 1', cell: 1, settings: { jobs: -1 }, variables: {}, names: [] }],
    [
      'plan',
      {
        text: 'SELECT 1',
        cell: 1,
        settings: { __proto__: null, constructor: 'x' },
        variables: {},
        names: [],
      },
    ],
    [
      'plan',
      { text: 'SELECT :a', cell: 1, settings: {}, variables: { a: { type: 'int', value: 1 } }, names: [] },
    ],
    [
      'lint',
      { text: 'SELECT 1', cell: 1, folder: '/nowhere/at/all', settings: {}, variables: {}, names: [] },
    ],
  ])('that is wrong is answered: %s %j', async (method, params) => {
    expect(await notebook.connection.sendRequest(method, params)).toMatchObject({ ok: false })
    expect(await notebook.ask('lint', 'SELECT 1;')).toMatchObject({ ok: true })
  })
})

describe('what runs', () => {
  const endless =
    'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000000) SELECT count(*) FROM c;'

  test('is stopped by a message, and the next request is answered', async () => {
    notebook.onStep = ({ status }) => {
      if (status === 'running') setTimeout(() => void notebook.connection.sendNotification('cancel'), 300)
    }
    const stopped = await notebook.ask('run', endless)
    expect(stopped).toMatchObject({ ok: false, summary: 'stopped' })
    expect(notebook.steps.at(-1)).toMatchObject({ status: 'stopped' })
    expect(await notebook.ask('lint', 'SELECT 1;')).toMatchObject({ ok: true })
  })

  test('ends with its notebook', async () => {
    notebook.onStep = ({ status }) => {
      if (status === 'running') setTimeout(() => notebook.server.process.stdin?.end(), 300)
    }
    notebook.ask('run', endless).catch(() => undefined)
    expect(await notebook.server.ended).toMatchObject({ code: 0, err: '' })
    await noneLeft(notebook.folder)
  })
})
