// The Pythons of tests: virtual environments with the engines, with a notebook's kernel and with what checks Python, made once
// and kept outside the checkout, because that takes minutes. Where one cannot be had, callers get the reason, to skip their
// tests with.
//
//   node test/support/python.ts --build     makes them beforehand and says what came of it

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './shared.ts'

/** An environment: what its folder is called, and what is installed there. */
interface Environment {
  readonly name: string
  readonly files: readonly string[]
}

const folder = join(projectRoot, 'src/runtime/requirements')
const steps: Environment = {
  name: 'python',
  // Also what the steps are compared with.
  files: [
    ...readdirSync(folder).map((file) => join(folder, file)),
    join(projectRoot, 'test/support/requirements.txt'),
  ],
}
const notebooks: Environment = {
  name: 'notebook',
  files: [join(projectRoot, 'test/support/notebook/requirements.txt')],
}

const checks: Environment = {
  name: 'checks',
  files: [join(projectRoot, 'test/support/checks-requirements.txt')],
}

function place({ name, files }: Environment): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(cache, 'sqlflowc', `${name}-${hash.digest('hex').slice(0, 16)}`)
}

type Found =
  | { readonly python: string; readonly missing?: never }
  | { readonly python?: never; readonly missing: string }

function found(environment: Environment, named: string | undefined, what: string): Found {
  const python = named || join(place(environment), 'bin/python')
  if (existsSync(python)) return { python }
  return { missing: `no Python with ${what}; npm exec -- node test/support/python.ts --build makes one` }
}

/** The interpreter, or why there is none. SQLFLOWC_PYTHON names another one. */
export function stepPython(): Found {
  return found(steps, process.env['SQLFLOWC_PYTHON'], 'the engines')
}

/** The same with a notebook's kernel. SQLFLOWC_NOTEBOOK_PYTHON names another one. */
export function notebookPython(): Found {
  return found(notebooks, process.env['SQLFLOWC_NOTEBOOK_PYTHON'], 'a notebook kernel')
}

/** The interpreter that has ruff and mypy, which is made when it is not there: that takes seconds. */
export function checksPython(): Found {
  const problem = build(checks)
  return problem === undefined ? found(checks, undefined, 'ruff and mypy') : { missing: problem }
}

function build(environment: Environment): string | undefined {
  const target = place(environment)
  if (existsSync(join(target, 'bin/python'))) return undefined
  const run = (command: string, ...args: string[]): string | undefined => {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (error) return error.message
    return status === 0 ? undefined : stderr.trim().split('\n').at(-1)
  }
  mkdirSync(join(target, '..'), { recursive: true })
  const python = join(target, 'bin/python')
  const requirements = environment.files.flatMap((file) => ['-r', file])
  const problem =
    run('python3', '-m', 'venv', target) ?? run(python, '-m', 'pip', 'install', '--quiet', ...requirements)
  if (problem !== undefined) rmSync(target, { recursive: true, force: true })
  return problem
}

if (process.argv[1] === import.meta.filename && process.argv.includes('--build')) {
  for (const environment of [checks, steps, notebooks]) {
    const problem = build(environment)
    process.stdout.write(
      problem === undefined ? `python: ${place(environment)} is ready\n` : `python: ${problem}\n`,
    )
    if (problem !== undefined) process.exitCode = 1
  }
}
