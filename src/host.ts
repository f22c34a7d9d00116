import type { Diagnostic } from './diagnostics/diagnostic.ts'
import type { Source } from './diagnostics/source.ts'
import type { Plan, Step } from './plan/plan.ts'

/** All I/O of the command, as one interface; `cli/node-host.ts` is the real one, tests have one in memory. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  exists(path: string): Promise<boolean>
  /** What is at a path, through links; nothing when there is nothing. */
  kind(path: string): Promise<'file' | 'folder' | undefined>
  /** Files and folders in a folder; no links, pipes and the like. Rejects as `readFile` does. */
  entries(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>
  /** Rejects with an error that has a `code` such as ENOENT. */
  readFile(path: string): Promise<Uint8Array>
  readStdin(): Promise<Uint8Array>
  /** All or nothing: a failed write leaves the old content. */
  writeFile(path: string, text: string): Promise<void>
  out(text: string): void
  err(text: string): void
  readonly machine: Machine
  /** Who is told what happens as data; nothing is drawn or told in lines then. */
  readonly observer?: Observer
}

export interface Observer {
  problems(diagnostics: readonly Diagnostic[], source: Source | undefined): void
  /** The steps that are about to run, and those of them that were done before. */
  planned(plan: Plan, done: ReadonlySet<string>): void
  step(step: Step, change: StepChange): void
  /** The files that a step has shown, in their order; the steps come in that of the program. */
  results(step: Step, files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): void
  /** What else a reader wants to know. */
  say(text: string): void
}

export interface StepChange {
  readonly status: string
  readonly seconds?: number
  /** Why it failed, in lines, and at which line of the program. */
  readonly reason?: readonly string[]
  readonly line?: number
  readonly log?: string
}

/** What it takes to run a program here: folders, processes, signals. Paths are from the current folder. */
export interface Machine {
  readonly platform: string
  /** How many threads it runs at a time. */
  readonly cores: number
  /** The number of this process. */
  readonly pid: number
  /** Of the terminal that standard error is. */
  readonly screen: { readonly columns: number; readonly rows: number }
  /** Milliseconds since 1970. */
  now(): number
  /** From the root. */
  absolute(path: string): string
  /** Makes a folder and those above it, where they are missing. */
  makeFolder(path: string): Promise<void>
  /** Makes a folder; false when there is something of that name. */
  claimFolder(path: string): Promise<boolean>
  /** Names in a folder; none when it is missing. */
  list(path: string): Promise<readonly string[]>
  /** The last bytes of a file; nothing when it is missing. */
  tail(path: string, bytes: number): Promise<string>
  rename(from: string, to: string): Promise<void>
  /** A file, or a folder with all that is in it; it may be missing. */
  remove(path: string): Promise<void>
  start(order: ProcessOrder): RunningProcess
  isAlive(pid: number): boolean
  /** Calls when the process is asked to end, which it then does not do by itself. Gives back how to stop listening. */
  onSignal(listener: (signal: StopSignal) => void): () => void
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

export interface ProcessOrder {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** A file that what it prints is added to; else it is kept in memory. */
  readonly log?: string
}

/** A process and all that it starts. Its standard input is open as long as the process that started it lives. */
export interface RunningProcess {
  /** Never rejects. What it has started and left behind is ended then too. */
  readonly ended: Promise<ProcessEnd>
  /** Asks it to end, and after a while ends it; with `force` at once. */
  stop(force: boolean): void
}

export interface ProcessEnd {
  /** Its exit code; nothing when a signal ended it, or when it never began. */
  readonly code?: number
  readonly signal?: string
  /** It could not be started: the code of the error, such as ENOENT. */
  readonly failure?: string
  /** What it printed, when that went to no file. */
  readonly output: string
}
