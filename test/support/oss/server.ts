/**
 * A server on this machine that speaks the protocol of Alibaba OSS, for tests of the store that keeps models there. It
 * is honest: it checks each signature, answers with the codes and statuses of the service, and has no more operations
 * than it can do right. And it can fail in all the ways that a service does, when a test asks for it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type AccessRules, type Credential, checkAccess } from './access.ts'
import { OssError, replyOrError } from './errors.ts'
import { codeOfFault, type Fault, type FaultOptions, Faults, garbage } from './faults.ts'
import { type Bucket, type Content, type StoredObject, storedObject } from './objects.ts'
import { perform } from './operations.ts'
import { bodyOf, type Reply, requestOf, type SeenRequest, seenOf } from './request.ts'
import { send } from './sending.ts'

export interface OssServerOptions {
  readonly buckets: readonly string[]
  readonly credentials: readonly Credential[]
  readonly acceptOnly?: 'v1' | 'v4'
  /** As a V4 signature has it: without "oss-". */
  readonly region?: string
  /** The bucket is in the path whatever the host says: for clients with `sldEnable`. */
  readonly pathStyle?: boolean
  readonly now?: () => Date
  /** False: links are put as empty objects. */
  readonly hasLinks?: boolean
  /** False: of uploads in parts only sizes and ETags are kept. */
  readonly keepsParts?: boolean
}

export interface OssServer {
  readonly port: number
  /** What a client takes as its `endpoint`. */
  readonly endpoint: string
  /** May be changed: the next request counts. */
  readonly credentials: Credential[]
  readonly requests: SeenRequest[]
  /** Of bodies, not of headers. */
  readonly bytesSent: number
  readonly openSockets: number
  /** The most that were open at once. */
  readonly maxSockets: number
  /** The objects of a bucket, to look at or to change. */
  objects(bucket: string): Map<string, StoredObject>
  uploads(bucket: string): Bucket['uploads']
  put(bucket: string, key: string, content: Content | string, rest?: Partial<StoredObject>): StoredObject
  fail(fault: Fault, options?: FaultOptions): void
  /** Forgets all faults; who was dead listens again. */
  revive(): void
  close(): Promise<void>
}

export async function startOssServer(options: OssServerOptions): Promise<OssServer> {
  const buckets = new Map(options.buckets.map((name) => [name, emptyBucket(name, options)]))
  const { region = 'cn-hangzhou', now = () => new Date(), pathStyle = false, acceptOnly } = options
  const credentials = [...options.credentials]
  const rules: AccessRules = { credentials, region, now, ...(acceptOnly ? { acceptOnly } : {}) }
  const faults = new Faults()
  const sockets = new Set<Socket>()
  const requests: SeenRequest[] = []
  let bytesSent = 0
  let maxSockets = 0
  let isDead = false

  async function serve(incoming: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const request = requestOf(incoming, pathStyle)
    const seen = seenOf(request)
    requests.push(seen)
    const planned = faults.next(request)
    const fault = planned?.fault
    if (fault === 'dead') {
      isDead = true
      for (const socket of sockets) socket.resetAndDestroy()
    }
    if (fault === 'reset') incoming.socket.resetAndDestroy()
    if (fault === 'dead' || fault === 'reset' || fault === 'hang') return
    const body = await bodyOf(incoming)
    const reply = (): Reply => {
      const code = fault && codeOfFault[fault]
      if (code) throw new OssError(code)
      if (planned?.fault === 'garbage') return garbage(planned.options)
      checkAccess(request, rules)
      return perform({ ...request, body, now: now() }, buckets)
    }
    const answer = replyOrError(reply, request, id)
    if (fault === 'lost') return void incoming.socket.resetAndDestroy()
    seen.status = answer.status
    await send(response, answer, {
      planned,
      count: (bytes) => {
        bytesSent += bytes
      },
    })
  }

  const server = createServer((incoming, response) => {
    const id = (requests.length + 1).toString(16).toUpperCase().padStart(24, '0')
    response.setHeader('server', 'AliyunOSS')
    response.setHeader('x-oss-request-id', id)
    // Whoever breaks off in the middle of a request gets no answer and changes nothing.
    serve(incoming, response, id).catch(() => response.destroy())
  })
  // Longer than a client keeps a connection: it must not meet one that closes just now.
  server.keepAliveTimeout = 60_000
  server.on('connection', (socket) => {
    if (isDead) return void socket.resetAndDestroy()
    sockets.add(socket)
    maxSockets = Math.max(maxSockets, sockets.size)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const bucketOf = (name: string): Bucket => {
    const bucket = buckets.get(name)
    if (bucket === undefined) throw new Error(`the server has no bucket ${name}`)
    return bucket
  }

  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    requests,
    get bytesSent() {
      return bytesSent
    },
    get openSockets() {
      return sockets.size
    },
    get maxSockets() {
      return maxSockets
    },
    objects: (name) => bucketOf(name).objects,
    uploads: (name) => bucketOf(name).uploads,
    put: (name, key, content, rest) => {
      const object = storedObject(typeof content === 'string' ? Buffer.from(content) : content, rest)
      bucketOf(name).objects.set(key, object)
      return object
    },
    fail: (fault, faultOptions = {}) => faults.plan(fault, faultOptions),
    revive: () => {
      isDead = false
      faults.clear()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
        sockets.clear()
      }),
  }
}

function emptyBucket(name: string, { hasLinks = true, keepsParts = true }: OssServerOptions): Bucket {
  return { name, hasLinks, keepsParts, objects: new Map(), uploads: new Map() }
}
