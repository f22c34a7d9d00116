/**
 * A server that speaks what Argo Server documents of create, get, watch and logs, and fails on demand. Workflows go
 * through the states that the test gives it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly body: unknown
}

type Json = Readonly<Record<string, unknown>>

/** How the next requests to a path are answered instead: a refusal, or a connection that breaks. */
export type Fault = { readonly status: number; readonly message: string } | 'reset' | 'html'

export class ArgoServerOfTests {
  readonly requests: Request[] = []
  /** By the beginning of the path; each is used once. */
  readonly faults: { readonly path: string; readonly fault: Fault }[] = []
  /** What `get` answers, then each event of the watch; a `break` ends the connection. */
  states: (Json | 'break')[] = []
  readonly logs = new Map<string, string[]>()
  readonly objects = new Map<string, Json>()
  token: string | undefined
  #version = 1
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<ArgoServerOfTests> {
    const server = createServer()
    const made = new ArgoServerOfTests(server)
    server.on('request', (request, response) => void made.#answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return made
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '', 'http://server')
    let text = ''
    for await (const piece of message) text += piece
    const { authorization } = message.headers
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const request = {
      method: message.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      authorization,
      body,
    }
    this.requests.push(request)
    const at = this.faults.findIndex(({ path }) => url.pathname.startsWith(path))
    const fault = at < 0 ? undefined : this.faults.splice(at, 1)[0]?.fault
    if (fault === 'reset') return void message.socket.destroy()
    if (fault === 'html')
      return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    if (fault) return refuse(response, fault.status, fault.message)
    if (this.token !== undefined && authorization !== `Bearer ${this.token}`) {
      return refuse(
        response,
        401,
        'token not valid. see https://argo-workflows.readthedocs.io/en/latest/faq/',
      )
    }
    this.#route(request, response)
  }

  #route({ method, path, query, body }: Request, response: ServerResponse): void {
    const [, , version, collection, namespace, name, what] = path.split('/')
    if (version !== 'v1' || namespace === undefined) return refuse(response, 404, 'Not Found')
    if (collection === 'workflow-events') return this.#stream(response)
    if (what === 'log') return this.#log(response, query)
    const key = `${collection}/${namespace}/${name}`
    if (method === 'GET') {
      if (collection === 'workflows' && this.states.length > 0)
        return json(response, this.#state(this.states[0]))
      const object = this.objects.get(key)
      return object ? json(response, object) : refuse(response, 404, `${name} not found`)
    }
    const [member] = Object.entries(body as Json).find(([, value]) => typeof value === 'object') ?? ['']
    const object = (body as Record<string, Json>)[member]
    if (!object) return refuse(response, 400, 'no object in the request')
    const metadata = object['metadata'] as Json
    const made = String(metadata['name'] ?? `${String(metadata['generateName'])}x7k2p`)
    if (
      method === 'PUT' &&
      metadata['resourceVersion'] !== (this.objects.get(key)?.['metadata'] as Json)?.['resourceVersion']
    ) {
      return refuse(response, 409, 'the object has been modified')
    }
    const stored = {
      ...object,
      metadata: { ...metadata, name: made, uid: 'u1', resourceVersion: String(this.#version++) },
    }
    this.objects.set(`${collection}/${namespace}/${made}`, stored)
    json(response, stored)
  }

  #state(state: Json | 'break' | undefined): Json {
    return { metadata: { name: 'p-x7k2p', resourceVersion: '1' }, status: state === 'break' ? {} : state }
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    // What was answered is over; a break is used up.
    const next = (): void => {
      if (response.destroyed) return
      this.states.shift()
      const [state] = this.states
      if (state === undefined) return void response.end()
      if (state === 'break') {
        this.states.shift()
        return void response.destroy()
      }
      response.write(`${JSON.stringify({ result: { type: 'MODIFIED', object: this.#state(state) } })}\n`)
      setTimeout(next, 20)
    }
    setTimeout(next, 20)
  }

  #log(response: ServerResponse, query: URLSearchParams): void {
    const lines = this.logs.get(query.get('podName') ?? '')
    if (!lines) return refuse(response, 404, 'pod not found')
    response.writeHead(200, { 'content-type': 'application/json' })
    for (const content of lines.slice(-Number(query.get('logOptions.tailLines')))) {
      response.write(`${JSON.stringify({ result: { content, podName: query.get('podName') } })}\n`)
    }
    response.end()
  }
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ code: 7, message, details: [] }))
}
