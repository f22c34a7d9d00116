/**
 * The contract of what runs workflows: an Argo Server, or a cluster behind kubectl. It takes the objects that the
 * compiler wrote, and tells how a workflow goes.
 */

/** An object of Kubernetes, as it was emitted. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name?: string; readonly generateName?: string; readonly namespace?: string }
  readonly [field: string]: unknown
}

export interface Created {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

export interface WorkflowService {
  /** For people, without a token: `http://host:2746, namespace ml`. */
  readonly place: string
  /** Makes the object; a template that is there is replaced. Rejects with a `SubmissionError`. */
  create(object: KubernetesObject, signal: AbortSignal): Promise<Created>
  /** The workflow as it is now, and again after each change. Ends when the service ends it, which means nothing. */
  watch(workflow: Created, signal: AbortSignal): AsyncIterable<unknown>
  /** The last lines that a pod printed. */
  logs(workflow: Created, pod: string, lines: number, signal: AbortSignal): Promise<readonly string[]>
}

/** Why the service did not do it, in words for users; no token is ever in them. */
export class SubmissionError extends Error {
  override name = 'SubmissionError'
  /** Asking again may help: nobody answered, or the answer broke off. */
  readonly passing: boolean

  constructor(message: string, passing = false) {
    super(message)
    this.passing = passing
  }
}
