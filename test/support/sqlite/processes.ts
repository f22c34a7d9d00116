/** Starts other processes over a database, and finds out what this machine lets them do. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '../shared.ts'
import type { Operation } from './child.ts'

const script = join(projectRoot, 'test/support/sqlite/child.ts')
const command = (path: string, operations: readonly Operation[]) => [script, path, JSON.stringify(operations)]

export interface Ended {
  readonly results: readonly Readonly<Record<string, unknown>>[]
  readonly signal: string | null
}

/** Runs operations in another process; under `sh -c SETUP` when there is one. */
export async function inChild(
  path: string,
  operations: readonly Operation[],
  setup?: string,
): Promise<Ended> {
  const own = [process.execPath, ...command(path, operations)]
  const line =
    setup === undefined ? own : ['unshare', '-m', 'sh', '-c', `${setup} && exec "$@"`, 'sh', ...own]
  const child = spawn(line[0] ?? '', line.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  return ended(child)
}

async function ended(child: ChildProcess): Promise<Ended> {
  let output = ''
  child.stdout?.on('data', (part) => {
    output += String(part)
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  const lines = output.split('\n').filter((line) => line !== '')
  return { results: lines.map((line) => JSON.parse(line)), signal }
}

/** A process that holds a lock, until `release`. */
export async function holdLock(path: string, sql: string): Promise<{ release(): Promise<void> }> {
  const child = spawn(process.execPath, command(path, [{ do: 'lock', sql }]), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  await once(createInterface({ input: child.stdout }), 'line')
  return {
    release: async () => {
      child.stdin.end()
      await closed
    },
  }
}

/** Starts a save and kills it after so many milliseconds. */
export async function killAfter(path: string, operations: readonly Operation[], ms: number): Promise<void> {
  const child = spawn(process.execPath, command(path, operations), { stdio: ['ignore', 'ignore', 'inherit'] })
  const closed = once(child, 'close')
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  await closed
  clearTimeout(timer)
}

/** Why a test that mounts something can't run here; nothing where it can. */
export function mountMissing(): string | undefined {
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' })
  return tried.status === 0 ? undefined : 'this user may not mount anything'
}

export const isRoot: boolean = process.getuid?.() === 0
