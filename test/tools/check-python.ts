/**
 * Style and types of all Python: of the steps, of the notebook's magic, of the tests. `npm run check:python` installs what it needs
 * by itself. Where that can't be had it says so and lets the rest of the checks go on, but not in CI.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checksPython } from '../support/python.ts'
import { projectRoot } from '../support/shared.ts'

const config = 'src/runtime/pyproject.toml'
const commands: readonly (readonly string[])[] = [
  ['ruff', 'check', '--quiet', '--config', config, 'src', 'test'],
  ['ruff', 'format', '--check', '--quiet', '--config', config, 'src', 'test'],
  ['mypy', '--no-error-summary', '--config-file', config, 'src/runtime', 'src/notebook/sqlflow_magic'],
]

function check(): number {
  const { python, missing } = checksPython()
  if (python === undefined) {
    const isCi = Boolean(process.env['CI'])
    process.stderr.write(`python: not checked, ruff and mypy can't be had: ${missing}\n`)
    return isCi ? 1 : 0
  }
  const cache = join(python, '../..')
  const env = {
    ...process.env,
    RUFF_CACHE_DIR: join(cache, 'ruff-cache'),
    MYPY_CACHE_DIR: join(cache, 'mypy-cache'),
  }
  const failed = commands.filter(
    ([module, ...words]) =>
      spawnSync(python, ['-m', module as string, ...words], { cwd: projectRoot, env, stdio: 'inherit' })
        .status !== 0,
  )
  return failed.length === 0 ? 0 : 1
}

process.exitCode = check()
