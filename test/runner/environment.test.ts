/** What `sqlflowc run` does before the first step, and what it refuses; processes are what the tests say they do. */
import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import type { ProcessEnd, ProcessOrder } from '../../src/host.ts'
import { type MemoryHost, memoryHost } from '../support/memory-host.ts'
import type { Behaviour } from '../support/memory-machine.ts'

const onMysql = ['run', 'p.sql', '--datasource', 'mysql://root@db/x']

async function call(
  args: readonly string[],
  host: MemoryHost,
): Promise<{ code: number; out: string; err: string }> {
  return { code: await run(args, host), ...host.written }
}

interface Pythons {
  readonly version?: readonly number[]
  /** Modules that are not installed. */
  readonly missing?: readonly string[]
  readonly venv?: (order: ProcessOrder, stop: AbortSignal) => ReturnType<Behaviour>
  readonly pip?: (order: ProcessOrder, stop: AbortSignal) => ReturnType<Behaviour>
}

/** A machine with Python; steps do nothing and are done. */
function machineWith(
  { version = [3, 12, 1], missing = [], venv, pip }: Pythons,
  files: Record<string, string> = {},
) {
  const behaviour: Behaviour = async (order, stop) => {
    const { command, args, log = '' } = order
    if (args[0] === '-c') {
      const asked = args.slice(2).filter((name) => missing.includes(name))
      return {
        code: 0,
        output: `a warning\n${JSON.stringify([command.replace('python3', '/usr/bin/python3'), version, asked])}\n`,
      }
    }
    if (args.includes('venv')) {
      const end = await (venv?.(order, stop) ?? { code: 0 })
      if (end.code === 0) host.files.set(`${args.at(-1)}/bin/python`, '')
      return end
    }
    if (args.includes('pip')) {
      const end: Partial<ProcessEnd> = await (pip?.(order, stop) ?? { code: 0 })
      host.files.set(log, String(end.output ?? ''))
      return { ...end, output: '' }
    }
    return { code: 0 }
  }
  const host = memoryHost({ 'p.sql': 'SELECT 1;', ...files }, { behaviour })
  return host
}

const folders = (host: MemoryHost): string[] => [
  ...new Set([...host.files.keys()].flatMap((path) => /^\.sqlflow\/(venv[^/]*)/.exec(path)?.[1] ?? [])),
]

describe('the environment', () => {
  test('is built aside, says what it does, and is used again', async () => {
    let during: string[] = []
    const host = machineWith({
      pip: async () => {
        during = folders(host)
        return { code: 0 }
      },
    })
    const first = await call(onMysql, host)
    expect(first.code, first.err).toBe(0)
    expect(during).toEqual([expect.stringMatching(/^venv-[0-9a-f]{12}\.building-1$/)])
    const [name = ''] = folders(host)
    expect(folders(host)).toEqual([expect.stringMatching(/^venv-[0-9a-f]{12}$/)])
    expect(first.err).toContain(
      `building the Python environment .sqlflow/${name} with PyMySQL, cryptography; later runs use it again\n`,
    )
    expect(first.err).toMatch(/the environment is ready after 0\.00 s/)
    expect(host.files.get(`.sqlflow/${name}/requirements.txt`)).toMatch(
      /^PyMySQL==[\d.]+\ncryptography==[\d.]+\n$/,
    )
    const step = host.machine.started.at(-1)
    expect(step?.command).toBe(`/project/.sqlflow/${name}/bin/python`)
    expect(step?.env).toMatchObject({ PYTHONPATH: undefined, SQLFLOW_DATASOURCE: 'mysql://root@db/x' })
    const before = host.machine.started.length
    expect((await call(onMysql, host)).code).toBe(0)
    const again = host.machine.started.slice(before)
    expect(again.filter(({ args }) => args.includes('pip') || args.includes('venv'))).toEqual([])
  })

  test('another Python needs another one; one that does not work any more is built anew', async () => {
    const files: Record<string, string> = {}
    const first = machineWith({})
    await call(onMysql, first)
    const [old = ''] = folders(first)
    const newer = machineWith({ version: [3, 13, 0] })
    await call(onMysql, newer)
    expect(folders(newer)).not.toEqual([old])
    files[`.sqlflow/${old}/bin/python`] = 'broken'
    files[`.sqlflow/${old}/leftover`] = ''
    const broken = machineWith({ missing: ['pymysql'] }, files)
    expect((await call(onMysql, broken)).err).toContain('building')
    expect(broken.files.has(`.sqlflow/${old}/leftover`)).toBe(false)
  })

  test('no Python, one that is too old, one that is none', async () => {
    const none = memoryHost({ 'p.sql': 'SELECT 1;' })
    expect(await call(onMysql, none)).toMatchObject({
      code: 3,
      err: 'sqlflowc: there is no python3 on the PATH, which steps run on; install Python 3.9 or newer, or name one with --python PATH\n',
    })
    const old = await call(onMysql, machineWith({ version: [3, 8, 10] }))
    expect([old.code, old.err]).toEqual([
      3,
      'sqlflowc: python3 is Python 3.8.10, and steps need 3.9 or newer; name a newer one with --python PATH\n',
    ])
    const odd = memoryHost(
      { 'p.sql': 'SELECT 1;' },
      { behaviour: async () => ({ code: 127, output: 'no\u001b such\n' }) },
    )
    const answer = await call([...onMysql, '--python', 'x/py'], odd)
    expect([answer.code, answer.err]).toEqual([3, 'sqlflowc: x/py is no Python that works: no\\x1b such\n'])
    const gone = await call([...onMysql, '--python', 'x/py'], memoryHost({ 'p.sql': 'SELECT 1;' }))
    expect(gone.err).toContain('x/py: there is no such program')
  })

  test('a named Python is taken as it is, and must have what the steps need', async () => {
    const host = machineWith({ missing: ['pymysql'] })
    const lacking = await call([...onMysql, '--python', 'my py/python3'], host)
    expect(lacking.code).toBe(3)
    expect(lacking.err).toMatch(
      /my py\/python3 lacks pymysql, which steps of this program need: 'my py\/python3' -m pip install PyMySQL==[\d.]+ cryptography/,
    )
    const variable = memoryHost(
      { 'p.sql': 'SELECT 1;' },
      {
        env: { SQLFLOWC_PYTHON: '/opt/py' },
        behaviour: async () => ({ code: 0, output: '["/opt/py",[3,11,0],[]]' }),
      },
    )
    expect((await call(onMysql, variable)).code).toBe(0)
    expect(variable.machine.started.map(({ command }) => command)).toEqual(['/opt/py', '/opt/py'])
    expect(folders(variable)).toEqual([])
  })

  test('no venv, no network: said in one line, and nothing half stays', async () => {
    const host = machineWith({
      venv: async ({ log = '' }) => {
        host.files.set(
          log,
          'The virtual environment was not created successfully because ensurepip is not available.\n',
        )
        return { code: 1 }
      },
    })
    const venv = await call(onMysql, host)
    expect(venv.code).toBe(3)
    expect(venv.err).toContain(
      '/usr/bin/python3 has no module venv, or not all of it; on Debian: apt install python3.12-venv',
    )
    expect(folders(host)).toEqual([])
    const offline = machineWith({
      pip: async () => ({
        code: 1,
        output: 'Collecting PyMySQL\n\nERROR: No matching distribution found for PyMySQL\n',
      }),
    })
    const pip = await call(onMysql, offline)
    expect(pip.code).toBe(3)
    expect(pip.err).toContain(
      'can’t be installed: Collecting PyMySQL · ERROR: No matching distribution found for PyMySQL; all that pip said is in .sqlflow/venv-',
    )
    expect(folders(offline)).toEqual([expect.stringMatching(/^venv-\w+\.log$/)])
    const wrong = machineWith({
      pip: async () => ({
        code: 1,
        output:
          'ERROR: Ignored the following versions that require a different python version: 3.2\nERROR: No',
      }),
    })
    expect((await call(onMysql, wrong)).err).toContain(
      'Python 3.12.1 is too old or too new for what is pinned',
    )
  })

  test('Ctrl-C while it is built: nothing half stays, no step begins', async () => {
    const host = machineWith({
      pip: async (_, stop) => {
        queueMicrotask(() => host.machine.interrupt())
        await new Promise((resolve) => stop.addEventListener('abort', resolve))
        return { signal: 'SIGTERM' }
      },
    })
    const { code, err } = await call(onMysql, host)
    expect([code, err.split('\n').at(-2)]).toEqual([130, 'stopped before the first step'])
    expect(folders(host)).toEqual([])
    expect([...host.files.keys()].some((path) => path.includes('state.json'))).toBe(false)
  })

  test('what another run builds is waited for, and what a dead one left is removed', async () => {
    const names = machineWith({})
    await call(onMysql, names)
    const [name = ''] = folders(names)
    const host = machineWith(
      {},
      {
        [`.sqlflow/${name}.building-77/bin/python`]: '',
        '.sqlflow/venv-000000000000.building-78/x': '',
      },
    )
    host.machine.alive.add(77)
    const ended = call(onMysql, host)
    await expect
      .poll(() => host.written.err)
      .toContain('waiting for the environment that another run (process 77) builds')
    await host.machine.rename(`.sqlflow/${name}.building-77`, `.sqlflow/${name}`)
    expect((await ended).code).toBe(0)
    expect(folders(host)).toEqual([name])
    expect(host.written.err).not.toContain('building')
  })

  test('two that built the same take the one that was there first', async () => {
    const names = machineWith({})
    await call(onMysql, names)
    const [name = ''] = folders(names)
    const host = machineWith({
      pip: async () => {
        host.files.set(`.sqlflow/${name}/bin/python`, 'first')
        return { code: 0 }
      },
    })
    expect((await call(onMysql, host)).code).toBe(0)
    expect(host.files.get(`.sqlflow/${name}/bin/python`)).toBe('first')
    expect(folders(host)).toEqual([name])
  })
})

describe('what can’t be run is refused before anything begins', () => {
  const refused = async (args: string[], files: Record<string, string> = {}) => {
    const host = machineWith({}, files)
    const { code, err } = await call(args, host)
    expect(host.machine.started).toEqual([])
    expect([...host.files.keys()].filter((path) => path.startsWith('.sqlflow'))).toEqual([])
    return [code, err]
  }

  test('wrong usage', async () => {
    expect(await refused(['run', 'p.sql', '--datasource', 'hive://u:secret@h/d'])).toEqual([
      1,
      expect.stringMatching(
        /^error\[SF606\] .* hive:\/\/u:\*\*\*@h\/d: they work on mysql:, tidb: and sqlite:\n/,
      ),
    ])
    expect(await refused([...onMysql, '--model-store', 'memory:m.json'])).toEqual([
      2,
      'sqlflowc: memory:m.json: run keeps models in mysql:, tidb:, sqlite: or oss:\n',
    ])
    for (const jobs of ['0', '-1', 'x', '1.5', '']) {
      expect((await refused(['run', 'p.sql', `--jobs=${jobs}`]))[0]).toBe(2)
    }
    expect((await refused(['run', 'p.sql', '--resume', '--from', 's001']))[0]).toBe(2)
    expect((await refused(['run', 'p.sql', '--force']))[0]).toBe(2)
    expect(await refused(['run', 'p.sql', '--resume'])).toEqual([
      1,
      'sqlflowc: there is no earlier run of p.sql to go on from\n',
    ])
    expect((await refused(['run']))[0]).toBe(2)
  })

  test('TO RUN, unless its command may run here', async () => {
    const files = { 'p.sql': 'SELECT 1;\nSELECT * FROM t TO RUN a/b:1 CMD "x.py" INTO u;' }
    expect(await refused(onMysql, files)).toEqual([
      1,
      'sqlflowc: p.sql:2: TO RUN is for the image a/b:1, and run has no containers; --local-commands runs its command on this machine as it is\n',
    ])
    const host = machineWith({}, files)
    const allowed = await call([...onMysql, '--local-commands'], host)
    expect(allowed.code).toBe(0)
    expect(allowed.err).toContain('note: the commands of TO RUN run on this machine as they are')
  })
})

test('images of the program are named once: what they have must be installed here', async () => {
  const train = (model: string): string =>
    `SELECT * FROM t TO TRAIN my/img:2/my_models.Net WITH model.x = 1 LABEL y INTO ${model};`
  const host = machineWith({}, { 'p.sql': `${train('m')}\n${train('n')}` })
  const { err } = await call(onMysql, host)
  expect(err.match(/note: .*/g)).toEqual([
    'note: steps run in the local Python, not in my/img:2: modules of those images must be installed there, or in a Python given with --python',
  ])
})

test('variables of the steps: values of the settings, keys of OSS under the names that steps know', async () => {
  const env = {
    OSS_ACCESS_KEY_ID: 'id',
    OSS_ACCESS_KEY_SECRET: 'key',
    SQLFLOW_MODEL_STORE: 'oss://b/x?region=r',
    KEPT: '1',
  }
  const host = memoryHost(
    { 'p.sql': 'SELECT 1;', 'sqlflow.yaml': 'env: { MODE: fast, TOKEN: { secret: s, key: k } }' },
    { env, behaviour: async () => ({ code: 0, output: '["py",[3,11,0],[]]' }) },
  )
  const { code, err } = await call([...onMysql, '--python', 'py'], host)
  expect(code, err).toBe(0)
  expect(err).toContain('note: TOKEN: held by a secret of the cluster, and not set here')
  expect(host.machine.started.at(-1)?.env).toMatchObject({
    KEPT: '1',
    MODE: 'fast',
    SQLFLOW_OSS_AK: 'id',
    SQLFLOW_OSS_SK: 'key',
    SQLFLOW_MODEL_STORE: 'oss://b/x?region=r',
    SQLFLOW_STEP_SPEC: expect.stringMatching(/^\/project\/\.sqlflow\/runs\/.*\/spec\.json$/),
  })
})

test('the last twenty runs are kept, those that go on too, and what is no run', async () => {
  const old = Array.from(
    { length: 25 },
    (_, at) => `.sqlflow/runs/20200101-0000${String(at).padStart(2, '0')}-p`,
  )
  const goesOn = JSON.stringify({
    version: 1,
    program: '/x',
    places: '',
    pid: 55,
    status: 'running',
    started: '',
    steps: {},
  })
  const files = {
    ...Object.fromEntries(old.map((path) => [`${path}/plan.json`, ''])),
    [`${old[2]}/state.json`]: goesOn,
    '.sqlflow/runs/notes/x': '',
  }
  const host = machineWith({}, files)
  host.machine.alive.add(55)
  expect((await call(onMysql, host)).code).toBe(0)
  const left = new Set(
    [...host.files.keys()].flatMap((path) => /^\.sqlflow\/runs\/([^/]+)/.exec(path)?.[1] ?? []),
  )
  expect([...left].filter((name) => name.startsWith('2020'))).toHaveLength(20)
  expect(left).toContain('20200101-000002-p')
  expect(left).toContain('notes')
})
