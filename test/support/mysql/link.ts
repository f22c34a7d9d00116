/** One connection through the proxy: what the client sends goes to the server, and the other way round. */
import type { Socket } from 'node:net'
import { asksForTls, PacketReader } from './packets.ts'

/** What the proxy has to say about it. */
export interface Rules {
  /** Resolves when bytes that come now may pass. */
  readonly admission: () => Promise<void>
  /** Called before a command goes to the server. */
  readonly onCommand: (payload: Buffer) => 'pass' | 'lose answer' | 'cut'
  /** Called with what goes to the client; gives how much of it may. */
  readonly onAnswer: (chunk: Buffer) => Buffer
  readonly onLostAnswer: () => void
  /** Called when that part is on its way. */
  readonly onAnswered: () => void
  readonly onSent: (bytes: number) => void
  readonly onClosed: () => void
}

export class Link {
  readonly #client: Socket
  readonly #server: Socket
  readonly #rules: Rules
  readonly #reader = new PacketReader()
  #secret = false
  #loses = false

  constructor(client: Socket, server: Socket, rules: Rules) {
    this.#client = client
    this.#server = server
    this.#rules = rules
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      // A broken connection is what the proxy is for; the other side learns of it by 'close'.
      socket.on('error', () => {})
    }
    this.#carry(client, server, (chunk) => this.#toServer(chunk))
    this.#carry(server, client, (chunk) => this.#toClient(chunk))
    server.on('close', () => client.destroySoon())
    client.on('close', () => {
      server.destroy()
      rules.onClosed()
    })
  }

  /** `end`: the client reads to the end what was sent. `reset`: it gets an error, perhaps before that. */
  cut(by: 'end' | 'reset' | 'at once'): void {
    if (by === 'end') this.#client.destroySoon()
    else if (by === 'reset') this.#client.resetAndDestroy()
    else this.#client.destroy()
    this.#server.destroy()
  }

  /** Keeps the order, and what came before the end comes before it on the other side too. */
  #carry(from: Socket, to: Socket, deliver: (chunk: Buffer) => void): void {
    let line = Promise.resolve()
    const inTurn = (act: () => void): void => {
      const admitted = this.#rules.admission()
      line = line.then(() => admitted).then(act)
    }
    from.on('data', (chunk: Buffer) => inTurn(() => deliver(chunk)))
    from.on('end', () => inTurn(() => to.end()))
  }

  #toServer(chunk: Buffer): void {
    if (this.#secret) return this.#send(chunk)
    this.#reader.push(chunk)
    for (let packet = this.#reader.next(); packet; packet = this.#reader.next()) {
      // The packets of a log-in bear higher numbers, as they answer the server's.
      const isCommand = packet.sequence === 0 && !packet.continues
      const verdict = isCommand ? this.#rules.onCommand(packet.payload) : 'pass'
      if (verdict === 'cut') return
      if (verdict === 'lose answer') this.#loses = true
      this.#send(packet.raw)
      if (asksForTls(packet)) {
        this.#secret = true
        return this.#send(this.#reader.takeRest())
      }
    }
  }

  #send(bytes: Buffer): void {
    this.#write(this.#client, this.#server, bytes)
    this.#rules.onSent(bytes.length)
  }

  #toClient(chunk: Buffer): void {
    if (this.#loses) return this.#rules.onLostAnswer()
    const passing = this.#rules.onAnswer(chunk)
    this.#write(this.#server, this.#client, passing)
    this.#rules.onAnswered()
  }

  /** A client that reads slowly slows the server down, as it would without the proxy. */
  #write(from: Socket, to: Socket, bytes: Buffer): void {
    if (bytes.length === 0 || !to.writable) return
    if (to.write(bytes) || from.isPaused()) return
    from.pause()
    to.once('drain', () => from.resume())
  }
}
