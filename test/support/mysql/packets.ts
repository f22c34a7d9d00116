/**
 * The packets that MySQL's clients and servers exchange: three bytes of length, one that numbers the packets
 * of an exchange, then the payload. Both the proxy and the server of this folder speak no more than that.
 */

export interface Packet {
  readonly sequence: number
  readonly payload: Buffer
  /** With its header, as it came. */
  readonly raw: Buffer
  /** Its payload belongs to the packet before, which was full. */
  readonly continues: boolean
}

const headerSize = 4
const fullPacket = 0xffffff

/** Cuts a stream of bytes into packets. Joins what it was given only once a packet is whole, for large ones. */
export class PacketReader {
  #chunks: Buffer[] = []
  #size = 0
  #needed = headerSize
  #lastWasFull = false

  /** The next packet goes on with the payload of the one that was read last. */
  get lastWasFull(): boolean {
    return this.#lastWasFull
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  next(): Packet | undefined {
    if (this.#size < this.#needed) return undefined
    const [first = Buffer.alloc(0), ...others] = this.#chunks
    const bytes = others.length > 0 ? Buffer.concat(this.#chunks) : first
    this.#chunks = [bytes]
    const end = headerSize + bytes.readUIntLE(0, 3)
    if (bytes.length < end) {
      this.#needed = end
      return undefined
    }
    const raw = bytes.subarray(0, end)
    this.#chunks = [bytes.subarray(end)]
    this.#size -= end
    this.#needed = headerSize
    const continues = this.#lastWasFull
    this.#lastWasFull = end - headerSize === fullPacket
    return { sequence: raw.readUInt8(3), payload: raw.subarray(headerSize), raw, continues }
  }

  /** The bytes after the last packet, for the one who reads them from now on. */
  takeRest(): Buffer {
    const rest = Buffer.concat(this.#chunks)
    this.#chunks = []
    this.#size = 0
    return rest
  }
}

/** A payload as packets: one that fills its packet is followed by another, be it empty. */
export function framed(payload: Buffer, sequence: number): Buffer[] {
  const packets: Buffer[] = []
  for (let start = 0; start <= payload.length; start += fullPacket) {
    const part = payload.subarray(start, start + fullPacket)
    const header = Buffer.alloc(headerSize)
    header.writeUIntLE(part.length, 0, 3)
    header.writeUInt8((sequence + packets.length) % 256, 3)
    packets.push(Buffer.concat([header, part]))
  }
  return packets
}

/** A number in as few bytes as it needs; the first byte says how many. */
export function packedNumber(value: number): Buffer {
  if (value < 0xfb) return Buffer.from([value])
  const [mark, size] = value < 0x10000 ? [0xfc, 2] : value < 0x1000000 ? [0xfd, 3] : [0xfe, 8]
  const bytes = Buffer.alloc(1 + size)
  bytes.writeUInt8(mark)
  if (size === 8) bytes.writeBigUInt64LE(BigInt(value), 1)
  else bytes.writeUIntLE(value, 1, size)
  return bytes
}

export function packedText(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([packedNumber(bytes.length), bytes])
}

/** The first byte of a command's payload. */
const commandCodes = {
  quit: 0x01,
  use: 0x02,
  query: 0x03,
  ping: 0x0e,
  changeUser: 0x11,
  prepare: 0x16,
  execute: 0x17,
  sendLongData: 0x18,
  closeStatement: 0x19,
  resetStatement: 0x1a,
  fetch: 0x1c,
  resetConnection: 0x1f,
} as const

const namesOfCodes = new Map<number, string>(
  Object.entries(commandCodes).map(([name, code]) => [code, name] as const),
)

export const commandName = (payload: Buffer): string =>
  namesOfCodes.get(payload[0] ?? -1) ?? `command ${payload[0]}`

/** The client's abilities, of which the first packet that it sends tells. */
export const abilities = {
  longPassword: 1 << 0,
  foundRows: 1 << 1,
  longFlag: 1 << 2,
  withDatabase: 1 << 3,
  protocol41: 1 << 9,
  tls: 1 << 11,
  transactions: 1 << 13,
  secureConnection: 1 << 15,
  multiStatements: 1 << 16,
  multiResults: 1 << 17,
  pluginAuth: 1 << 19,
  attributes: 1 << 20,
  packedAuth: 1 << 21,
} as const

/** The client asks for TLS with the start of its first packet, and sends the whole packet inside TLS. */
export const asksForTls = ({ sequence, payload }: Pick<Packet, 'sequence' | 'payload'>): boolean =>
  sequence === 1 && payload.length === 32 && (payload.readUInt32LE(0) & abilities.tls) !== 0
