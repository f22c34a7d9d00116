/** pre-commit itself installs this repository and runs its hook on another one. Takes a minute: it builds the command. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { projectRoot } from '../support/shared.ts'

const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-pre-commit-'))
const repository = join(folder, 'repository')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Nothing when it is there, else why it is not. */
function installed(): string | undefined {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' })
    execFileSync('git', ['rev-parse', 'HEAD'], { cwd: projectRoot, stdio: 'ignore' })
  } catch {
    return 'this is no git repository'
  }
  try {
    execFileSync('python3', ['-m', 'venv', join(folder, 'venv')], { stdio: 'ignore' })
    execFileSync(join(folder, 'venv/bin/pip'), ['install', '--quiet', 'pre-commit==4.7.0'], {
      stdio: 'ignore',
      timeout: 120_000,
    })
    return undefined
  } catch {
    return 'pre-commit can’t be installed'
  }
}

const missing = installed()

/** What npm says when it could not get a package. */
const noNetwork = /ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ERR_SOCKET_TIMEOUT|SELF_SIGNED_CERT/

const bad =
  'SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" COLUMN a, b LABEL b INTO m;\n'

describe.skipIf(missing !== undefined)(`pre-commit${missing ? ` (${missing})` : ''}`, () => {
  test('a program with an error is not committed; a fix is made', { timeout: 400_000 }, ({ skip }) => {
    mkdirSync(join(repository, 'jobs'), { recursive: true })
    const git = (...args: string[]): void => {
      execFileSync('git', args, { cwd: repository, stdio: 'ignore' })
    }
    git('init')
    writeFileSync(join(repository, 'jobs/daily.sql'), bad)
    writeFileSync(join(repository, 'jobs/weekly.sql'), '-- sqlflow-ignore SF401: it was once\nSELECT 1;\n')
    writeFileSync(join(repository, 'notes.txt'), bad)
    git('add', '-A')
    // The Node that runs this, under both names that it is looked for by.
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    for (const name of ['node', 'nodejs']) symlinkSync(process.execPath, join(bin, name))
    const run = (hook: string): { status: number | null; stdout: string } =>
      spawnSync(join(folder, 'venv/bin/pre-commit'), ['try-repo', projectRoot, hook, '--all-files'], {
        cwd: repository,
        encoding: 'utf8',
        env: {
          // As from a shell: nothing of the npm that runs these tests. Whom to trust is of the machine.
          ...Object.fromEntries(
            Object.entries(process.env).filter(
              ([name]) =>
                !/^(npm_(config_(global|local|prefix|node)|lifecycle|package|command|execpath|node)|NODE_(?!EXTRA_CA_CERTS))/i.test(
                  name,
                ),
            ),
          ),
          PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
          PRE_COMMIT_HOME: join(folder, 'home'),
          npm_config_fetch_timeout: '30000',
          npm_config_fetch_retries: '2',
        },
        timeout: 300_000,
        killSignal: 'SIGKILL',
      })
    const linted = run('sqlflowc-lint')
    // It installs packages, and nobody else's network is judged here.
    const isOffline = linted.status === null || noNetwork.test(linted.stdout)
    skip(isOffline, 'the packages of the hook could not be had')
    expect(linted.status, linted.stdout.slice(0, 4000)).toBe(1)
    expect(linted.stdout).toContain('error[SF401] label-among-columns')
    expect(linted.stdout).toContain('--> jobs/daily.sql:1:')
    expect(linted.stdout).not.toContain('notes.txt')
    writeFileSync(join(repository, 'jobs/daily.sql'), bad.replace('a, b ', 'a '))
    const fixed = run('sqlflowc-lint-fix')
    expect(fixed.stdout).toContain('files were modified by this hook')
    expect(readFileSync(join(repository, 'jobs/weekly.sql'), 'utf8')).toBe('SELECT 1;\n')
  })
})
