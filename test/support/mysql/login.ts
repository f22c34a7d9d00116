/** How MySQL 8 lets a client in: `caching_sha2_password`, by a hash that it knows or by the password itself. */
import { constants, createHash, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto'
import { type Failure, failures } from './answers.ts'
import type { Certificates } from './certificates.ts'
import type { Channel } from './channel.ts'
import { abilities, asksForTls } from './packets.ts'

export interface LoginOptions {
  readonly user: string
  readonly password: string
  /** Those that exist. */
  readonly databases: readonly string[]
  /** Whether the server knows the hash of the password from a log-in before. */
  readonly fast: boolean
  /** The greeting names mysql_native_password, and the server then asks for the other. */
  readonly switches: boolean
  readonly certificates: Certificates | undefined
  /** Told of each step of the client. */
  readonly onStep: (step: string) => void
}

const sha2 = 'caching_sha2_password'
const native = 'mysql_native_password'

const moreData = 0x01
const wantsKey = 0x02
const knowsHash = 0x03
const wantsPassword = 0x04

/** One for the process: making it takes a tenth of a second. */
let keys: { publicKey: string; privateKey: string } | undefined
const rsa = (): { publicKey: string; privateKey: string } => {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return keys
}

/** Greets the client and hears who it is. Undefined if it went away, `refused` as the server says it. */
export async function login(
  channel: Channel,
  options: LoginOptions,
): Promise<{ readonly refused?: Failure } | undefined> {
  let nonce = makeNonce()
  const { certificates, onStep } = options
  channel.write(greeting(nonce, options.switches ? native : sha2, certificates !== undefined))
  let payload = await channel.read()
  if (payload && certificates && asksForTls({ sequence: 1, payload })) {
    onStep('TLS')
    channel.startTls(certificates)
    payload = await channel.read()
  }
  if (!payload) return undefined
  const client = readResponse(payload)
  let proof = client.proof
  if (options.switches || client.plugin !== sha2) {
    nonce = makeNonce()
    channel.write(Buffer.concat([Buffer.from(`\xfe${sha2}\0`, 'latin1'), nonce, Buffer.alloc(1)]))
    onStep('switch')
    const answer = await channel.read()
    if (!answer) return undefined
    proof = answer
  }
  const proven = await proves(channel, options, proof, nonce)
  if (proven === undefined) return undefined
  if (!proven || client.user !== options.user) return { refused: failures.wrongPassword(client.user) }
  const { database } = client
  if (database && !options.databases.includes(database))
    return { refused: failures.unknownDatabase(database) }
  return {}
}

async function proves(
  channel: Channel,
  { password, fast, onStep }: LoginOptions,
  proof: Buffer,
  nonce: Buffer,
): Promise<boolean | undefined> {
  if (password === '' || proof.length === 0) return password === '' && proof.length === 0
  onStep('hash')
  if (fast && proof.equals(hashed(password, nonce))) {
    channel.write(Buffer.from([moreData, knowsHash]))
    return true
  }
  channel.write(Buffer.from([moreData, wantsPassword]))
  const answer = await channel.read()
  if (!answer) return undefined
  if (channel.isSecure) {
    onStep('clear password')
    return answer.toString() === `${password}\0`
  }
  // A client that sends the password unencrypted where everybody can read it is not let in.
  if (answer.length !== 1 || answer[0] !== wantsKey) return false
  onStep('key')
  channel.write(Buffer.concat([Buffer.from([moreData]), Buffer.from(rsa().publicKey)]))
  const encrypted = await channel.read()
  if (!encrypted) return undefined
  onStep('encrypted password')
  return decrypted(encrypted, nonce) === `${password}\0`
}

function decrypted(encrypted: Buffer, nonce: Buffer): string | undefined {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  try {
    return xor(privateDecrypt({ key: rsa().privateKey, padding }, encrypted), nonce).toString()
  } catch {
    return undefined
  }
}

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const hashed = (password: string, nonce: Buffer): Buffer =>
  xor(sha256(password), sha256(sha256(sha256(password)), nonce))

/** The second is repeated as needed. */
const xor = (bytes: Buffer, key: Buffer): Buffer =>
  Buffer.from(bytes.map((byte, index) => byte ^ (key[index % key.length] ?? 0)))

/** Without zeros, which end it for some clients. */
const makeNonce = (): Buffer => Buffer.from(randomBytes(20).map((byte) => (byte % 127) + 1))

function greeting(nonce: Buffer, plugin: string, tls: boolean): Buffer {
  const { tls: tlsAbility, ...others } = abilities
  const able = Object.values(others).reduce((all, each) => all | each, tls ? tlsAbility : 0)
  const numbers = Buffer.alloc(8)
  numbers.writeUInt16LE(able & 0xffff, 0)
  numbers.writeUInt8(255, 2) // utf8mb4_0900_ai_ci
  numbers.writeUInt16LE(0x02, 3) // autocommit
  numbers.writeUInt16LE(able >>> 16, 5)
  numbers.writeUInt8(nonce.length + 1, 7)
  return Buffer.concat([
    Buffer.from('\x0a8.0.36\0'),
    Buffer.from([7, 0, 0, 0]), // the number of the connection
    ...[nonce.subarray(0, 8), Buffer.alloc(1), numbers, Buffer.alloc(10)],
    ...[nonce.subarray(8), Buffer.alloc(1), Buffer.from(`${plugin}\0`)],
  ])
}

interface Response {
  readonly user: string
  readonly proof: Buffer
  readonly database: string | undefined
  readonly plugin: string | undefined
}

function readResponse(payload: Buffer): Response {
  const flags = payload.readUInt32LE(0)
  let at = 32
  const text = (): string => {
    const end = payload.indexOf(0, at)
    const value = payload.toString('utf8', at, end)
    at = end + 1
    return value
  }
  const user = text()
  // A hash takes less than 251 bytes, so that its length is one byte in either form.
  const length = payload.readUInt8(at)
  const proof = payload.subarray(at + 1, at + 1 + length)
  at += 1 + length
  const database = flags & abilities.withDatabase ? text() : undefined
  const plugin = flags & abilities.pluginAuth ? text() : undefined
  return { user, proof, database, plugin }
}
