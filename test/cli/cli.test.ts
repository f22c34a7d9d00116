/** The command as users meet it: in process with a host in memory, and the built executable itself. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import { version } from '../../src/version.ts'
import { type MemoryHost, memoryHost } from '../support/memory-host.ts'
import { projectRoot } from '../support/shared.ts'

const train =
  'SELECT * FROM iris.train TO TRAIN xgboost.gbtree WITH objective = "multi:softmax", num_class = 3 LABEL class INTO m;\n'
const good = `${train}SELECT * FROM iris.test TO PREDICT iris.result.class USING m;\n`
const broken = 'SELECT * FROM iris.train TO TRIAN DNNClassifier;\n'

async function call(args: string[], host: MemoryHost): Promise<{ code: number; out: string; err: string }> {
  const code = await run(args, host)
  return { code, ...host.written }
}

describe('compile', () => {
  test('writes the workflow to standard output, or to a file', async () => {
    const first = await call(['compile', 'p.sql'], memoryHost({ 'p.sql': good }))
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('kind: Workflow')
    const host = memoryHost({ 'p.sql': good })
    expect(await call(['compile', 'p.sql', '-o', 'w.yaml'], host)).toEqual({ code: 0, out: '', err: '' })
    expect(host.files.get('w.yaml')).toBe(first.out)
  })

  test('an error writes nothing and keeps the old file', async () => {
    const host = memoryHost({ 'p.sql': broken, 'w.yaml': 'old' })
    const { code, out, err } = await call(['compile', 'p.sql', '-o', 'w.yaml'], host)
    expect([code, out, host.files.get('w.yaml')]).toEqual([1, '', 'old'])
    expect(err).toContain('error[SF102] unknown-verb')
  })

  test('--check compares and writes nothing', async () => {
    const host = memoryHost({ 'p.sql': good, 'w.yaml': 'old' })
    const before = await call(['compile', 'p.sql', '--check', 'w.yaml'], host)
    expect(before).toMatchObject({ code: 1, out: '' })
    expect(before.err).toContain('differs from line 1')
    await run(['compile', 'p.sql', '-o', 'w.yaml'], host)
    expect(await run(['compile', 'p.sql', '--check', 'w.yaml'], host)).toBe(0)
    expect(await run(['compile', 'p.sql', '--check', 'none.yaml'], host)).toBe(3)
  })

  test('--kind and settings from the file, a variable and a flag, the nearest one first', async () => {
    const files = {
      'p.sql': good,
      'sqlflow.yaml':
        'dialect: hive\nworkflow:\n  kind: WorkflowTemplate\n  namespace: ml\nimages:\n  default: a/b:1\n',
    }
    const plain = await call(['compile', 'p.sql'], memoryHost(files))
    expect(plain.out).toMatch(/kind: WorkflowTemplate[\s\S]*namespace: ml/)
    expect(plain.out).toContain('value: "a/b:1"')
    const variable = await call(
      ['compile', 'p.sql'],
      memoryHost(files, { env: { SQLFLOW_WORKFLOW_STEP_IMAGE: 'c/d:2' } }),
    )
    expect(variable.out).toContain('value: "c/d:2"')
    const flag = await call(['compile', 'p.sql', '--kind', 'Workflow'], memoryHost(files))
    expect(flag.out).toContain('kind: Workflow\n')
  })

  test('a model of another day comes from the store', async () => {
    const metadata = {
      formatVersion: 1,
      originalSql: '',
      select: '',
      image: 'x/y:1',
      estimator: 'a.B',
      engine: 'tensorflow',
      attributes: {},
      features: {},
      into: 'm',
    }
    const files = {
      'p.sql': 'SELECT * FROM t TO PREDICT d.r.c USING m;',
      'models.json': JSON.stringify({ m: metadata }),
    }
    const { code, out } = await call(
      ['plan', 'p.sql', '--model-store', 'memory:models.json', '--format', 'json'],
      memoryHost(files),
    )
    expect(code).toBe(0)
    expect(JSON.parse(out).steps[0]).toMatchObject({
      image: 'x/y:1',
      model: { from: 'store', store: 'memory:models.json' },
    })
    expect((await call(['plan', 'p.sql'], memoryHost(files))).code).toBe(1)
    const gone = await call(['plan', 'p.sql', '--model-store', 'memory:gone.json'], memoryHost(files))
    expect([gone.code, gone.out]).toEqual([3, ''])
    expect(gone.err).toContain('gone.json')
    const later = await call(['plan', 'p.sql', '--model-store', 'mysql://u:secret@h/d'], memoryHost(files))
    expect(later.code).toBe(3)
    expect(later.err).not.toContain('secret')
  })
})

describe('graph and plan', () => {
  test.each([
    ['graph', 'json', '"version": 1'],
    ['graph', 'mermaid', 'flowchart TD'],
    ['graph', 'dot', 'digraph'],
    ['plan', 'text', 'critical path 2'],
    ['plan', 'json', '"version": 1'],
  ])('%s --format %s', async (command, format, expected) => {
    const { code, out, err } = await call([command, '-', '--format', format], memoryHost({}, { stdin: good }))
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(expected)
  })

  test('graph needs no store, and problems can be had as JSON', async () => {
    const { code, err } = await call(
      ['graph', '-', '--diagnostics', 'json'],
      memoryHost({}, { stdin: broken }),
    )
    expect(code).toBe(1)
    const { version: format, diagnostics } = JSON.parse(err)
    expect(format).toBe(1)
    expect(diagnostics[0]).toMatchObject({
      code: 'SF102',
      name: 'unknown-verb',
      severity: 'error',
      path: '<stdin>',
      labels: [],
    })
    expect(diagnostics[0].span).toMatchObject({ line: 1, column: 29 })
  })
})

describe('explain and help', () => {
  test('explains a code by number or name, lists all, offers the nearest', async () => {
    expect((await call(['explain', 'sf201'], memoryHost())).out).toContain('Mended:')
    expect((await call(['explain', 'model-dropped'], memoryHost())).out).toContain('SF201')
    expect((await call(['explain'], memoryHost())).out.split('\n').length).toBeGreaterThan(40)
    const wrong = await call(['explain', 'model-droped'], memoryHost())
    expect([wrong.code, wrong.out]).toEqual([2, ''])
    expect(wrong.err).toContain('model-dropped')
  })

  test('help teaches, and goes to standard output', async () => {
    for (const args of [['--help'], ['help', 'compile'], ['plan', '--help']]) {
      const { code, out, err } = await call(args, memoryHost())
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('Exit codes: 0 fine')
    }
    expect((await call(['--version'], memoryHost())).out).toBe(`${version}\n`)
  })
})

describe('wrong usage', () => {
  test.each([
    [['compile'], 'missing required argument'],
    [['compile', 'p.sql', '--knd', 'x'], '--kind'],
    [['complie', 'p.sql'], 'compile'],
    [['compile', 'p.sql', '--kind', 'Pod'], 'Allowed choices'],
    [['compile', 'p.sql', '--dialect', 'oracle'], 'Allowed choices'],
    [['compile', 'p.sql', '--datasource', 'hunter2'], '--datasource must be a URL'],
    [['compile', 'p.sql', '--model-store', 'root:hunter2@tcp(h)/d'], '--model-store must be a URL'],
    [['compile', 'p.sql', 'q.sql'], 'too many arguments'],
    [['compile', 'p.sql', '--diagnostics', 'xml'], 'Allowed choices'],
    [['help', 'complie'], 'perhaps compile was meant'],
    [['explain', 'SF2O1'], 'perhaps SF201'],
    [['\u001b[31m'], "unknown command '\\x1b[31m'"],
    [['compile', 'p.sql', '--check', 'a', '-o', 'b'], 'give one of them'],
    [[], 'Usage'],
  ])('%j', async (args, expected) => {
    const { code, out, err } = await call(args, memoryHost({ 'p.sql': good }))
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(expected)
    for (const hidden of ['hunter2', '\u001b']) expect(err).not.toContain(hidden)
  })
})

describe('problems', () => {
  const colour = async (args: string[], env: Record<string, string>, terminal: boolean) =>
    (await call(['compile', 'p.sql', ...args], memoryHost({ 'p.sql': broken }, { env, terminal }))).err

  test('are coloured on a terminal, and when or when not asked', async () => {
    expect(await colour([], {}, true)).toContain('\u001b[31m')
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect(await colour([], env, true)).not.toContain('\u001b')
      expect(await colour(['--color', 'always'], env, false)).toContain('\u001b[31m')
    }
    expect(await colour(['--color', 'never'], {}, true)).not.toContain('\u001b')
    expect(await colour([], {}, false)).not.toContain('\u001b')
  })

  test('warnings are told and do not keep the result back', async () => {
    const text = `SELECT * FROM t TO PREDICT r.c USING later;\nSELECT * FROM t TO TRAIN a.B LABEL y INTO later;`
    const env = { SQLFLOW_WORKFLOW_CLUSTER_CONFIG: 'c.py' }
    const { code, out, err } = await call(['compile', '-'], memoryHost({}, { stdin: good, env }))
    expect([code, out === '']).toEqual([0, false])
    expect(err).toContain('warning[SF603]')
    expect((await call(['compile', '-'], memoryHost({}, { stdin: text, env }))).err).toMatch(/error.*warning/)
  })

  test('a fault of our own is one line, with the stack for those who ask', async () => {
    const failing = (env: Record<string, string>): MemoryHost => ({
      ...memoryHost({}, { env }),
      readStdin: async () => {
        throw new TypeError('no\u001b such\nmember')
      },
    })
    const short = await call(['compile', '-'], failing({}))
    expect([short.code, short.out]).toEqual([3, ''])
    expect(short.err).toBe(
      'error[SF901] internal-error: no\\x1b such\n  this is a fault of sqlflowc, not of the program; SQLFLOW_DEBUG=1 shows where\n',
    )
    expect((await call(['compile', '-'], failing({ SQLFLOW_DEBUG: '1' }))).err).toMatch(/\n +at /)
  })
})

describe('bad input', () => {
  const cases: Record<string, { content: string | Uint8Array; code: number; says: string }> = {
    'not UTF-8': {
      content: new Uint8Array([...new TextEncoder().encode("SELECT 'é\n"), 0xe9, 0x27]),
      code: 1,
      says: '--> p.sql:2:1',
    },
    'UTF-16': { content: Buffer.from(`\ufeff${good}`, 'utf16le'), code: 1, says: 'SF001' },
    empty: { content: '', code: 1, says: 'SF002' },
    'only comments': { content: '-- nothing\n/* here */', code: 1, says: 'SF002' },
    'an unclosed quote': { content: "SELECT 'a;\nSELECT 1;", code: 1, says: 'SF003' },
    'an unclosed comment': { content: 'SELECT 1; /* a', code: 1, says: 'SF004' },
    'ten thousand brackets': {
      content: `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)};`,
      code: 0,
      says: '',
    },
    'ten thousand brackets in the clause': {
      content: `SELECT 1 TO TRAIN a.B WITH model.x = ${'('.repeat(10_000)}1${')'.repeat(10_000)} LABEL y INTO m;`,
      code: 1,
      says: 'SF006',
    },
    'a byte order mark': { content: `\ufeff${good}`, code: 0, says: '' },
    'escape sequences of a terminal': {
      content: 'SELECT 1 \u001b[31m FROM;\u0007',
      code: 1,
      says: '\\x1b[31m',
    },
  }

  test.each(Object.entries(cases))('%s', async (_, { content, code, says }) => {
    const host = memoryHost({ 'p.sql': content, 'w.yaml': 'old' })
    const result = await call(['compile', 'p.sql', '-o', 'w.yaml'], host)
    expect(result.code).toBe(code)
    expect(result.err).toContain(says)
    expect(result.err).not.toMatch(/\n\s+at /)
    expect(result.err).not.toContain('\u001b')
    if (code !== 0) expect(host.files.get('w.yaml')).toBe('old')
  })

  test('a missing file, a full disk', async () => {
    const missing = await call(['compile', 'none.sql'], memoryHost())
    expect(missing).toEqual({ code: 3, out: '', err: 'sqlflowc: none.sql: there is no such file\n' })
    const odd = await call(['compile', 'a\n\u001b.sql'], memoryHost())
    expect(odd.err).toBe('sqlflowc: a\\x0a\\x1b.sql: there is no such file\n')
    const full = await call(['compile', 'p.sql', '-o', '/full/w.yaml'], memoryHost({ 'p.sql': good }))
    expect(full.err).toBe('sqlflowc: /full/w.yaml: the disk is full\n')
  })

  test('settings that are not there, not text, or in another place', async () => {
    const named = await call(['compile', 'p.sql', '--config', 'no.yaml'], memoryHost({ 'p.sql': good }))
    expect(named).toEqual({ code: 3, out: '', err: 'sqlflowc: no.yaml: there is no such file\n' })
    const files = { 'p.sql': good, 'my.yaml': 'workflow: { namespace: ml }', 'sqlflow.yaml': 'wrong' }
    const variable = await call(
      ['compile', 'p.sql'],
      memoryHost(files, { env: { SQLFLOW_CONFIG: 'my.yaml' } }),
    )
    expect([variable.code, variable.out.includes('namespace: ml')]).toEqual([0, true])
    const latin = new Uint8Array([...new TextEncoder().encode('offline: true\n#'), 0xe9, 0x0a])
    const bytes = await call(['compile', 'p.sql'], memoryHost({ 'p.sql': good, 'sqlflow.yaml': latin }))
    expect(bytes.code).toBe(1)
    expect(bytes.err).toContain('SF001] not-text')
    expect(bytes.err).toContain('--> sqlflow.yaml:2:2')
  })

  test('a wrong variable stands in no file', async () => {
    const host = memoryHost({ 'p.sql': good }, { env: { SQLFLOW_WORKFLOW_TTL: 'soon' } })
    const { code, err } = await call(['plan', 'p.sql'], host)
    expect(code).toBe(1)
    expect(err).toMatch(/SQLFLOW_WORKFLOW_TTL must be a whole number, not `soon`\n {2}= help/)
  })

  test('wrong settings are told with their place', async () => {
    const files = {
      'p.sql': good,
      'sqlflow.yaml': 'workflow:\n  ttlSecond: 5\n  parallelism: lots\ndatasource: mysql://u:hunter2@h/d\n',
    }
    const { code, out, err } = await call(['compile', 'p.sql'], memoryHost(files))
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('sqlflow.yaml:2:3')
    expect(err).toContain('workflow.ttlSeconds')
    expect(err).toContain('must be a whole number')
    expect(err).not.toContain('hunter2')
  })
})

describe('the executable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const main = join(projectRoot, 'src/main.ts')
  const exec = (args: string[], input = ''): { code: number | null; out: string; err: string } => {
    const result = spawnSync(process.execPath, [main, ...args], {
      cwd: folder,
      input,
      encoding: 'utf8',
      maxBuffer: 1e9,
    })
    return { code: result.status, out: result.stdout, err: result.stderr }
  }

  test('compiles, reads standard input, writes through a link and keeps the mode', () => {
    writeFileSync(join(folder, 'p.sql'), good)
    writeFileSync(join(folder, 'real.yaml'), 'old', { mode: 0o640 })
    symlinkSync('real.yaml', join(folder, 'link.yaml'))
    expect(exec(['compile', 'p.sql', '-o', 'link.yaml'])).toEqual({ code: 0, out: '', err: '' })
    const written = readFileSync(join(folder, 'real.yaml'), 'utf8')
    expect(written).toContain('kind: Workflow')
    expect(statSync(join(folder, 'real.yaml')).mode & 0o777).toBe(0o640)
    expect(exec(['compile', '-'], good).out).toContain('generateName: sqlflow-')
  })

  test('a link to nothing, a device, a mode that the umask would not give', () => {
    symlinkSync('later.yaml', join(folder, 'dangling.yaml'))
    expect(exec(['compile', '-', '-o', 'dangling.yaml'], good).code).toBe(0)
    expect(lstatSync(join(folder, 'dangling.yaml')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'later.yaml'), 'utf8')).toContain('kind: Workflow')
    chmodSync(join(folder, 'later.yaml'), 0o666)
    expect(exec(['compile', '-', '-o', 'later.yaml'], good).code).toBe(0)
    expect(statSync(join(folder, 'later.yaml')).mode & 0o777).toBe(0o666)
    expect(exec(['compile', '-', '-o', '/dev/stdout'], good).out).toContain('kind: Workflow')
    expect(exec(['compile', '-', '-o', '/dev/null'], good).code).toBe(0)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('a reader that stops reading is no fault', () => {
    const many = Array.from({ length: 3000 }, (_, at) => `SELECT ${at} FROM t${at};`).join('\n')
    writeFileSync(join(folder, 'many.sql'), many)
    const script = `"$0" "$1" graph many.sql | head -n 1; echo "\${PIPESTATUS[0]}"`
    const result = spawnSync('bash', ['-c', script, process.execPath, main], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([result.stdout, result.stderr]).toEqual(['{\n0\n', ''])
  })

  test('help, versions and explanations load neither the parser nor YAML', () => {
    const hook = `import { registerHooks } from 'node:module'
      registerHooks({ resolve: (name, context, next) => {
        if (/^(chevrotain|yaml)$/.test(name)) process.stderr.write(name + ' ')
        return next(name, context)
      } })`
    const loaded = (...args: string[]): string =>
      spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, main, ...args],
        {
          encoding: 'utf8',
          input: good,
        },
      ).stderr
    for (const args of [['--version'], ['--help'], ['help', 'plan'], ['explain'], ['explain', 'SF201']]) {
      expect(loaded(...args)).toBe('')
    }
    expect(loaded('plan', '-')).toContain('chevrotain')
  })

  test('a folder and a missing folder', () => {
    expect(exec(['compile', '.'])).toEqual({
      code: 3,
      out: '',
      err: 'sqlflowc: .: this is a folder, not a file\n',
    })
    expect(exec(['compile', 'p.sql', '-o', '.']).code).toBe(3)
    const missing = exec(['compile', 'p.sql', '-o', 'no/such/w.yaml'])
    expect([missing.code, missing.err]).toEqual([3, 'sqlflowc: no/such/w.yaml: there is no such file\n'])
    expect(existsSync(join(folder, 'no'))).toBe(false)
  })

  test('a file of 50 MB is read, and what is wrong with it is said', () => {
    const row = `(${"'x',".repeat(200)}1),\n`
    writeFileSync(
      join(folder, 'big.sql'),
      `INSERT INTO t VALUES ${row.repeat(Math.ceil(50e6 / row.length))} (1);\n`,
    )
    const { code, out, err } = exec(['compile', 'big.sql'])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('SF602')
    expect(err.length).toBeLessThan(2000)
  })

  test('an old Node is told what is wrong', () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '18.20.0' }); await import(${JSON.stringify(main)})`
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(result.status).toBe(3)
    expect(result.stderr).toContain('needs Node.js 22.13 or newer')
  })
})

test('the version is the package’s', () => {
  expect(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version).toBe(version)
})
