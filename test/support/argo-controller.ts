// Argo's own controller as a judge: the Go program of ../argo-controller, kept outside the checkout. A first build takes
// many minutes, so tests do not start one; where the program is not built they get the reason, to be skipped with.
//
//   node test/support/argo-controller.ts --build     builds it

import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './shared.ts'

export type PodEnd =
  | 'done'
  | 'failed'
  | 'oom'
  | 'evicted'
  | 'shutdown'
  | 'preempted'
  | 'lost'
  | 'init-error'
  | 'wait-error'
  | 'never-starts'
  | 'never-ends'

/** How the pods of a step end. The first rule that fits holds; without one a pod succeeds. */
export interface PodRule {
  /** A regular expression for the whole display name. */
  readonly step: string
  /** The try, from 1; without it, every try. */
  readonly attempt?: number
  readonly end: PodEnd
  readonly exitCode?: number
  /** How long the pod runs: `90s`, `10m`. */
  readonly after?: string
  /** What the container leaves in its termination message. */
  readonly message?: string
}

export interface ControllerOptions {
  readonly rules?: readonly PodRule[]
  /** How long a pod runs when no rule says so: `10s`. */
  readonly after?: string
  /** Rights beyond Argo's stock roles, as `create,update:configmaps`. */
  readonly grants?: readonly string[]
  /** When to stop by the clock of the run, which is not that of the machine: `48h`. */
  readonly deadline?: string
  /** When to stop because nothing happens any more: `1h`. */
  readonly quiet?: string
  /** When to stop by the clock of the machine, in milliseconds. */
  readonly timeout?: number
}

/** What ../argo-controller/report.go writes. */
export interface ControllerReport {
  readonly ended: 'completed' | 'stalled' | 'deadline'
  /** By the clock of the run. */
  readonly seconds: number
  readonly workflows: readonly {
    readonly name: string
    readonly phase: string
    readonly message: string
    readonly nodes: number
    readonly bytes: number
    readonly seconds: number
  }[]
  readonly tasks: readonly ControlledTask[]
  /** Steps that no pod ran for. */
  readonly notReached: readonly string[]
  /** The most pods that ran at once. */
  readonly mostRunning: number
  /** The largest ARGO_TEMPLATE of each template. */
  readonly templates: readonly {
    readonly template: string
    readonly bytes: number
    readonly step: string
    readonly offloaded: boolean
  }[]
  /** The largest object of each resource over the run. */
  readonly largest: readonly {
    readonly resource: string
    readonly name: string
    readonly bytes: number
    readonly seconds: number
  }[]
  /** `create pods` → how often. */
  readonly requests: Readonly<Record<string, number>>
  /** What the API server refused, with how often. */
  readonly refusals: Readonly<Record<string, number>>
  /** Warnings and errors of the controller, each once. */
  readonly log: readonly string[]
}

export interface ControlledTask {
  readonly workflow: string
  readonly name: string
  readonly phase: string
  readonly message: string
  readonly exitCode: number | null
  /** By a clock that counts starts and ends of pods; 0 for never. */
  readonly start: number
  readonly end: number
  readonly tries: readonly {
    readonly attempt: number
    readonly phase: string
    readonly message: string
    readonly exitCode: number | null
    readonly startedAt: number
    readonly endedAt: number
  }[]
}

export type ArgoController =
  | {
      readonly available: true
      readonly run: (yaml: string, options?: ControllerOptions) => Promise<ControllerReport>
    }
  | { readonly available: false; readonly reason: string }

export function argoController(): ArgoController {
  const binary = binaryPath()
  if (!existsSync(binary))
    return { available: false, reason: 'not built; see test/support/argo-controller.ts --build' }
  return { available: true, run: (yaml, options) => run(binary, yaml, options) }
}

const sources = join(projectRoot, 'test/argo-controller')

const sourceFiles = (): string[] =>
  readdirSync(sources)
    .filter((file) => /\.(?:go|mod|sum|yaml)$/.test(file))
    .sort()

function binaryPath(): string {
  const hash = createHash('sha256')
  for (const file of sourceFiles()) hash.update(file).update(readFileSync(join(sources, file)))
  return join(cacheFolder(), `argo-controller-${hash.digest('hex').slice(0, 16)}`)
}

const cacheFolder = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sqlflowc')

/** Builds in a copy and renames: several processes may be at it. Modules are those that go.sum pins, or none. */
function build(binary: string): string | undefined {
  if (spawnSync('go', ['version']).error) return 'go is not on the PATH'
  mkdirSync(cacheFolder(), { recursive: true })
  const folder = mkdtempSync(join(cacheFolder(), 'build-'))
  try {
    for (const file of sourceFiles()) copyFileSync(join(sources, file), join(folder, file))
    const overlay = writeOverlay(folder)
    if (overlay === undefined) return 'os/signal of this Go is not as expected; the clock could not be faked'
    const go = spawnSync(
      'go',
      ['build', '-mod=readonly', '-tags=faketime', `-overlay=${overlay}`, '-o', 'argo-controller', '.'],
      {
        cwd: folder,
        encoding: 'utf8',
        // Without C, so that no library waits for the kernel.
        env: { ...process.env, CGO_ENABLED: '0' },
        timeout: 60 * 60_000,
      },
    )
    if (go.status !== 0) return `go build failed: ${go.error?.message ?? go.stderr.trim()}`
    renameSync(join(folder, 'argo-controller'), binary)
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Takes the loop out of os/signal that waits in the kernel: the faked clock only moves when no thread does. */
function writeOverlay(folder: string): string | undefined {
  const root = spawnSync('go', ['env', 'GOROOT'], { cwd: folder, encoding: 'utf8' }).stdout.trim()
  const original = join(root, 'src/os/signal/signal_unix.go')
  const text = readFileSync(original, 'utf8')
  const changed = text.replace('watchSignalLoop = loop\n', 'watchSignalLoop = func() {}\n')
  if (changed === text) return undefined
  // In a folder of its own, or the file would be compiled as one of the program's.
  const replacement = join(folder, 'overlay/signal_unix.go')
  mkdirSync(join(folder, 'overlay'))
  writeFileSync(replacement, changed)
  const overlay = join(folder, 'overlay.json')
  writeFileSync(overlay, JSON.stringify({ Replace: { [original]: replacement } }))
  return overlay
}

async function run(binary: string, yaml: string, options: ControllerOptions = {}): Promise<ControllerReport> {
  const { rules = [], after, grants = [], deadline, quiet, timeout = 120_000 } = options
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-controller-'))
  try {
    const [objects, script, report] = ['objects.yaml', 'script.json', 'report.json'].map((file) =>
      join(folder, file),
    ) as [string, string, string]
    writeFileSync(objects, yaml)
    writeFileSync(script, JSON.stringify({ rules, ...(after === undefined ? {} : { after }) }))
    const args = [
      ['-script', script],
      ...grants.map((grant) => ['-grant', grant]),
      ...(deadline === undefined ? [] : [['-deadline', deadline]]),
      ...(quiet === undefined ? [] : [['-quiet', quiet]]),
      [objects, report],
    ]
    await execute(binary, args.flat(), timeout)
    return JSON.parse(readFileSync(report, 'utf8')) as ControllerReport
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** It does not hear gentler signals. */
function execute(binary: string, args: readonly string[], timeout: number): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      binary,
      args,
      { encoding: 'buffer', timeout, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 },
      (error, _, stderr) => {
        if (!error) resolve()
        else if (error.killed) reject(new Error(`argo-controller did not end within ${timeout} ms`))
        else reject(new Error(`argo-controller failed (${error.code}): ${withoutHeaders(stderr)}`))
      },
    )
  })
}

/** With a faked clock Go writes `\0\0PB`, the time and a length before each piece. */
function withoutHeaders(output: Buffer): string {
  let text = ''
  let at = 0
  while (at < output.length) {
    if (output.toString('latin1', at, at + 4) === '\0\0PB') {
      const end = at + 16 + output.readUInt32BE(at + 12)
      text += output.toString('utf8', at + 16, end)
      at = end
    } else text += String.fromCharCode(output[at++] ?? 0)
  }
  return text.trim()
}

if (import.meta.main && process.argv.includes('--build')) {
  const binary = binaryPath()
  const problem = existsSync(binary) ? undefined : build(binary)
  console.log(problem === undefined ? `argo-controller is in ${cacheFolder()}` : `not available: ${problem}`)
  if (problem !== undefined) process.exitCode = 1
}
