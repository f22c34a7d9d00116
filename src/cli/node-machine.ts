/** The machine of a real process: its folders, the processes that it starts, the signals that it gets. */
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import type { Machine, ProcessEnd, ProcessOrder, RunningProcess, StopSignal } from '../host.ts'
import { promises } from './files.ts'

export function nodeMachine(): Machine {
  return {
    platform: process.platform,
    cores: availableParallelism(),
    pid: process.pid,
    get screen() {
      // Some terminals have no size, and say 0.
      return { columns: process.stderr.columns || 80, rows: process.stderr.rows || 24 }
    },
    now: Date.now,
    absolute: (path) => resolve(path),
    makeFolder: async (path) => {
      await promises().mkdir(path, { recursive: true })
    },
    claimFolder: (path) =>
      promises()
        .mkdir(path)
        .then(
          () => true,
          (error: unknown) => absent(error, 'EEXIST', false),
        ),
    list: (path) =>
      promises()
        .readdir(path)
        .catch((error: unknown) => absent(error, 'ENOENT', [])),
    tail,
    rename: (from, to) => promises().rename(from, to),
    remove: (path) => promises().rm(path, { recursive: true, force: true, maxRetries: 3 }),
    start,
    isAlive,
    onSignal,
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function absent<T>(error: unknown, code: string, value: T): T {
  if (codeOf(error) === code) return value
  throw error
}

async function tail(path: string, bytes: number): Promise<string> {
  const file = await promises()
    .open(path)
    .catch((error: unknown) => absent(error, 'ENOENT', undefined))
  if (!file) return ''
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - bytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(bytes, size)), 0, undefined, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Between the request to end and the end. */
const graceMs = 3000

/** More of what a process prints is not kept in memory. */
const mostOutput = 1024 * 1024

function start(order: ProcessOrder): RunningProcess {
  let child: ChildProcess
  try {
    child = spawned(order)
  } catch (error) {
    return { ended: Promise.resolve({ failure: codeOf(error), output: '' }), stop: () => undefined }
  }
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < mostOutput) output += text
    })
  }
  // It may end before the pipe is made.
  child.stdin?.on('error', () => undefined)
  let deadline: NodeJS.Timeout | undefined
  let isOver = false
  const ended = new Promise<ProcessEnd>((done) => {
    child.on('error', (error) => {
      if (child.pid === undefined) done({ failure: codeOf(error), output })
    })
    child.on('exit', () => {
      isOver = true
      clearTimeout(deadline)
      // As when a container ends: nothing that it has left behind goes on.
      signalGroup(child.pid, 'SIGKILL')
    })
    child.on('close', (code, signal) => {
      child.stdin?.destroy()
      done({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }), output })
    })
  })
  return {
    ended,
    stop: (force) => {
      if (isOver) return
      signalGroup(child.pid, force ? 'SIGKILL' : 'SIGTERM')
      if (!force) deadline ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs)
    },
  }
}

/** In a group of its own, so that Ctrl-C in the terminal reaches this process only, which then ends the groups. */
function spawned({ command, args, env, log }: ProcessOrder): ChildProcess {
  // Loaded here, since most commands start no process, and it takes as long to load as all of `--help`.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const output = log === undefined ? ('pipe' as const) : openSync(log, 'a')
  try {
    return spawn(command, [...args], { env: { ...env }, detached: true, stdio: ['pipe', output, output] })
  } finally {
    if (typeof output === 'number') closeSync(output)
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // Nothing of it is left.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Without a terminal there is none to lose: who starts a command with `nohup` wants it to go on. */
function stopSignals(): StopSignal[] {
  const { isatty } = process.getBuiltinModule('node:tty')
  return [0, 1, 2].some((descriptor) => isatty(descriptor))
    ? ['SIGINT', 'SIGTERM', 'SIGHUP']
    : ['SIGINT', 'SIGTERM']
}

function onSignal(listener: (signal: StopSignal) => void): () => void {
  const signals = stopSignals()
  const take = (signal: NodeJS.Signals): void => listener(signal as StopSignal)
  for (const signal of signals) process.on(signal, take)
  return () => {
    for (const signal of signals) process.off(signal, take)
  }
}
