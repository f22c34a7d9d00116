// The Python that steps run on in tests: a virtual environment with the engines, made once and kept outside the
// checkout, because that takes minutes. Where it cannot be had, callers get the reason, to skip their tests with.
//
//   node test/support/python.ts --build     makes it beforehand and says what came of it

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './shared.ts'

const folder = join(projectRoot, 'src/runtime/requirements')
/** Also what the steps are compared with. */
const files = (): string[] => [
  ...readdirSync(folder).map((file) => join(folder, file)),
  join(projectRoot, 'test/support/requirements.txt'),
]

function place(): string {
  const hash = createHash('sha256')
  for (const file of files()) hash.update(readFileSync(file))
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(cache, 'sqlflowc', `python-${hash.digest('hex').slice(0, 16)}`)
}

/** The interpreter, or why there is none. SQLFLOWC_PYTHON names another one. */
export function stepPython():
  | { readonly python: string; readonly missing?: never }
  | { readonly python?: never; readonly missing: string } {
  const python = process.env['SQLFLOWC_PYTHON'] || join(place(), 'bin/python')
  if (existsSync(python)) return { python }
  return { missing: 'no Python with the engines; npm exec -- node test/support/python.ts --build makes one' }
}

function build(): string | undefined {
  const target = place()
  if (existsSync(join(target, 'bin/python'))) return undefined
  const run = (command: string, ...args: string[]): string | undefined => {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (error) return error.message
    return status === 0 ? undefined : stderr.trim().split('\n').at(-1)
  }
  mkdirSync(join(target, '..'), { recursive: true })
  const python = join(target, 'bin/python')
  const requirements = files().flatMap((file) => ['-r', file])
  const problem =
    run('python3', '-m', 'venv', target) ?? run(python, '-m', 'pip', 'install', '--quiet', ...requirements)
  if (problem !== undefined) rmSync(target, { recursive: true, force: true })
  return problem
}

if (process.argv[1] === import.meta.filename && process.argv.includes('--build')) {
  const problem = build()
  process.stdout.write(problem === undefined ? `python: ${place()} is ready\n` : `python: ${problem}\n`)
  process.exitCode = problem === undefined ? 0 : 1
}
