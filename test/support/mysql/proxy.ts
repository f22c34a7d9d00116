/**
 * Stands between a client of MySQL and its server, counts the commands, and breaks the connection at the one
 * that a test names: a store must leave nothing half-written wherever the network fails. What is inside TLS
 * it passes on unread.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Link } from './link.ts'
import { commandName } from './packets.ts'

export interface Cut {
  /** What becomes of later connections: refused until heal() (the default), or let through. */
  readonly after?: 'refuse' | 'heal'
  /** Whether the client sees an end (the default) or a reset. */
  readonly by?: 'end' | 'reset'
}

interface Fault extends Cut {
  readonly at: 'command' | 'answer' | 'bytes'
  left: number
}

/** Of a long text, such as one with a model in it, only the start is kept. */
const keptText = 100_000

export const startProxy = async (port: number): Promise<MysqlProxy> => {
  const proxy = new MysqlProxy(port)
  await proxy.heal()
  return proxy
}

/** Every count of a fault starts where it is asked for; asking for another one replaces it. */
export class MysqlProxy {
  /** As they went to the server: the text of a query or of one to prepare, else the name, such as `execute`. */
  readonly commands: string[] = []
  bytesToClient = 0
  bytesToServer = 0
  /** All that were ever made. */
  accepted = 0
  maxConnections = 0

  readonly #serverPort: number
  readonly #links = new Set<Link>()
  #listener: Server | undefined
  #port = 0
  #fault: Fault | undefined
  #delay = 0
  #hanging: PromiseWithResolvers<void> | undefined

  constructor(serverPort: number) {
    this.#serverPort = serverPort
  }

  /** Stays the same through refuse() and heal(). */
  get port(): number {
    return this.#port
  }

  /** Those that the clients have open now. */
  get connections(): number {
    return this.#links.size
  }

  resetCounts(): void {
    this.commands.length = 0
    this.bytesToClient = 0
    this.bytesToServer = 0
    this.accepted = 0
    this.maxConnections = this.#links.size
  }

  /** The next `count` commands are delivered and answered, the one after is not: all connections end there. */
  cutAfterCommands(count: number, cut: Cut = {}): void {
    this.#fault = { at: 'command', left: count, ...cut }
  }

  /** The `count`-th command from now is carried out, but all connections end when its answer comes. */
  cutBeforeAnswer(count: number, cut: Cut = {}): void {
    this.#fault = { at: 'answer', left: count, ...cut }
  }

  /** All connections end when the clients have got so many bytes from now on. */
  cutAfterBytes(count: number, cut: Cut = {}): void {
    this.#fault = { at: 'bytes', left: count, ...cut }
  }

  /** All connections end now. */
  cut({ after = 'refuse', by = 'end' }: Cut = {}): void {
    this.#fault = undefined
    if (after === 'refuse') this.refuse()
    for (const link of this.#links) link.cut(by)
  }

  /** Accepts connections and bytes, but passes none on until heal(); then all that were held back. */
  hang(): void {
    this.#hanging ??= Promise.withResolvers<void>()
  }

  /** All that comes from now on arrives so much later, in either direction. */
  delay(ms: number): void {
    this.#delay = ms
  }

  /** Nobody listens; open connections stay. */
  refuse(): void {
    this.#listener?.close()
    this.#listener = undefined
  }

  /** Takes back every fault and delay. */
  async heal(): Promise<void> {
    this.#fault = undefined
    this.#delay = 0
    this.#hanging?.resolve()
    this.#hanging = undefined
    if (this.#listener) return
    const listener = createServer((client) => this.#accept(client))
    this.#listener = listener
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(this.#port, '127.0.0.1', resolve)
    })
    const address = listener.address()
    if (typeof address === 'object' && address) this.#port = address.port
  }

  async close(): Promise<void> {
    this.refuse()
    this.#hanging?.resolve()
    for (const link of this.#links) link.cut('at once')
    while (this.#links.size > 0) await sleep(1)
  }

  #accept(client: Socket): void {
    const server = connect(this.#serverPort, '127.0.0.1')
    const link = new Link(client, server, {
      admission: () => this.#admission(),
      onCommand: (payload) => this.#onCommand(payload),
      onAnswer: (chunk) => this.#onAnswer(chunk),
      onLostAnswer: () => this.#strike(),
      onAnswered: () => {
        if (this.#fault?.at === 'bytes' && this.#fault.left === 0) this.#strike()
      },
      onSent: (bytes) => {
        this.bytesToServer += bytes
      },
      onClosed: () => this.#links.delete(link),
    })
    this.#links.add(link)
    this.accepted++
    this.maxConnections = Math.max(this.maxConnections, this.#links.size)
  }

  async #admission(): Promise<void> {
    if (this.#delay > 0) await sleep(this.#delay)
    while (this.#hanging) await this.#hanging.promise
  }

  #onCommand(payload: Buffer): 'pass' | 'lose answer' | 'cut' {
    const fault = this.#fault?.at === 'bytes' ? undefined : this.#fault
    if (fault?.at === 'command' && fault.left === 0) {
      this.#strike()
      return 'cut'
    }
    const name = commandName(payload)
    const hasText = name === 'query' || name === 'prepare'
    this.commands.push(hasText ? payload.toString('utf8', 1, keptText) : name)
    if (!fault) return 'pass'
    fault.left--
    return fault.at === 'answer' && fault.left === 0 ? 'lose answer' : 'pass'
  }

  #onAnswer(chunk: Buffer): Buffer {
    const fault = this.#fault?.at === 'bytes' ? this.#fault : undefined
    const passing = fault ? chunk.subarray(0, fault.left) : chunk
    if (fault) fault.left -= passing.length
    this.bytesToClient += passing.length
    return passing
  }

  #strike(): void {
    this.cut(this.#fault ?? {})
  }
}
