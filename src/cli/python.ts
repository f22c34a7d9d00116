/**
 * The Python that steps run on: the one that was named, or `python3`, with an environment of its own under `.sqlflow`
 * for what the steps need besides the standard library.
 */
import { createHash } from 'node:crypto'
import type { Host, ProcessEnd } from '../host.ts'
import type { Display } from '../runner/display.ts'
import type { Needs } from '../runner/needs.ts'
import { duration, quoted } from '../runner/words.ts'
import { requirements } from '../runtime/requirements.ts'
import { guard } from '../runtime/scripts.ts'
import { EnvironmentError } from './errors.ts'
import { failed } from './input.ts'
import type { Interruption } from './interruption.ts'
import { workspace, write } from './run-folder.ts'

export interface Python {
  readonly path: string
  /** It is an environment of ours, so that modules of other places must not get into it. */
  readonly isOwn: boolean
}

/** What finding a Python takes. */
export interface PythonSearch {
  readonly host: Host
  readonly display: Display
  readonly interruption: Interruption
}

const oldest = [3, 9] as const

/** Nothing when it was interrupted. */
export async function findPython(
  search: PythonSearch,
  needs: Needs,
  named: string | undefined,
): Promise<Python | undefined> {
  if (named !== undefined) return namedPython(search, needs, named)
  const base = await probe(search.host, 'python3', [])
  if (needs.lists.length === 0) return { path: base.executable, isOwn: false }
  const path = await environment(search, needs, base)
  return path === undefined ? undefined : { path, isOwn: true }
}

async function namedPython(
  { host }: PythonSearch,
  { lists, modules }: Needs,
  named: string,
): Promise<Python> {
  const { executable, missing } = await probe(host, named, modules)
  if (missing.length > 0) {
    throw new EnvironmentError(
      `${named} lacks ${missing.join(', ')}, which steps of this program need: ${quoted(named)} -m pip install ${pinsOf(lists).join(' ')}`,
    )
  }
  return { path: executable, isOwn: false }
}

interface Interpreter {
  readonly executable: string
  readonly version: string
  /** Of the modules that were asked for, those that it lacks. */
  readonly missing: readonly string[]
}

/** What lies in the current folder is no module: somebody’s `json.py` is not meant. */
const question = `import sys
sys.path = [path for path in sys.path if path]
import importlib.util, json
print(json.dumps([sys.executable, list(sys.version_info[:3]), [name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]]))`

async function probe(host: Host, command: string, modules: readonly string[]): Promise<Interpreter> {
  const args = ['-c', question, ...modules]
  const { failure, output, code } = await host.machine.start({ command, args, env: host.env }).ended
  if (failure !== undefined) throw new EnvironmentError(notStarted(command, failure))
  const answer = answerIn(output)
  if (!answer) {
    const said = lastLines(output, 1)[0] ?? `exit code ${code ?? 'unknown'}`
    throw new EnvironmentError(`${command} is no Python that works: ${said}`)
  }
  const { version } = answer
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    throw new EnvironmentError(
      `${command} is Python ${version}, and steps need ${oldest.join('.')} or newer; name a newer one with --python PATH`,
    )
  }
  return { ...answer, executable: answer.executable || command }
}

function notStarted(command: string, failure: string): string {
  if (failure !== 'ENOENT') return `${command} can’t be run (${failure}); name a Python with --python PATH`
  return command === 'python3'
    ? `there is no python3 on the PATH, which steps run on; install Python ${oldest.join('.')} or newer, or name one with --python PATH`
    : `${command}: there is no such program; --python (or SQLFLOWC_PYTHON) must name a Python`
}

/** Python may print warnings around its answer. */
function answerIn(output: string): Interpreter | undefined {
  for (const line of output.split('\n')) {
    if (!line.startsWith('[')) continue
    try {
      const [executable, version, missing] = JSON.parse(line) as [string, number[], string[]]
      return { executable, version: version.join('.'), missing }
    } catch {
      // Not this line.
    }
  }
  return undefined
}

/** The interpreter of the environment that has what is needed; it is built when there is none that works. */
async function environment(
  search: PythonSearch,
  needs: Needs,
  base: Interpreter,
): Promise<string | undefined> {
  const { host } = search
  const pins = pinsOf(needs.lists)
  const digest = createHash('sha256')
    .update(JSON.stringify([pins, base.version, base.executable]))
    .digest('hex')
  const folder = `${workspace}/venv-${digest.slice(0, 12)}`
  if (!(await waitForOthers(search, folder))) return undefined
  if (await works(host, folder, needs)) return pythonIn(host, folder)
  await host.machine.remove(folder)
  return (await build(search, folder, needs, base)) ? pythonIn(host, folder) : undefined
}

function pinsOf(lists: Needs['lists']): string[] {
  return [...new Set(lists.flatMap((list) => requirements[list]))]
}

function pythonIn({ machine }: Host, folder: string): string {
  return machine.absolute(`${folder}/bin/python`)
}

/** The Python that it was made from may be gone since. */
async function works(host: Host, folder: string, { modules }: Needs): Promise<boolean> {
  if (!(await host.exists(`${folder}/bin/python`))) return false
  const found = await probe(host, pythonIn(host, folder), modules).catch(() => undefined)
  return found?.missing.length === 0
}

const building = '.building-'

/** Another run may be at the same environment: then it is awaited. False when it was interrupted meanwhile. */
async function waitForOthers(
  { host, display, interruption }: PythonSearch,
  folder: string,
): Promise<boolean> {
  const { machine } = host
  let isTold = false
  for (;;) {
    if (interruption.code !== undefined) return false
    const others = (await machine.list(workspace)).filter((name) => /^venv-\w+\.building-\d+$/.test(name))
    let owner: number | undefined
    for (const name of others) {
      const pid = Number(name.slice(name.lastIndexOf('-') + 1))
      if (pid === machine.pid || !machine.isAlive(pid)) await machine.remove(`${workspace}/${name}`)
      else if (`${workspace}/${name}`.startsWith(folder + building)) owner = pid
    }
    if (owner === undefined) return true
    if (!isTold) display.say(`waiting for the environment that another run (process ${owner}) builds`)
    isTold = true
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** Builds aside and renames, so that there is never half an environment. False when it was interrupted. */
async function build(
  search: PythonSearch,
  folder: string,
  needs: Needs,
  base: Interpreter,
): Promise<boolean> {
  const { host, display } = search
  const { machine } = host
  const pins = pinsOf(needs.lists)
  const aside = `${folder}${building}${machine.pid}`
  const names = pins.map((pin) => pin.split('==', 1)[0]).join(', ')
  display.say(`building the Python environment ${folder} with ${names}; later runs use it again`)
  const began = machine.now()
  try {
    await machine.makeFolder(aside).catch((error: unknown) => {
      throw failed(aside, error)
    })
    await write(host, `${aside}/guard.py`, guard)
    await write(host, `${aside}/requirements.txt`, `${pins.join('\n')}\n`)
    const venv = await python(search, base.executable, aside, ['-m', 'venv', aside])
    if (venv && search.interruption.code === undefined) throw new EnvironmentError(noVenv(venv, base))
    const pip = [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-input',
      '-r',
      `${aside}/requirements.txt`,
    ]
    const failure = venv ?? (await python(search, pythonIn(host, aside), aside, pip))
    if (search.interruption.code !== undefined) return false
    if (failure) throw new EnvironmentError(await pipFailed(search, failure, folder, aside, base))
    await takePlace(host, aside, folder, needs)
  } finally {
    await machine.remove(aside)
  }
  display.say(`the environment is ready after ${duration((machine.now() - began) / 1000)}`)
  return true
}

interface Failure {
  readonly end: ProcessEnd
  readonly log: string
}

/** Runs Python, guarded; gives how it failed, if it did. */
async function python(
  { host, display, interruption }: PythonSearch,
  command: string,
  aside: string,
  args: readonly string[],
): Promise<Failure | undefined> {
  const { machine } = host
  const log = `${aside}/build.log`
  const env = {
    ...host.env,
    PYTHONHOME: undefined,
    PYTHONPATH: undefined,
    PYTHONUNBUFFERED: '1',
    // Whose settings say so installs into a home folder, where it can't.
    PIP_USER: '0',
  }
  const process = machine.start({ command, args: [`${aside}/guard.py`, ...args], env, log })
  const unsubscribe = interruption.onStop(process.stop)
  display.begin('building the environment', async () => lastLines(await machine.tail(log, 2000), 1)[0] ?? '')
  const end = await process.ended
  display.end('building the environment')
  unsubscribe()
  return end.code === 0 ? undefined : { end, log: await machine.tail(log, 8000) }
}

function noVenv({ log }: Failure, { executable, version }: Interpreter): string {
  const [major, minor] = version.split('.')
  if (/ensurepip|No module named '?venv/.test(log)) {
    return `${executable} has no module venv, or not all of it; on Debian: apt install python${major}.${minor}-venv`
  }
  return `${executable} -m venv failed: ${lastLines(log, 3).join(' · ') || 'it said nothing'}`
}

/** The log is kept beside the place where the environment would be. */
async function pipFailed(
  { host }: PythonSearch,
  { log, end }: Failure,
  folder: string,
  aside: string,
  { version }: Interpreter,
): Promise<string> {
  await host.machine.rename(`${aside}/build.log`, `${folder}.log`)
  const said =
    lastLines(log, 3).join(' · ') || `it ended with ${end.signal ?? end.code ?? end.failure ?? '?'}`
  const hint = /require a different python version|Requires-Python/i.test(log)
    ? `Python ${version} is too old or too new for what is pinned: name another one with --python PATH`
    : 'without a network, name a Python that has them with --python PATH'
  return `the packages of the environment can’t be installed: ${said}; all that pip said is in ${folder}.log; ${hint}`
}

/** Two runs that began at the same moment have both built it; the second one takes what the first has put there. */
async function takePlace(host: Host, aside: string, folder: string, needs: Needs): Promise<void> {
  const { machine } = host
  try {
    await machine.rename(aside, folder)
  } catch (error) {
    if (!(await works(host, folder, needs))) throw failed(folder, error)
  }
  await machine.remove(`${folder}.log`)
}

export function lastLines(text: string, count: number): string[] {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim())
  return lines.filter((line) => line !== '').slice(-count)
}
