/**
 * Removes the directory of a server, and the server, when the process that started it is gone, however it ended:
 * a test runner that is killed runs no handler. A shell waits for the end of its input, which comes when the
 * process dies.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { Socket } from 'node:net'

// The server may write a last file while the directory is being removed, hence the second time.
const script = `
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then kill -9 "$pid"; fi
rm -rf "$1"; sleep 0.2; rm -rf "$1"
`

export class Guard {
  readonly #watcher: ChildProcess
  readonly #folder: string
  #pid: number | undefined

  constructor(folder: string) {
    this.#folder = folder
    // Detached, else the interrupt from a terminal ends the guard as well.
    const stdio = ['pipe', 'ignore', 'ignore'] as const
    this.#watcher = spawn('/bin/sh', ['-c', script, 'guard', folder], { stdio: [...stdio], detached: true })
    this.#watcher.unref()
    if (this.#watcher.stdin instanceof Socket) this.#watcher.stdin.unref()
    process.once('exit', this.#remove)
  }

  /** Undefined once it has ended, as its number may then become another's. */
  watch(pid: number | undefined): void {
    this.#pid = pid
    this.#watcher.stdin?.write(`${pid ?? ''}\n`)
  }

  /** The server too, if it is still there. */
  cleanUp(): void {
    process.off('exit', this.#remove)
    this.#remove()
    this.#watcher.kill('SIGKILL')
  }

  readonly #remove = (): void => {
    if (this.#pid !== undefined) process.kill(this.#pid, 'SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
