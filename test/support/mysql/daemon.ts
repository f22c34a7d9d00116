/** A program that runs until it is stopped, and never longer than the process that started it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Guard } from './guard.ts'

const startMs = 60_000
const stopMs = 20_000

export class Daemon {
  readonly #child: ChildProcess
  readonly #guard: Guard

  constructor(child: ChildProcess, guard: Guard) {
    this.#child = child
    this.#guard = guard
    guard.watch(child.pid)
  }

  /** Waits until `answers` resolves. Its output goes to a file in the folder. */
  static async start(
    [program = '', ...args]: readonly string[],
    folder: string,
    guard: Guard,
    answers: () => Promise<void>,
  ): Promise<Daemon> {
    const log = join(folder, 'output')
    const output = openSync(log, 'w')
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', output, output] })
    closeSync(output)
    let problem: Error | undefined
    child.on('error', (error) => {
      problem = error
    })
    child.unref()
    const daemon = new Daemon(child, guard)
    const deadline = Date.now() + startMs
    for (;;) {
      const ended = problem !== undefined || hasEnded(child)
      const refusal = ended ? problem : await answers().then(() => 'up' as const, String)
      if (refusal === 'up') return daemon
      if (ended || Date.now() > deadline) {
        await daemon.stop('SIGKILL')
        throw new Error(`${program} does not start: ${refusal ?? ''}\n${readFileSync(log, 'utf8')}`)
      }
      await sleep(20)
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (!hasEnded(child) && child.pid !== undefined) {
      const ended = once(child, 'exit')
      child.ref()
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
      await ended
      clearTimeout(timer)
    }
    this.#guard.watch(undefined)
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null
