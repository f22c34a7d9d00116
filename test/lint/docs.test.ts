/** docs/lint.md says nothing that is not so: its commands are taken, its files are read, its hook stops a commit. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { run } from '../../src/cli/cli.ts'
import { lint } from '../../src/lint/lint.ts'
import { CommandFolder } from '../support/command.ts'
import { memoryHost } from '../support/memory-host.ts'
import { projectRoot } from '../support/shared.ts'

const page = readFileSync(join(projectRoot, 'docs/lint.md'), 'utf8')
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
  kind,
  text,
}))
/** The block that begins with the name of its file. */
const file = (name: string): string => blocks.find(({ text }) => text.includes(`# ${name}\n`))?.text ?? ''

/** Words of a command of the shell, without its comment. */
function wordsOf(command: string): string[] {
  const words = command.replace(/\s#.*$/, '').match(/'[^']*'|\S+/g) ?? []
  return words.map((word) => word.replace(/^'|'$/g, ''))
}

/** All that is said to be called, in shells and in files of continuous integration. */
const commands = blocks
  .flatMap(({ text }) => text.split('\n'))
  .flatMap((line) => /sqlflowc (lint .*)$/.exec(line)?.[1] ?? [])
  .filter((command) => !command.endsWith('--'))

test.each(commands)('sqlflowc %s', async (command) => {
  const programs = Object.fromEntries(
    ['a.sql', 'jobs/b.sql', 'reports/deep/c.sql', 'one.sql'].map((name) => [name, 'SELECT 1;\n']),
  )
  const host = memoryHost(programs, { stdin: 'SELECT 1;\n' })
  expect([await run(wordsOf(command), host), host.written.err]).toEqual([0, expect.any(String)])
})

test('there are as many commands as the page has', () => {
  expect(commands.length).toBeGreaterThanOrEqual(7)
})

test('every form is listed, and no other', async () => {
  const { renderers } = await import('../../src/diagnostics/render/table.ts')
  const table = page.slice(page.indexOf('## Forms'), page.indexOf('## Settings'))
  const rows = [...table.matchAll(/^\| (`.*?) \|/gm)].slice(1).map(([, cell = '']) => cell)
  const listed = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  expect(listed.sort()).toEqual(Object.keys(renderers).sort())
})

test('the settings are taken', async () => {
  const host = memoryHost({
    'sqlflow.yaml': file('sqlflow.yaml'),
    'a.sql': 'SELECT 1;\n',
    'legacy/b.sql': 'SELECT (;',
  })
  expect([await run(['lint'], host), host.written]).toEqual([0, { out: '', err: '1 file: nothing found\n' }])
})

test('the comment lets the finding stay', () => {
  const program = blocks.find(({ kind }) => kind === 'sql')?.text ?? ''
  const codes = (text: string): string[] => lint(text).diagnostics.map(({ code }) => code)
  expect(codes(program).filter((code) => /^SF4(01|9\d)$/.test(code))).toEqual([])
  expect(codes(program.replace(/--.*/, ''))).toContain('SF401')
})

test('the files of continuous integration are YAML with the members that they need', () => {
  for (const name of ['sqlflowc', 'sqlflowc-scanning']) {
    const { on, jobs, permissions } = parse(file(`.github/workflows/${name}.yaml`))
    expect([on, permissions.contents, jobs.lint.steps.length]).toEqual([
      expect.any(String),
      'read',
      expect.any(Number),
    ])
  }
  const { artifacts, script } = parse(file('.gitlab-ci.yml')).sqlflowc
  expect(script.at(-1)).toContain(artifacts.reports.codequality)
  const [hook] = parse(file('.pre-commit-config.yaml')).repos[0].hooks
  const own: { id: string }[] = parse(readFileSync(join(projectRoot, '.pre-commit-hooks.yaml'), 'utf8'))
  expect(own.map(({ id }) => id)).toContain(hook.id)
})

describe('the plain hook', () => {
  const folder = new CommandFolder({}, 'sqlflowc-hook-')
  afterAll(() => folder.remove())
  const git = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('git', args, {
      cwd: folder.path,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: [join(folder.path, 'bin'), process.env['PATH']].join(delimiter),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
      },
    })
  const missing = git('--version').status !== 0 || process.platform === 'win32'

  test.skipIf(missing)(`stops a commit${missing ? ' (there is no git, or no sh)' : ''}`, () => {
    git('init', '--quiet')
    git('config', 'user.email', 'nobody@example.com')
    git('config', 'user.name', 'nobody')
    folder.write('.git/hooks/pre-commit', file('.git/hooks/pre-commit'), 0o755)
    // What the tarball of a release would bring.
    const main = join(projectRoot, 'src/main.ts')
    folder.write('bin/npx', `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${main}" "$@"\n`, 0o755)
    folder.write('a b\'"\n.sql', 'SELECT (;\n')
    git('add', 'a*')
    const stopped = git('commit', '--quiet', '-m', 'x')
    expect(stopped.status).not.toBe(0)
    expect(stopped.stdout + stopped.stderr).toContain('error[SF005]')
    folder.write('a b\'"\n.sql', 'SELECT 1;\n')
    git('add', 'a*')
    expect(git('commit', '--quiet', '-m', 'x')).toMatchObject({ status: 0 })
    folder.write('notes.txt', 'SELECT (;\n')
    git('add', 'notes.txt')
    expect(git('commit', '--quiet', '-m', 'y')).toMatchObject({ status: 0 })
  })
})
