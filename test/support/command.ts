/** The command as a process of its own, in a folder of its own: what it prints, how it ends, what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { projectRoot } from './shared.ts'

export interface Ended {
  readonly code: number | string
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** When what it has printed on standard error holds the text. */
  said(text: string): Promise<void>
}

const main = join(projectRoot, 'src/main.ts')

/** A folder that is no other's, with these files. */
export class CommandFolder {
  readonly path: string
  readonly #started: ChildProcess[] = []

  constructor(files: Readonly<Record<string, string>> = {}, name = 'sqlflowc-run-') {
    this.path = mkdtempSync(join(realpathSync(tmpdir()), name))
    for (const [file, text] of Object.entries(files)) this.write(file, text)
  }

  write(file: string, text: string, mode = 0o644): void {
    mkdirSync(join(this.path, file, '..'), { recursive: true })
    writeFileSync(join(this.path, file), text, { mode })
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8')
  }

  has(file: string): boolean {
    return existsSync(join(this.path, file))
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    return this.spawn(process.execPath, [main, ...args], env)
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ''): Promise<Ended> {
    const { process: child, ended } = this.start(args, env)
    child.stdin?.end(input)
    return ended
  }

  spawn(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    const { SQLFLOWC_PYTHON: _, ...inherited } = process.env
    const child = spawn(command, args, { cwd: this.path, env: { ...inherited, ...env } })
    this.#started.push(child)
    const text = { out: '', err: '' }
    let heard = (): void => undefined
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text.out += part
      heard()
    })
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text.err += part
      heard()
    })
    const ended = new Promise<Ended>((resolve) => {
      child.on('close', (code, signal) => resolve({ code: code ?? signal ?? -1, ...text }))
    })
    const said = (wanted: string): Promise<void> =>
      new Promise((resolve, reject) => {
        heard = () => {
          if ((text.err + text.out).includes(wanted)) resolve()
        }
        heard()
        void ended.then(() => reject(new Error(`it ended without saying ${wanted}:\n${text.err}`)))
      })
    return { process: child, ended, said }
  }

  /** Names of the runs, the oldest first. */
  runs(): string[] {
    return this.has('.sqlflow/runs') ? readdirSync(join(this.path, '.sqlflow/runs')).sort() : []
  }

  /** A file of the last run. */
  last(file: string): string {
    return this.read(`.sqlflow/runs/${this.runs().at(-1) ?? ''}/${file}`)
  }

  /** How each step of the last run ended. */
  statuses(): Record<string, string> {
    const { steps } = JSON.parse(this.last('state.json')) as { steps: Record<string, { status: string }> }
    return Object.fromEntries(Object.entries(steps).map(([id, { status }]) => [id, status]))
  }

  remove(): void {
    for (const child of this.#started) child.kill('SIGKILL')
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/** Command lines of the processes that name the folder, this machine's own way; nothing where it has none. */
export function processesOf(folder: string): string[] | undefined {
  if (!existsSync('/proc/self/cmdline')) return undefined
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return line.includes(folder) ? [line] : []
      } catch {
        // It has ended meanwhile.
        return []
      }
    })
}

/** Nothing that was started in the folder goes on. */
export async function noneLeft(folder: CommandFolder): Promise<void> {
  await expect.poll(() => processesOf(folder.path) ?? [], { timeout: 8000, interval: 100 }).toEqual([])
}
