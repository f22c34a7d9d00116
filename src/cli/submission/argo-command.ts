/** The `argo` command, which finds the cluster or the server by itself. */

import {
  type Created,
  type KubernetesObject,
  SubmissionError,
  type WorkflowService,
} from '../../submission/service.ts'
import { isOver, workflowState } from '../../submission/status.ts'
import { ask, parsed } from './child.ts'

const pollMs = 2000

/** The words that make an object of a kind, and those that replace it. */
const verbs: Readonly<Record<string, readonly [make: readonly string[], replace: readonly string[]]>> = {
  Workflow: [['submit'], ['submit']],
  WorkflowTemplate: [
    ['template', 'create'],
    ['template', 'update'],
  ],
  CronWorkflow: [
    ['cron', 'create'],
    ['cron', 'update'],
  ],
}

export class ArgoCommand implements WorkflowService {
  readonly place: string
  readonly #namespace: readonly string[]

  /** @param namespace its own choice when it is absent */
  constructor(namespace: string | undefined) {
    this.place = `argo${namespace === undefined ? '' : `, namespace ${namespace}`}`
    this.#namespace = namespace === undefined ? [] : [`--namespace=${namespace}`]
  }

  async create(object: KubernetesObject, signal: AbortSignal): Promise<Created> {
    const [make, replace] = verbs[object.kind] ?? [['submit'], ['submit']]
    const text = JSON.stringify(object)
    const send = (words: readonly string[]): Promise<string> =>
      ask('argo', [...words, '-', '--output=json', ...this.#namespace], signal, text)
    try {
      return createdFrom(await send(make), object, 'argo')
    } catch (error) {
      if (make === replace || !(error instanceof SubmissionError) || !/already exists/i.test(error.message))
        throw error
      return createdFrom(await send(replace), object, 'argo')
    }
  }

  /** It has no watch for programs, so it is asked again and again. */
  async *watch({ name }: Created, signal: AbortSignal): AsyncGenerator<unknown> {
    for (;;) {
      const args = ['get', name, '--output=json', ...this.#namespace]
      const workflow = parsed(await ask('argo', args, signal), 'argo')
      yield workflow
      if (isOver(workflowState(workflow, new Set()).phase)) return
      await new Promise((resolve) => setTimeout(resolve, pollMs))
      signal.throwIfAborted()
    }
  }

  async logs({ name }: Created, pod: string, lines: number, signal: AbortSignal): Promise<readonly string[]> {
    const args = ['logs', name, pod, '--container=main', `--tail=${lines}`, '--no-color', ...this.#namespace]
    // Each line has the pod's name before it.
    const text = (await ask('argo', args, signal)).replace(/\n$/, '')
    return text.split('\n').map((line) => (line.startsWith(`${pod}: `) ? line.slice(pod.length + 2) : line))
  }
}

/** What Kubernetes has called the object. */
export function createdFrom(answer: string, object: KubernetesObject, command: string): Created {
  const { metadata } = parsed(answer, command) as { metadata?: { name?: unknown; namespace?: unknown } }
  if (typeof metadata?.name !== 'string') throw new SubmissionError(`${command} gave no name`)
  return {
    kind: object.kind,
    name: metadata.name,
    ...(typeof metadata.namespace === 'string' ? { namespace: metadata.namespace } : {}),
  }
}
