/** `sqlflowc lint` as teams call it: files, folders, globs, standard input, limits, fixes. */
import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/cli.ts'
import { memoryHost } from '../support/memory-host.ts'

const good = 'SELECT 1;\n'
const bad =
  'SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN a, b LABEL b INTO m;\n'
const warned = '-- sqlflow-ignore SF401: it was once\nSELECT 1;\n'

type Files = Readonly<Record<string, string | Uint8Array>>

async function lint(args: readonly string[], files: Files, stdin = '', terminal = false) {
  const host = memoryHost(files, { stdin, terminal })
  const code = await run(['lint', ...args], host)
  return { code, ...host.written, files: host.files }
}

/** The files that findings are of, in their order. */
const paths = (out: string): string[] => [
  ...new Set(
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(':')[0] ?? ''),
  ),
]

describe('what is linted', () => {
  const files = {
    'b.sql': bad,
    'jobs/z.sql': bad,
    'jobs/deep/a.SQL': bad,
    'jobs/notes.md': bad,
    'jobs/p.sqlflow': bad,
    '.git/x.sql': bad,
    'jobs/.hidden/x.sql': bad,
    'node_modules/x.sql': bad,
  }
  test.each([
    [[], ['b.sql', 'jobs/p.sqlflow', 'jobs/z.sql', 'jobs/deep/a.SQL']],
    [['jobs'], ['jobs/p.sqlflow', 'jobs/z.sql', 'jobs/deep/a.SQL']],
    [
      ['jobs/', 'b.sql', './b.sql', 'b.sql'],
      ['jobs/p.sqlflow', 'jobs/z.sql', 'jobs/deep/a.SQL', 'b.sql'],
    ],
    [['jobs/notes.md'], ['jobs/notes.md']],
    [['jobs/**/*.sql'], ['jobs/z.sql']],
    [['*.sql'], ['b.sql']],
  ])('%j', async (args, expected) => {
    const { code, out } = await lint([...args, '--format', 'concise'], files)
    expect([code, paths(out)]).toEqual([1, expected])
  })

  test('what the settings leave out, unless it is named', async () => {
    const settings = { 'sqlflow.yaml': 'lint:\n  exclude: ["jobs/deep/**", "b.sql"]\n' }
    expect(paths((await lint(['--format', 'concise'], { ...files, ...settings })).out)).toEqual([
      'jobs/p.sqlflow',
      'jobs/z.sql',
    ])
    expect(paths((await lint(['b.sql', '--format', 'concise'], { ...files, ...settings })).out)).toEqual([
      'b.sql',
    ])
  })

  test('standard input, by its name', async () => {
    const { code, out } = await lint(
      ['-', '--stdin-filename', 'jobs/daily.sql', '--format', 'concise'],
      {},
      bad,
    )
    expect([code, out]).toEqual([1, expect.stringMatching(/^jobs\/daily\.sql:1:\d+: error SF401 /)])
  })

  test('a file that is missing keeps nothing from the others', async () => {
    const { code, out, err } = await lint(['none.sql', 'b.sql', 'none/*.sql', '--format', 'concise'], files)
    expect([code, paths(out)]).toEqual([3, ['b.sql']])
    expect(err).toContain('none.sql: there is no such file')
    expect(err).toContain('none/*.sql')
  })

  test('nothing to lint is said', async () => {
    expect(await lint([], { 'a.txt': bad })).toMatchObject({
      code: 3,
      err: expect.stringContaining('no program to lint'),
    })
  })

  test('bytes that are no text', async () => {
    const { code, out } = await lint(['x.sql', '--format', 'concise'], {
      'x.sql': new Uint8Array([83, 0xff, 10]),
    })
    expect([code, out]).toEqual([1, expect.stringContaining('x.sql:1:2: error SF001')])
  })
})

describe('how it ends', () => {
  test.each([
    [['a.sql'], good, 0],
    [['a.sql'], warned, 0],
    [['a.sql', '--max-warnings', '0'], warned, 1],
    [['a.sql', '--max-warnings', '1'], warned, 0],
    [['a.sql', '--max-warnings', 'x'], warned, 2],
    [['a.sql', '--format', 'xml'], warned, 2],
    [['a.sql', '--fix', '--diff'], warned, 2],
    [['a.sql'], bad, 1],
  ])('%j of %j', async (args, text, code) => {
    expect((await lint(args, { 'a.sql': text })).code).toBe(code)
  })

  test('a limit and severities in the settings; keys that are none are said', async () => {
    const settings = 'lint:\n  maxWarnings: 0\n  rules: {SF490: warning, label-among-column: off}\n'
    const { code, out } = await lint(['a.sql', '--format', 'concise'], {
      'a.sql': warned,
      'sqlflow.yaml': settings,
    })
    expect(code).toBe(1)
    expect(out).toContain('there is no diagnostic `label-among-column`')
    const off = 'lint:\n  rules: {SF401: off}\n'
    expect((await lint(['a.sql'], { 'a.sql': bad, 'sqlflow.yaml': off })).code).toBe(0)
  })

  test('a summary for people, on standard error', async () => {
    const { out, err } = await lint([], { 'a.sql': good, 'b.sql': bad, 'c.sql': warned })
    expect(out).toContain('error[SF401] label-among-columns')
    expect(err).toBe('3 files: 1 error, 1 warning; --fix mends 1\n')
    expect((await lint(['--quiet'], { 'c.sql': warned })).out).toBe('')
    expect((await lint(['--format', 'json'], { 'a.sql': good })).err).toBe('')
  })

  test('a result goes where it is asked to go', async () => {
    const { out, files } = await lint(['--format', 'sarif', '-o', 'out.sarif'], { 'a.sql': bad })
    expect(out).toBe('')
    expect(JSON.parse(String(files.get('out.sarif'))).runs[0].results).toHaveLength(1)
  })
})

describe('what is said beside the findings', () => {
  test('the limit that is broken, in every form', async () => {
    for (const format of ['pretty', 'json']) {
      const { code, err } = await lint(['--max-warnings', '0', '--format', format, '--quiet'], {
        'a.sql': warned,
      })
      expect([code, err]).toEqual([1, expect.stringContaining('at most 0 warnings may stay')])
    }
  })

  test('the place of what is wrong in lint.rules', async () => {
    const settings = 'lint:\n  rules:\n    SF101: off\n    label-among-column: note\n'
    const { code, out } = await lint(['--format', 'concise'], { 'a.sql': good, 'sqlflow.yaml': settings })
    const [first, second] = out.split('\n')
    expect([code, first, second]).toEqual([
      0,
      expect.stringMatching(/^sqlflow\.yaml:3:5: warning SF603 .*`SF101` stays an error/),
      expect.stringMatching(/^sqlflow\.yaml:4:5: warning SF603 .*no diagnostic `label-among-column`/),
    ])
  })

  test('what stands in no file, in every form', async () => {
    for (const format of ['pretty', 'concise', 'json', 'jsonl', 'sarif', 'github', 'gitlab', 'junit']) {
      const host = memoryHost({ 'a.sql': good }, { env: { SQLFLOW_OFFLINE: 'perhaps' } })
      expect(await run(['lint', '--format', format], host)).toBe(1)
      expect(host.written.out).toContain('SQLFLOW_OFFLINE')
      expect(host.written.out).not.toMatch(/^:(?!:)|file=,|name=""|undefined/m)
    }
  })

  test('--stdin-filename without standard input is a mistake', async () => {
    expect((await lint(['a.sql', '--stdin-filename', 'b.sql'], { 'a.sql': good })).code).toBe(2)
  })
})

describe('terminals', () => {
  test('are given colours, files are not', async () => {
    expect((await lint(['a.sql'], { 'a.sql': bad }, '', true)).out).toContain('\u001b[31m')
    const { files } = await lint(['a.sql', '-o', 'found.txt'], { 'a.sql': bad }, '', true)
    expect(files.get('found.txt')).not.toContain('\u001b')
  })

  test('are not given what a program holds, and a pipe is', async () => {
    const program = { 'a.sql': `${warned}SELECT '\u001b]0;title\u0007';\n` }
    const { out } = await lint(['--diff'], program, '', true)
    for (const control of ['\u001b', '\u0007']) expect(out).not.toContain(control)
    expect((await lint(['--diff'], program)).out).toContain('\u001b]0;title\u0007')
  })
})

describe('fixes', () => {
  test('a file that can not be written keeps nothing from the others', async () => {
    const { code, err, files } = await lint(['--fix', '/full/a.sql', 'b.sql'], {
      '/full/a.sql': warned,
      'b.sql': warned,
    })
    expect([code, files.get('b.sql')]).toEqual([3, 'SELECT 1;\n'])
    expect(err).toContain('/full/a.sql: the disk is full')
  })

  test('what is no UTF-8 stays as it is, also on standard input', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode(warned), 0xff])
    expect((await lint(['--fix'], { 'a.sql': bytes })).files.get('a.sql')).toBe(bytes)
    const host = { ...memoryHost(), readStdin: async () => bytes }
    expect([await run(['lint', '-', '--fix'], host), host.written.out]).toEqual([3, ''])
  })

  test('a difference goes to a file too', async () => {
    const { out, files } = await lint(['--diff', '-o', 'mend.patch'], { 'a.sql': warned })
    expect([out, files.get('mend.patch')]).toEqual([
      '',
      expect.stringContaining('--- a/a.sql\n+++ b/a.sql\n'),
    ])
  })

  test('--fix writes, and says so; --diff only shows', async () => {
    const { code, err, files } = await lint(['--fix'], { 'a.sql': warned, 'b.sql': good })
    expect([code, files.get('a.sql'), files.get('b.sql')]).toEqual([0, 'SELECT 1;\n', good])
    expect(err).toBe('2 files: nothing found; 1 mended\n')
    const shown = await lint(['--diff'], { 'a.sql': warned })
    expect([shown.code, shown.files.get('a.sql')]).toEqual([1, warned])
    expect(shown.out).toContain('--- a/a.sql')
    expect(shown.out).toContain('\n--- sqlflow-ignore SF401: it was once\n')
    expect((await lint(['--diff'], { 'a.sql': good })).out).toBe('')
  })

  test('standard input comes back mended', async () => {
    expect((await lint(['-', '--fix'], {}, warned)).out).toBe('SELECT 1;\n')
    expect((await lint(['-', '--fix'], {}, good)).out).toBe(good)
  })
})
