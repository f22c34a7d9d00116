/** The step runtime's model files, driven from tests: jobs for `model-files.py`, and what came of each. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../../src/index.ts'
import { projectRoot } from '../shared.ts'
import { collect } from './models.ts'

export type Job = { readonly do: string; readonly [key: string]: unknown }
export interface Result {
  readonly ok?: Json
  /** The message for users, when it could not be done. */
  readonly error?: string
}

/** A place where models live, as steps see it: the variables of their environment. */
export type StepEnv = Readonly<Record<string, string>>

/** Modules are compiled once, and not beside their sources. */
const compiled = mkdtempSync(join(tmpdir(), 'sqlflowc-pycache-'))
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }))

export interface PythonRun {
  readonly results: readonly Result[]
  /** The signal that ended the process. */
  readonly killed: string | undefined
}

/** Runs the jobs in one process, one after another. */
export async function runJobs(python: string, env: StepEnv, jobs: readonly Job[]): Promise<PythonRun> {
  const child = spawn(python, [join(import.meta.dirname, 'model-files.py')], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PYTHONPATH: join(projectRoot, 'src/runtime'),
      PYTHONPYCACHEPREFIX: compiled,
      PYTHONUTF8: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A process that is killed reads no further.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(jobs))
  const [stdout, stderr, [code, signal]] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (...end) => resolve(end))
    }),
  ])
  if (signal !== null) return { results: [], killed: signal }
  if (code !== 0) throw new Error(`the driver failed: ${stderr}`)
  return { results: JSON.parse(String(stdout)), killed: undefined }
}

/** The results only, of a process that was not killed. */
export async function results(
  python: string,
  env: StepEnv,
  jobs: readonly Job[],
): Promise<readonly Result[]> {
  const { results, killed } = await runJobs(python, env, jobs)
  if (killed !== undefined) throw new Error(`the driver was ended by ${killed}`)
  return results
}
