/**
 * What MySQL 8 does and MariaDB does not: its way of logging in, and a few ways to fail before that. Whoever
 * is let in gets the answers of a function.
 */
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, answered, failed, failedEarly, failures, okay } from './answers.ts'
import type { Certificates } from './certificates.ts'
import { Channel } from './channel.ts'
import { type LoginOptions, login } from './login.ts'
import { commandName, framed } from './packets.ts'

/** What the client gets instead of a greeting; it is never sent another byte. */
export type Silence = 'never' | 'too-large' | 'garbage' | 'other-protocol' | 'too-many-connections'

export interface Sha2Options extends Partial<Omit<LoginOptions, 'certificates' | 'onStep'>> {
  readonly tls?: Certificates
  readonly greeting?: Silence
  readonly answer?: (sql: string) => Answer
}

export interface Sha2Server {
  readonly port: number
  /** Of all clients: `TLS`, `switch`, `hash`, `key`, `encrypted password`, `clear password`, the names of commands. */
  readonly steps: string[]
  readonly connections: number
  close(): Promise<void>
}

const silences: Readonly<Record<Silence, Buffer>> = {
  never: Buffer.alloc(0),
  'too-large': Buffer.from([0xfe, 0xff, 0xff, 0x00, 0x0a]),
  garbage: Buffer.concat(framed(Buffer.from('e0e1e2e3e4e5', 'hex'), 0)),
  'other-protocol': Buffer.from('SSH-2.0-OpenSSH_9.2p1\r\n'),
  'too-many-connections': Buffer.concat(framed(failedEarly(failures.tooManyConnections), 0)),
}

export async function startSha2Server(options: Sha2Options = {}): Promise<Sha2Server> {
  const steps: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    void serve(new Channel(socket), options, steps)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return {
    port: address.port,
    steps,
    get connections() {
      return sockets.size
    },
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      while (sockets.size > 0) await sleep(1)
    },
  }
}

async function serve(channel: Channel, options: Sha2Options, steps: string[]): Promise<void> {
  if (options.greeting) {
    channel.writeRaw(silences[options.greeting])
    // A server that has said why it cannot take the client lets it go; the others wait.
    if (options.greeting === 'too-many-connections') channel.end()
    return
  }
  const { user = 'root', password = '', databases = [], fast = false, switches = false } = options
  const { tls: certificates, answer = () => ({ columns: [], rows: [] }) } = options
  const onStep = (step: string): void => {
    steps.push(step)
  }
  const entry = await login(channel, { user, password, databases, fast, switches, certificates, onStep })
  if (!entry) return
  channel.write(entry.refused ? failed(entry.refused) : okay)
  if (entry.refused) return channel.end()
  for (let command = await channel.read(); command; command = await channel.read()) {
    const name = commandName(command)
    onStep(name)
    if (name === 'quit') return channel.end()
    for (const payload of respond(name, command.toString('utf8', 1), databases, answer))
      channel.write(payload)
  }
}

function respond(
  name: string,
  text: string,
  databases: readonly string[],
  answer: (sql: string) => Answer,
): Buffer[] {
  if (name === 'query') return answered(answer(text))
  if (name === 'ping' || name === 'resetConnection') return [okay]
  if (name === 'use') return [databases.includes(text) ? okay : failed(failures.unknownDatabase(text))]
  if (name === 'prepare' || name === 'execute') return [failed(failures.notPreparable)]
  if (name === 'closeStatement' || name === 'sendLongData') return []
  return [failed(failures.unknownCommand)]
}
