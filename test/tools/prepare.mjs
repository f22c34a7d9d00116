/**
 * Builds after an installation from the sources. npm leaves the packages for building out when it installs a repository
 * globally, as pre-commit does (github.com/npm/cli/issues/8440); then they are installed here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'

const shell = process.platform === 'win32'

function npm(...args) {
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell })
  if (status !== 0) process.exit(status ?? 1)
}

if (!existsSync(new URL('../../node_modules/tsdown', import.meta.url))) {
  npm('install', '--global=false', '--include=dev', '--ignore-scripts', '--no-save', '--no-audit')
}
npm('run', 'build')
