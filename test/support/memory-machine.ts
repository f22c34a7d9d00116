/** The machine in memory: folders are paths in a map of files, and a process is what the test says it does. */
import { posix } from 'node:path'
import type { Machine, ProcessEnd, ProcessOrder, StopSignal } from '../../src/host.ts'

/** What a process does; it is asked to stop through the signal. */
export type Behaviour = (order: ProcessOrder, stop: AbortSignal) => Promise<Partial<ProcessEnd>>

export interface MemoryMachine extends Machine {
  /** What was started, in order. */
  readonly started: ProcessOrder[]
  /** Sends a signal to the command. */
  interrupt(signal?: StopSignal): void
  /** Processes besides this one. */
  readonly alive: Set<number>
}

type Files = Map<string, string | Uint8Array>

const folderMark = '/.'

export function memoryMachine(
  files: Files,
  behaviour: Behaviour = async () => ({ failure: 'ENOENT' }),
): MemoryMachine {
  const listeners = new Set<(signal: StopSignal) => void>()
  const started: ProcessOrder[] = []
  const alive = new Set<number>()
  const below = (path: string): string[] => [...files.keys()].filter((name) => name.startsWith(`${path}/`))
  const isThere = (path: string): boolean => files.has(path) || below(path).length > 0
  return {
    started,
    alive,
    interrupt: (signal = 'SIGINT') => {
      for (const listener of listeners) listener(signal)
    },
    platform: 'linux',
    cores: 2,
    pid: 1,
    screen: { columns: 80, rows: 24 },
    now: () => 1_800_000_000_000,
    absolute: (path) => posix.resolve('/project', path),
    makeFolder: async (path) => {
      files.set(path + folderMark, '')
    },
    claimFolder: async (path) => {
      if (isThere(path)) return false
      files.set(path + folderMark, '')
      return true
    },
    list: async (path) => {
      const names = below(path).map((name) => name.slice(path.length + 1).split('/', 1)[0] ?? '')
      return [...new Set(names)].filter((name) => name !== '.')
    },
    tail: async (path, bytes) => String(files.get(path) ?? '').slice(-bytes),
    rename: async (from, to) => {
      if (below(to).length > 0) throw Object.assign(new Error('not empty'), { code: 'ENOTEMPTY' })
      for (const name of files.has(from) ? [from] : below(from)) {
        files.set(to + name.slice(from.length), files.get(name) ?? '')
        files.delete(name)
      }
    },
    remove: async (path) => {
      for (const name of [path, ...below(path)]) files.delete(name)
    },
    start: (order) => {
      started.push(order)
      const stop = new AbortController()
      const ended = behaviour(order, stop.signal).then((end) => ({ output: '', ...end }))
      return { ended, stop: () => stop.abort() }
    },
    isAlive: (pid) => alive.has(pid),
    onSignal: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
