/**
 * Runs a workflow on this machine as Argo would: each pod in the order of the DAG, with its files and its
 * command line as they arrive there, and the variables that its secrets hold. An image is a Python here.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Pod, podsOf, scriptPath } from './argo-substitution.ts'
import { manifests } from './judge.ts'

export interface RunOptions {
  /** The interpreter that stands for every image. */
  readonly python: string
  /** What the secrets hold, by the name of the variable. */
  readonly secrets: Readonly<Record<string, string>>
  /** Further variables, as images have them. */
  readonly env?: Readonly<Record<string, string>>
  /** Called when a pod has started, to look at it or to kill it. */
  readonly onStart?: (pod: Pod, pid: number) => void
}

export interface PodRun {
  readonly task: string
  readonly image: string
  /** Of the process, or the name of the signal that ended it. */
  readonly exit: number | string
  readonly stdout: string
  readonly stderr: string
  /** What the step showed: `001.json`, `002.png`. */
  readonly outputs: ReadonlyMap<string, Buffer>
}

/** Runs pod after pod until one fails: what comes after it would not run. */
export async function runWorkflow(yaml: string, options: RunOptions): Promise<PodRun[]> {
  const [workflow, ...library] = [...manifests(yaml)].reverse()
  const runs: PodRun[] = []
  for (const pod of podsOf(workflow, { workflowTemplates: library })) {
    const run = await runPod(pod, options)
    runs.push(run)
    if (run.exit !== 0) break
  }
  return runs
}

async function runPod(pod: Pod, { python, secrets, env = {}, onStart }: RunOptions): Promise<PodRun> {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-pod-'))
  try {
    // A pod has a file system of its own; here each path has a place in a folder.
    const places = new Map([...pod.files].map(([path], at) => [path, join(folder, String(at))]))
    for (const [path, text] of pod.files) writeFileSync(places.get(path) ?? '', text)
    const spec = [...places].find(([path]) => path !== scriptPath)?.[1] ?? ''
    const [command = '', ...words] = [...pod.command, ...pod.args].map((word) => places.get(word) ?? word)
    const variables = [...pod.env].map(([name, value]) => [name, secrets[name] ?? value])
    const child = spawn(command === 'python3' ? python : command, words, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        ...env,
        ...Object.fromEntries(variables.filter(([, value]) => value !== '<from elsewhere>')),
        SQLFLOW_STEP_SPEC: spec,
        SQLFLOW_STEP_OUTPUT: folder,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (child.pid !== undefined) onStart?.(pod, child.pid)
    const [stdout, stderr, exit] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | string>((resolve, reject) => {
        child.on('error', reject)
        child.on('close', (code, signal) => resolve(code ?? signal ?? -1))
      }),
    ])
    const shown = readdirSync(folder).filter((name) => /^\d{3}\.\w+$/.test(name))
    const outputs = new Map(shown.sort().map((name) => [name, readFileSync(join(folder, name))]))
    return { task: pod.task, image: pod.image, exit, stdout, stderr, outputs }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
