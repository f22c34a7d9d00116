/** The server's end of a connection: whole payloads in and out, numbered as the protocol wants it. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type Certificates, readCertificates } from './certificates.ts'
import { framed, PacketReader } from './packets.ts'

export class Channel {
  #socket: Socket
  readonly #reader = new PacketReader()
  #sequence = 0
  #ended = false
  #wake = (): void => {}

  constructor(socket: Socket) {
    this.#socket = socket
    // An answer is several small writes, the second of which would wait for the client to confirm the first.
    socket.setNoDelay(true)
    this.#listen(socket)
  }

  get isSecure(): boolean {
    return this.#socket instanceof TLSSocket
  }

  /** Undefined once the client is gone. */
  async read(): Promise<Buffer | undefined> {
    const parts: Buffer[] = []
    for (;;) {
      const packet = this.#reader.next()
      if (packet) {
        this.#sequence = packet.sequence + 1
        parts.push(packet.payload)
        if (!this.#reader.lastWasFull) return Buffer.concat(parts)
      } else if (this.#ended) return undefined
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
    }
  }

  /** The numbers go on from those of the packet that was read last. */
  write(payload: Buffer): void {
    for (const packet of framed(payload, this.#sequence)) {
      this.#socket.write(packet)
      this.#sequence++
    }
  }

  writeRaw(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** The client starts TLS right after the packet that asks for it, so its first bytes may be here already. */
  startTls(certificates: Certificates): void {
    const plain = this.#socket
    plain.removeAllListeners('data')
    plain.pause()
    const rest = this.#reader.takeRest()
    if (rest.length > 0) plain.unshift(rest)
    this.#socket = new TLSSocket(plain, { isServer: true, ...readCertificates(certificates) })
    this.#listen(this.#socket)
  }

  end(): void {
    this.#socket.end()
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk)
      this.#wake()
    })
    // 'close' follows, and says all there is to know.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#ended = true
      this.#wake()
    })
  }
}
