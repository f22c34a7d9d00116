/** `sqlflowc submit`: what is sent is what was linted, and whatever happens on the way is said clearly. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { run } from '../../src/cli/cli.ts'
import { ArgoServerOfTests } from '../support/argo-server.ts'
import { type MemoryHost, memoryHost } from '../support/memory-host.ts'

const program = `CREATE TABLE t AS SELECT 1 AS a, 2 AS b;
SELECT a, b FROM t
TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL b INTO m;
SELECT a FROM t TO PREDICT r.b USING m;
`
const steps = ['s001-create-t', 's002-train-m', 's003-predict-b']

let server: ArgoServerOfTests
beforeEach(async () => {
  server = await ArgoServerOfTests.start()
})
afterEach(() => server.close())

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function submit(
  args: readonly string[],
  env: Record<string, string> = {},
  text = program,
): Promise<Ended> {
  const host: MemoryHost = memoryHost(
    { 'p.sql': text },
    { env: { ARGO_SERVER: `http://${server.address}`, ARGO_TOKEN: 'Bearer s3cret', ...env } },
  )
  const code = await run(['submit', 'p.sql', ...args], host)
  return { code, ...host.written }
}

/** States of the steps, as Argo's nodes. */
function status(
  phase: string,
  states: Readonly<Record<string, string>>,
  message = '',
): Record<string, unknown> {
  const nodes = Object.entries(states).map(([step, state], at) => [
    `p-x7k2p-${at}`,
    {
      id: `p-x7k2p-${at}`,
      name: `p-x7k2p.${step}`,
      displayName: step,
      type: 'Pod',
      templateName: 'step',
      phase: state,
      ...(state === 'Failed' ? { message: 'exit code 1' } : {}),
      startedAt: '2026-11-23T00:00:00Z',
      ...(state === 'Running' ? {} : { finishedAt: '2026-11-23T00:00:03Z' }),
    },
  ])
  return {
    phase,
    message,
    startedAt: '2026-11-23T00:00:00Z',
    finishedAt: '2026-11-23T00:01:00Z',
    nodes: Object.fromEntries(nodes),
  }
}

const [first = '', second = '', third = ''] = steps
const success = [
  status('Running', { [first]: 'Running' }),
  status('Running', { [first]: 'Succeeded', [second]: 'Running' }),
  status('Succeeded', { [first]: 'Succeeded', [second]: 'Succeeded', [third]: 'Succeeded' }),
]
const failure = [
  status('Running', { [first]: 'Succeeded', [second]: 'Running' }),
  status('Failed', { [first]: 'Succeeded', [second]: 'Failed', [third]: 'Omitted' }, 'child failed'),
]

describe('sending', () => {
  test('the emitted object arrives as it is, with the token, and its name is printed', async () => {
    server.token = 's3cret'
    const { code, out, err } = await submit(['--namespace', 'ml'])
    expect([code, out], err).toEqual([0, 'p-x7k2p\n'])
    expect(err).toBe(`Workflow p-x7k2p is made (http://${server.address}, namespace ml)\n`)
    const [request] = server.requests
    expect([request?.method, request?.path]).toEqual(['POST', '/api/v1/workflows/ml'])
    const host = memoryHost({ 'p.sql': program, 'sqlflow.yaml': 'workflow:\n  namespace: ml\n' })
    await run(['compile', 'p.sql'], host)
    const [emitted] = parseAllDocuments(host.written.out).map((document) => document.toJS())
    expect(request?.body).toEqual({ namespace: 'ml', workflow: emitted })
  })

  test('a template that is there is replaced', async () => {
    for (const verb of ['POST', 'PUT']) {
      const { code, out, err } = await submit(['--kind', 'WorkflowTemplate'])
      expect([code, out], err).toEqual([0, 'p\n'])
      expect(server.requests.at(-1)?.method).toBe(verb)
    }
  })

  test('a large program: its templates first', async () => {
    const large = Array.from({ length: 3000 }, (_, at) => `CREATE TABLE t${at} AS SELECT ${at} AS a;`).join(
      '\n',
    )
    const { code, err } = await submit([], {}, large)
    expect(code, err).toBe(0)
    const kinds = server.requests
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => path.split('/')[3])
    expect(kinds.length).toBeGreaterThan(2)
    expect(kinds.at(-1)).toBe('workflows')
    expect(new Set(kinds.slice(0, -1))).toEqual(new Set(['workflow-templates']))
  })

  test('nothing is sent before the program is clean, unless it is forced', async () => {
    const leaking = program.replace('LABEL b', 'COLUMN a, b LABEL b')
    const { code, err } = await submit([], {}, leaking)
    expect(code).toBe(1)
    expect(err).toContain('error[SF401] label-among-columns')
    expect(err).toContain('nothing is sent while the program has errors')
    expect(server.requests).toEqual([])
    expect((await submit(['--force'], {}, leaking)).code).toBe(0)
    expect(server.requests).toHaveLength(1)
    // What does not compile can't be forced.
    expect((await submit(['--force'], {}, 'SELECT 1 TO TRIAN x;')).code).toBe(1)
    expect(server.requests).toHaveLength(1)
  })
})

describe('refusals', () => {
  test.each([
    [
      { status: 403, message: 'workflows.argoproj.io is forbidden: User "ann" cannot create' },
      'may not do this: workflows.argoproj.io is forbidden: User "ann" cannot create',
    ],
    [
      { status: 400, message: 'templates.main: no such template' },
      'refuses the object: templates.main: no such template',
    ],
    [{ status: 503, message: '' }, 'the server answers 503; whether Workflow p-… was made is not known'],
    ['reset' as const, 'the connection broke off; whether Workflow p-… was made is not known'],
    ['html' as const, 'the server answers 502'],
  ])('%j', async (fault, words) => {
    server.faults.push({ path: '/api/v1/workflows', fault })
    const { code, out, err } = await submit([])
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(words)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(server.requests).toHaveLength(1)
  })

  test('a wrong token, which is not shown', async () => {
    server.token = 'another'
    const { code, err } = await submit([])
    expect(code).toBe(3)
    expect(err).toContain('does not know the token in ARGO_TOKEN')
    expect(err).not.toContain('s3cret')
  })

  test('nobody there, and addresses that are none', async () => {
    const other = await ArgoServerOfTests.start()
    const gone = `http://${other.address}`
    await other.close()
    expect((await submit([], { ARGO_SERVER: gone })).err).toContain('nobody listens there')
    expect(await submit([], { ARGO_SERVER: 'http://ann:s3cret@host' })).toMatchObject({ code: 2 })
    const { code, err } = await submit(['--to', 'server'], { ARGO_SERVER: '' })
    expect([code, err]).toEqual([2, expect.stringContaining('ARGO_SERVER')])
  })

  test('a server without TLS where TLS is expected', async () => {
    const { code, err } = await submit([], { ARGO_SERVER: server.address })
    expect([code, err]).toEqual([3, expect.stringContaining('ARGO_SECURE=false')])
    expect((await submit([], { ARGO_SERVER: server.address, ARGO_SECURE: 'false' })).code).toBe(0)
  })
})

describe('watching', () => {
  test('each step is told as it changes, then the tree', async () => {
    server.states = [...success]
    const { code, err } = await submit(['--watch'])
    expect(code, err).toBe(0)
    expect(err.split('\n').slice(1)).toEqual([
      's001-create-t  started',
      's001-create-t  done in 3.0 s',
      's002-train-m  started',
      's002-train-m  done in 3.0 s',
      's003-predict-b  done in 3.0 s',
      '',
      'p-x7k2p  done in 1 min 00 s',
      '├─ ✔ s001-create-t  done in 3.0 s',
      '├─ ✔ s002-train-m  done in 3.0 s',
      '└─ ✔ s003-predict-b  done in 3.0 s',
      '',
    ])
  })

  test('a step that failed: its statement, its log, and what was not run', async () => {
    server.states = [...failure]
    server.logs.set('p-x7k2p-step-1', [
      ...Array.from({ length: 30 }, (_, at) => `line ${at}`),
      'no column \u001b[31mb',
    ])
    const { code, err } = await submit(['--watch'])
    expect(code).toBe(1)
    expect(err).toContain(
      '├─ ✖ s002-train-m  failed after 3.0 s: exit code 1\n│     line 2: SELECT a, b FROM t\n',
    )
    expect(err).toContain('└─ ○ s003-predict-b  not run, because another failed')
    expect(err).toContain('s002-train-m failed\n  --> p.sql:2: SELECT a, b FROM t\n    line 11\n')
    expect(err).toContain('    no column \\x1b[31mb\n')
  })

  test('a log that is gone is said, and does not hide the failure', async () => {
    server.states = [...failure]
    const { code, err } = await submit(['--watch'])
    expect([code, err]).toEqual([
      1,
      expect.stringContaining("its log can't be had: the server knows no such"),
    ])
  })

  test('an error of the cluster', async () => {
    server.states = [status('Error', { [first]: 'Error' }, 'node was lost')]
    const { code, err } = await submit(['--watch'])
    expect([code, err]).toEqual([3, expect.stringContaining('node was lost')])
  })

  test('a server that goes in the middle is asked again', async () => {
    const [one, two, three] = success
    server.states = [one ?? {}, 'break', two ?? {}, three ?? {}]
    const { code, err } = await submit(['--watch'])
    expect(code, err).toBe(0)
    expect(err.match(/s001-create-t {2}done/g)).toHaveLength(2)
    server.states = [...success]
    server.faults.push(
      { path: '/api/v1/workflows/default/p-x', fault: 'reset' },
      { path: '/api/v1/workflows/default/p-x', fault: 'reset' },
    )
    const again = await submit(['--watch'])
    expect([again.code, again.err]).toEqual([
      0,
      expect.stringContaining('the connection broke off; asking again in 2 s'),
    ])
  })

  test('rights that end in the middle', async () => {
    server.states = [...success]
    server.faults.push({ path: '/api/v1/workflow-events', fault: { status: 403, message: 'not any more' } })
    const { code, err } = await submit(['--watch'])
    expect(code).toBe(3)
    expect(err).toContain('p-x7k2p is not watched any more; it goes on')
    expect(err).toContain('not any more')
  })

  test('only a Workflow is watched', async () => {
    expect((await submit(['--watch', '--kind', 'WorkflowTemplate'])).code).toBe(2)
    expect(server.requests).toEqual([])
  })
})

describe('commands that stand in', () => {
  let folder: string
  const path = process.env['PATH']
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqlflowc-submit-'))
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  })

  /** A program of that name that answers as the script says; `$here` is where it writes. */
  function fake(name: string, script: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\nhere='${folder}'\necho "$*" >> "$here/calls"\n${script}`)
    chmodSync(join(folder, name), 0o755)
    process.env['PATH'] = `${folder}${delimiter}${path}`
  }

  test('kubectl: create, watch, logs', async () => {
    const states = failure
      .map((state) => JSON.stringify({ metadata: { name: 'p-x7k2p' }, status: state }, null, 4))
      .join('\n')
    fake(
      'kubectl',
      `case "$1" in
create) cat > "$here/object"; echo '{"metadata":{"name":"p-x7k2p","namespace":"ml"}}' ;;
get) cat <<'END'\n${states}\nEND\n;;
logs) echo 'no such column' ;;
esac`,
    )
    const { code, err } = await submit(['--to', 'kubectl', '-n', 'ml', '--watch'])
    expect(code, err).toBe(1)
    expect(JSON.parse(readFileSync(join(folder, 'object'), 'utf8'))).toMatchObject({ kind: 'Workflow' })
    expect(err).toContain('Workflow p-x7k2p is made (kubectl, namespace ml)')
    expect(err).toContain('    no such column\n')
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toContain(
      'logs p-x7k2p-step-1 --container=main --tail=20 --namespace=ml',
    )
  })

  test('kubectl refuses, or is not there', async () => {
    fake('kubectl', 'cat >/dev/null; echo "warning" >&2; echo "error: forbidden" >&2; exit 1')
    expect(await submit([], { ARGO_SERVER: '' })).toMatchObject({
      code: 3,
      err: 'sqlflowc: kubectl: error: forbidden\n',
    })
    process.env['PATH'] = '/nowhere'
    expect((await submit([], { ARGO_SERVER: '' })).err).toContain('there is no kubectl on the PATH')
  })

  test('argo: submit, get, logs', async () => {
    fake(
      'argo',
      `case "$1" in
submit) cat > "$here/object"; echo '{"metadata":{"name":"p-x7k2p","namespace":"ml"}}' ;;
get) echo '${JSON.stringify({ metadata: { name: 'p-x7k2p' }, status: failure[1] })}' ;;
logs) echo 'p-x7k2p-step-1: no such column' ;;
esac`,
    )
    const { code, err } = await submit(['--to', 'argo', '--watch'])
    expect([code, err]).toEqual([1, expect.stringContaining('    no such column\n')])
  })
})
