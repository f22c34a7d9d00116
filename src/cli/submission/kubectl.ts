/** A cluster behind `kubectl`, with the context and the rights that it has. */
import { gunzipSync } from 'node:zlib'
import type { Created, KubernetesObject, WorkflowService } from '../../submission/service.ts'
import { createdFrom } from './argo-command.ts'
import { ask, listen, parsed } from './child.ts'

const resources: Readonly<Record<string, string>> = {
  Workflow: 'workflows.argoproj.io',
  WorkflowTemplate: 'workflowtemplates.argoproj.io',
  CronWorkflow: 'cronworkflows.argoproj.io',
}

export class Kubectl implements WorkflowService {
  readonly place: string
  readonly #namespace: readonly string[]

  /** @param namespace that of its context when it is absent */
  constructor(namespace: string | undefined) {
    this.place = `kubectl${namespace === undefined ? '' : `, namespace ${namespace}`}`
    this.#namespace = namespace === undefined ? [] : [`--namespace=${namespace}`]
  }

  async create(object: KubernetesObject, signal: AbortSignal): Promise<Created> {
    // A name that Kubernetes makes up can't be applied; what has a name may be there already.
    const verb = object.metadata.name === undefined ? 'create' : 'apply'
    const args = [verb, '--filename=-', '--output=json', ...this.#namespace]
    return createdFrom(await ask('kubectl', args, signal, JSON.stringify(object)), object, 'kubectl')
  }

  async *watch({ kind, name }: Created, signal: AbortSignal): AsyncGenerator<unknown> {
    const args = ['get', resources[kind] ?? kind, name, '--output=json', '--watch', ...this.#namespace]
    let text = ''
    for await (const piece of listen('kubectl', args, signal)) {
      text += piece
      // One object after the other, each with its closing brace on a line of its own.
      for (let end = text.indexOf('\n}\n'); end >= 0; end = text.indexOf('\n}\n')) {
        yield unpacked(parsed(text.slice(0, end + 2), 'kubectl'))
        text = text.slice(end + 3)
      }
    }
  }

  async logs(_: Created, pod: string, lines: number, signal: AbortSignal): Promise<readonly string[]> {
    const args = ['logs', pod, '--container=main', `--tail=${lines}`, ...this.#namespace]
    return (await ask('kubectl', args, signal)).replace(/\n$/, '').split('\n')
  }
}

/** Behind the API of Kubernetes the nodes of a large workflow are compressed. */
function unpacked(workflow: unknown): unknown {
  const { status } = workflow as { status?: { compressedNodes?: unknown } }
  if (typeof status?.compressedNodes !== 'string') return workflow
  const nodes = gunzipSync(Buffer.from(status.compressedNodes, 'base64'), {
    maxOutputLength: 256 * 1024 * 1024,
  })
  return { ...(workflow as object), status: { ...status, nodes: parsed(nodes.toString('utf8'), 'kubectl') } }
}
