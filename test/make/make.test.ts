/** The back end that writes Makefiles: what it writes, that nothing of users stands in a rule, and that make runs it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSpec, stepsIn } from '../../src/backends/make/specs.ts'
import { run } from '../../src/cli/cli.ts'
import { type CompileOptions, compile, defaultSettings } from '../../src/index.ts'
import { CommandFolder } from '../support/command.ts'
import { expectFile, fixtures } from '../support/fixture-files.ts'
import { named } from '../support/hostile/payloads.ts'
import { programPlaces } from '../support/hostile/places.ts'
import { memoryHost } from '../support/memory-host.ts'
import { projectRoot } from '../support/shared.ts'

const settings = { ...defaultSettings, target: 'make' } as const
const made = (text: string, options: CompileOptions = {}) => compile(text, { ...options, settings })

/** All that make reads: what it and the shell do hangs on these lines alone. */
const ours = [
  /^$/,
  /^(SQLFLOWC|STEPFLAGS|DONE) \?=( [a-z0-9./-]*)?$/,
  /^THIS := \$\(lastword \$\(MAKEFILE_LIST\)\)$/,
  /^\.PHONY: all clean[a-z0-9 -]*$/,
  /^(all|clean|s\d+[a-z0-9-]*):[a-z0-9 -]*$/,
  /^s\d+[a-z0-9-]*: \$\(DONE\)\/[a-z0-9-]+$/,
  /^\$\(DONE\)\/[a-z0-9-]+:( \$\(DONE\)\/[a-z0-9-]+)*$/,
  /^\t@mkdir -p '\$\(DONE\)'$/,
  /^\t\$\(SQLFLOWC\) run-step \$\(STEPFLAGS\) '\$\(THIS\)' [a-z0-9-]+$/,
  /^\t@touch '\$\(DONE\)\/[a-z0-9-]+'$/,
  /^\trm -rf -- '\$\(DONE\)'$/,
]

function foreign(makefile: string): string[] {
  return makefile
    .split('\n')
    .filter((line) =>
      line.startsWith('#') ? !/^[ -~]*[^\\]$/.test(line) : !ours.some((one) => one.test(line)),
    )
}

describe('fixtures', () => {
  test.each(fixtures('make'))('$name', async ({ text, options, expected }) => {
    const {
      text: makefile = '',
      yaml,
      plan,
      diagnostics,
    } = await made(text, { ...options, path: 'program.sql' })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(yaml).toBeUndefined()
    expect(foreign(makefile)).toEqual([])
    expect(stepsIn(makefile)).toEqual(plan?.steps.map(({ id }) => id))
    for (const { id, spec } of plan?.steps ?? []) {
      expect(readSpec(makefile, id)).toEqual(JSON.parse(JSON.stringify(spec)))
    }
    expectFile(expected.replace(/\.out$/, '.mk'), makefile)
  })
})

describe.each(named)('%s', (_, payload) => {
  test('changes no rule, wherever it stands, and arrives', async () => {
    for (const { write } of programPlaces) {
      const program = write(payload)
      if (program === undefined) continue
      const { text = '', plan, diagnostics } = await made(program, { path: `${payload}.sql` })
      if (diagnostics.some(({ severity }) => severity === 'error')) continue
      expect(foreign(text)).toEqual([])
      for (const { id, spec } of plan?.steps ?? []) {
        expect(readSpec(text, id)).toEqual(JSON.parse(JSON.stringify(spec)))
      }
    }
  })
})

test('a statement that changed is done anew, one that only moved is not', async () => {
  const done = async (text: string): Promise<string[]> =>
    [...((await made(text)).text ?? '').matchAll(/touch '(.*)'/g)].map((match) => match[1] ?? '')
  const before = await done('SELECT 1; SELECT a FROM t;')
  expect(await done('-- one line more\nSELECT 1;\n\nSELECT a FROM t;')).toEqual(before)
  const after = await done('SELECT 1; SELECT b FROM t;')
  expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false])
})

test('nothing is skipped by a cache, and no size is too large', async () => {
  const large = `INSERT INTO t VALUES ('${'x'.repeat(2_000_000)}');`
  const { text, diagnostics } = await compile(large, {
    settings: {
      ...settings,
      workflow: { ...settings.workflow, memoize: { cache: 'done', maxAge: '1h' } },
    },
  })
  expect(diagnostics).toEqual([])
  expect(text?.length).toBeGreaterThan(2_000_000)
})

describe('the command', () => {
  const call = async (args: string[], files: Record<string, string> = {}) => {
    const host = memoryHost({ 'p.sql': 'SELECT 1;', ...files })
    const code = await run(args, host)
    return { code, ...host.written }
  }

  test('--target, SQLFLOW_TARGET and sqlflow.yaml choose it', async () => {
    for (const target of [
      await call(['compile', 'p.sql', '--target', 'make']),
      await call(['compile', 'p.sql'], { 'sqlflow.yaml': 'target: make\n' }),
    ]) {
      expect([target.code, target.err]).toEqual([0, ''])
      expect(target.out).toContain('\nall: s001-')
    }
    expect(
      (await call(['compile', 'p.sql', '--target', 'argo'], { 'sqlflow.yaml': 'target: make\n' })).out,
    ).toMatch(/^apiVersion/)
  })

  test('what fits no Makefile is refused', async () => {
    const { code, err } = await call(['compile', 'p.sql', '--target', 'make', '--kind', 'CronWorkflow'])
    expect([code, err]).toEqual([2, 'sqlflowc: --kind is for --target argo\n'])
    expect((await call(['compile', 'p.sql', '--target', 'cron'])).code).toBe(2)
  })

  test('run-step names what is not there', async () => {
    const { out } = await call(['compile', 'p.sql', '--target', 'make'])
    const files = { Makefile: out }
    const missing = await call(['run-step', 'Makefile', 's001-selec'], files)
    expect([missing.code, missing.err]).toEqual([
      3,
      'sqlflowc: Makefile has no step s001-selec; perhaps `s001-select` was meant\n',
    ])
    expect((await call(['run-step', 'Makefile', '../x'], { Makefile: '#step ../x\n#| {}\n' })).code).toBe(3)
    const other = await call(['run-step', 'Makefile', 's001-select'], files)
    expect([other.code, other.err]).toEqual([
      2,
      'sqlflowc: s001-select is written in the dialect mysql, and no data source is named: set SQLFLOW_DATASOURCE, or compile with --dialect sqlite\n',
    ])
  })
})

const make = spawnSync('make', ['--version']).status === 0 && spawnSync('python3', ['--version']).status === 0

describe.skipIf(!make)(`make${make ? '' : ' (there is no make, or no python3)'}`, () => {
  let folder: CommandFolder
  const main = join(projectRoot, 'src/main.ts')
  const call = async (...args: string[]) =>
    folder.spawn('make', [...args, `SQLFLOWC=${process.execPath} ${main}`], { MAKEFLAGS: '' }).ended

  beforeEach(() => {
    folder = new CommandFolder()
  })
  afterEach(() => folder.remove())

  test('runs the steps two at a time, and goes on where one failed', async () => {
    folder.write(
      'p.sql',
      `CREATE TABLE a AS SELECT 'it''s $(touch pwned) \`touch pwned\` \\' AS x;
CREATE TABLE b AS SELECT 2 AS y;
CREATE TABLE c AS SELECT x, y, z FROM a, b, missing;
SELECT x FROM a; SELECT z FROM c;`,
    )
    const compiled = ['compile', 'p.sql', '--target', 'make', '--dialect', 'sqlite', '-o', 'Makefile']
    expect(await folder.run(compiled)).toEqual({ code: 0, out: '', err: '' })
    const first = await call('-k', '-j2')
    expect(first.code).toBe(2)
    expect(first.out).toContain("it's $(touch pwned) `touch pwned` \\")
    expect(first.err).toContain('no such table: missing')
    expect(folder.has('pwned')).toBe(false)
    expect(first.out).not.toContain('run-step  Makefile s005')

    folder.write('p.sql', folder.read('p.sql').replace(', z FROM a, b, missing', ', 3 AS z FROM a, b'))
    expect((await folder.run(compiled)).code).toBe(0)
    const second = await call('-j2')
    expect([second.code, second.err.match(/^s\d+/gm)]).toEqual([0, ['s003', 's005']])
    const third = await call()
    expect([third.code, third.out]).toEqual([0, "make: Nothing to be done for 'all'.\n"])
  })
})
