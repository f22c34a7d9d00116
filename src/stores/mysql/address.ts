/**
 * Where a MySQL server is and how to talk to it, from a URL in either spelling: `mysql://user:pw@host:3306/db`
 * with percent escapes, and the one of SQLFlow and Go's driver, `mysql://user:pw@tcp(host:3306)/db`, without.
 */
import { parseUrl, splitUrl, type UrlParts } from '../../config/url.ts'
import { nearest } from '../../diagnostics/suggest.ts'
import { StoreError } from '../errors.ts'

export interface Address {
  readonly host?: string
  readonly port?: number
  readonly socketPath?: string
  readonly user: string
  readonly password?: string
  readonly database?: string
  readonly tls: TlsMode
  /** Paths of PEM files. */
  readonly tlsFiles: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly connectTimeoutMs: number
  readonly queryTimeoutMs: number
}

/** `encrypted`: any certificate will do. `preferred`: so, or in the clear where the server has no TLS. */
export type TlsMode = 'off' | 'preferred' | 'encrypted' | 'verify-ca' | 'verify-identity'

const tlsModes: Readonly<Record<string, TlsMode>> = {
  // Go's driver
  false: 'off',
  true: 'verify-identity',
  'skip-verify': 'encrypted',
  preferred: 'preferred',
  // MySQL's own clients
  disabled: 'off',
  required: 'encrypted',
  verify_ca: 'verify-ca',
  verify_identity: 'verify-identity',
  // PostgreSQL's words, which some tools use for MySQL too
  disable: 'off',
  prefer: 'preferred',
  require: 'encrypted',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-identity',
}

const tlsKeys = ['tls', 'ssl-mode', 'sslmode']
const fileKeys = { ca: 'ssl-ca', cert: 'ssl-cert', key: 'ssl-key' } as const
const timeKeys = { connect: 'timeout', query: 'readTimeout' } as const
const understood = [...tlsKeys, ...Object.values(fileKeys), ...Object.values(timeKeys)]
/** Parameters of Go's driver that mean nothing here. Others are settings of the session: they mean nothing either. */
const meaningless = ['charset', 'collation', 'loc', 'parseTime', 'maxAllowedPacket', 'writeTimeout']

/** @throws StoreError `refused` when the URL can't be understood; the message shows no secret */
export function readAddress(url: string, password?: string): Address {
  const parts = splitUrl(url)
  const go = /^(tcp|unix)\(([^)]*)\)/.exec(parts?.address ?? '')
  // The brackets of Go's driver tell where the password ends, whatever it holds.
  if (!parts || (parts.ambiguous && !go)) {
    throw unclear('write special characters of the password as %40, %3F and the like')
  }
  const { address, query = '' } = parts
  const parameters = readParameters(query)
  const { database } = parseUrl(url)
  return {
    ...(go ? goPlace(go[1], go[2] ?? '') : place(address)),
    ...credentials(parts, go !== null, password),
    ...(database === undefined ? {} : { database }),
    ...parameters,
  }
}

function unclear(help: string): StoreError {
  return new StoreError('refused', 'the URL can’t be understood', { help })
}

const defaultPort = 3306

function place(address: string): { host: string; port: number } {
  const found = /^(?:\[([^\]]+)\]|([^/:]*))(?::(\d+))?(?:\/|$)/.exec(address)
  if (!found) throw unclear('write it as mysql://user@host:3306/database')
  const [, ipv6, name = '', port] = found
  return { host: decoded(ipv6 ?? name) || 'localhost', port: portOf(port) }
}

function goPlace(net: string | undefined, inside: string): Pick<Address, 'host' | 'port' | 'socketPath'> {
  return net === 'unix' ? { socketPath: inside } : place(inside)
}

function portOf(port: string | undefined): number {
  const number = port === undefined ? defaultPort : Number(port)
  if (number < 1 || number > 65535) throw unclear('a port is a number from 1 to 65535')
  return number
}

/** Go's driver takes name and password as they stand. */
function credentials(
  { user }: UrlParts,
  isGo: boolean,
  password?: string,
): Pick<Address, 'user' | 'password'> {
  const text = user ?? ''
  const colon = text.indexOf(':')
  const [name, own] = colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)]
  const read = isGo ? (part: string): string => part : decoded
  const secret = own === undefined ? password : read(own)
  return { user: read(name ?? '') || 'root', ...(secret ? { password: secret } : {}) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone % stands for itself.
    return text
  }
}

function readParameters(
  query: string,
): Pick<Address, 'tls' | 'tlsFiles' | 'connectTimeoutMs' | 'queryTimeoutMs'> {
  const given = new Map<string, string>()
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const equals = pair.indexOf('=')
    const key = (equals < 0 ? pair : pair.slice(0, equals)).replaceAll('_', '-')
    const known = understood.find((name) => name.toLowerCase() === key.toLowerCase())
    if (known !== undefined) given.set(known, decoded(equals < 0 ? '' : pair.slice(equals + 1)))
    else checkUnknown(key)
  }
  const tls = tlsKeys.map((key) => given.get(key)).find((value) => value !== undefined)
  const files = Object.entries(fileKeys).flatMap(([name, key]) => {
    const path = given.get(key)
    return path === undefined ? [] : [[name, path] as const]
  })
  return {
    tls: tlsOf(tls, files.length > 0),
    tlsFiles: Object.fromEntries(files),
    connectTimeoutMs: duration(given.get(timeKeys.connect), 10_000),
    queryTimeoutMs: duration(given.get(timeKeys.query), 30_000),
  }
}

/** A slip in `tls` must not send a password in the clear. */
function checkUnknown(key: string): void {
  if (meaningless.some((name) => name.toLowerCase() === key.toLowerCase())) return
  const [close] = nearest(key, understood)
  if (close !== undefined) throw unclear(`perhaps the parameter ${close} was meant`)
}

function tlsOf(value: string | undefined, hasFiles: boolean): TlsMode {
  if (value === undefined) return hasFiles ? 'verify-identity' : 'off'
  const key = value.toLowerCase()
  const mode = Object.hasOwn(tlsModes, key) ? tlsModes[key] : undefined
  if (mode === undefined) throw unclear('tls is one of true, false, skip-verify, preferred, verify-ca')
  return mode
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** As Go writes them, `10s`, `500ms`, `1m30s`; a bare number is seconds, and 0 says nothing. */
function duration(value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  const number = String.raw`\d+(?:\.\d+)?`
  const parts = [...value.matchAll(new RegExp(`(${number})(ms|s|m|h)`, 'g'))]
  const isBare = new RegExp(`^${number}$`).test(value)
  if (!isBare && (value === '' || parts.map(([text]) => text).join('') !== value)) {
    throw unclear('a time is written as 10s or 500ms')
  }
  const milliseconds = isBare
    ? Number(value) * units.s
    : parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0)
  return milliseconds === 0 ? otherwise : Math.max(1, Math.min(milliseconds, 2 ** 31 - 1))
}
