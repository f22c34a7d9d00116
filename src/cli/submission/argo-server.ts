/**
 * An Argo Server, by its REST API.
 *
 * @see https://argo-workflows.readthedocs.io/en/latest/rest-api/
 */
import type { ServerAddress } from '../../submission/address.ts'
import {
  type Created,
  type KubernetesObject,
  SubmissionError,
  type WorkflowService,
} from '../../submission/service.ts'
import { type Answer, type Call, send } from './http.ts'

/** Each kind has a collection, and its object a name in requests. */
const collections: Readonly<Record<string, readonly [collection: string, member: string]>> = {
  Workflow: ['workflows', 'workflow'],
  WorkflowTemplate: ['workflow-templates', 'template'],
  CronWorkflow: ['cron-workflows', 'cronWorkflow'],
}

/** Of an answer that is no stream, more is not read. */
const mostBytes = 16 * 1024 * 1024

export class ArgoServer implements WorkflowService {
  readonly place: string
  readonly #address: ServerAddress
  readonly #namespace: string

  constructor(address: ServerAddress, namespace: string) {
    this.place = `${address.url}, namespace ${namespace}`
    this.#address = address
    this.#namespace = namespace
  }

  async create(object: KubernetesObject, signal: AbortSignal): Promise<Created> {
    const found = collections[object.kind]
    if (!found) throw new SubmissionError(`Argo takes no object of kind ${object.kind}`)
    const [collection, member] = found
    const path = `/api/v1/${collection}/${encodeURIComponent(this.#namespace)}`
    const { name } = object.metadata
    const before =
      name === undefined ? undefined : await this.#version(`${path}/${encodeURIComponent(name)}`, signal)
    const metadata = { ...object.metadata, namespace: this.#namespace, ...before }
    const body = { namespace: this.#namespace, [member]: { ...object, metadata } }
    const call: Call = before
      ? { method: 'PUT', path: `${path}/${encodeURIComponent(name ?? '')}`, body: { ...body, name } }
      : { method: 'POST', path, body }
    const made = await this.#json(call, signal)
    const answered = record(record(made)['metadata'])['name']
    if (typeof answered !== 'string') throw new SubmissionError('the answer is not that of an Argo Server')
    return { kind: object.kind, name: answered, namespace: this.#namespace }
  }

  /** What Kubernetes must know of an object that is to be replaced; nothing when there is none. */
  async #version(
    path: string,
    signal: AbortSignal,
  ): Promise<{ resourceVersion: string; uid: string } | undefined> {
    const answer = await send(this.#address, { method: 'GET', path }, signal)
    if (answer.status === 404) {
      answer.close()
      return undefined
    }
    const { resourceVersion, uid } = record(record(await checked(answer))['metadata'])
    return { resourceVersion: String(resourceVersion ?? ''), uid: String(uid ?? '') }
  }

  async *watch({ name }: Created, signal: AbortSignal): AsyncGenerator<unknown> {
    const namespace = encodeURIComponent(this.#namespace)
    const now = await this.#json(
      { method: 'GET', path: `/api/v1/workflows/${namespace}/${encodeURIComponent(name)}` },
      signal,
    )
    yield now
    const query = new URLSearchParams({
      'listOptions.fieldSelector': `metadata.name=${name}`,
      'listOptions.resourceVersion': String(record(record(now)['metadata'])['resourceVersion'] ?? ''),
    })
    const path = `/api/v1/workflow-events/${namespace}?${query}`
    for await (const { object } of this.#stream({ method: 'GET', path }, signal))
      if (object !== undefined) yield object
  }

  async logs({ name }: Created, pod: string, lines: number, signal: AbortSignal): Promise<readonly string[]> {
    const query = new URLSearchParams({
      podName: pod,
      'logOptions.container': 'main',
      'logOptions.tailLines': String(lines),
    })
    const namespace = encodeURIComponent(this.#namespace)
    const path = `/api/v1/workflows/${namespace}/${encodeURIComponent(name)}/log?${query}`
    const found: string[] = []
    for await (const { content } of this.#stream({ method: 'GET', path }, signal)) {
      if (typeof content === 'string') found.push(content)
    }
    return found.slice(-lines)
  }

  async #json(call: Call, signal: AbortSignal): Promise<unknown> {
    return checked(await send(this.#address, call, signal))
  }

  /** A stream is a line of JSON for each message, with a `result` or an `error`. */
  async *#stream(call: Call, signal: AbortSignal): AsyncGenerator<Record<string, unknown>> {
    const answer = await send(this.#address, call, signal)
    if (answer.status !== 200) await checked(answer)
    for await (const line of answer.lines) {
      if (line.trim() === '') continue
      const { result, error } = record(parsed(line))
      if (error !== undefined) throw refusal(record(error)['http_code'] ?? 500, record(error)['message'])
      yield record(result)
    }
  }
}

async function checked(answer: Answer): Promise<unknown> {
  let text = ''
  for await (const line of answer.lines) {
    text += `${line}\n`
    if (text.length > mostBytes) throw new SubmissionError('the answer is larger than any of an Argo Server')
  }
  const document = answer.status < 300 ? parsed(text) : quietly(text)
  if (answer.status >= 200 && answer.status < 300) return document
  throw refusal(answer.status, record(document)['message'])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SubmissionError('the answer is not that of an Argo Server')
  }
}

function quietly(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Proxies answer with pages of their own: the status says enough.
    return undefined
  }
}

const meanings: Readonly<Record<number, string>> = {
  400: 'the server refuses the object',
  401: 'the server does not know the token in ARGO_TOKEN',
  403: 'the token in ARGO_TOKEN may not do this',
  404: 'the server knows no such namespace or object',
  409: 'somebody else has changed or made it at the same time',
  413: 'the object is too large for the server',
  429: 'the server has too much to do',
}

function refusal(code: unknown, message: unknown): SubmissionError {
  const status = Number(code)
  const meaning =
    meanings[status] ?? `the server answers ${Number.isFinite(status) ? status : 'with an error'}`
  const said = typeof message === 'string' && message !== '' ? `: ${message}` : ''
  return new SubmissionError(meaning + said, status === 429 || status >= 500)
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
