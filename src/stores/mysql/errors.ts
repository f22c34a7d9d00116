/** Errors of MySQL servers and of the network in words for users. */
import { StoreError } from '../errors.ts'

/** Numbers as the servers give them: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
export const code = {
  tableExists: 1050,
  unknownColumn: 1054,
  noSuchTable: 1146,
  lockWaitTimeout: 1205,
} as const

/** Too many connections, shutting down, a full lock table, deadlocks, a query that was ended from outside, … */
const passing = new Set([
  1040, 1053, 1152, 1158, 1159, 1160, 1161, 1203, 1205, 1206, 1213, 1317, 3024, 1927, 4031,
])

const refusals: Readonly<Record<number, string>> = {
  1044: 'the user may not use this database',
  1045: 'the server refused the user or the password',
  1046: 'no database is named: add it to the URL, as in mysql://user@host:3306/database',
  1049: 'there is no such database',
  1129: 'the server blocks this machine after too many failed connections',
  1130: 'the server accepts no connections from this machine',
  1142: 'the user may not do this with the table, or there is no such table',
  1143: 'the user may not use a column of the table',
  1227: 'the user lacks a right for this',
  1251: 'the server asks for a kind of password that is not supported',
  1698: 'the server refused the user or the password',
  3159: 'the server takes encrypted connections only: add tls=true to the URL',
}

/** The rights to one table say nothing of others. */
const ofTable = new Set([1142, 1143])

const failures: Readonly<Record<number, string>> = {
  1114: 'the table is full, or the disk is',
  1021: 'the server’s disk is full',
  1153: 'the server takes no packets of this size: raise its max_allowed_packet',
  1290: 'the server is read-only',
  1836: 'the server is read-only',
  1792: 'the server is read-only',
}

const networks: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at this address',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  PROTOCOL_CONNECTION_LOST: 'the connection was lost',
  ETIMEDOUT: 'the server did not answer in time',
  PROTOCOL_SEQUENCE_TIMEOUT: 'the server did not answer in time',
  EHOSTUNREACH: 'there is no way to this host',
  ENETUNREACH: 'there is no way to this host',
  EAI_AGAIN: 'the name of the host could not be looked up',
}

const addresses: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of this name',
  ENOENT: 'there is no such socket',
  EACCES: 'the socket may not be used',
  HANDSHAKE_NO_SSL_SUPPORT: 'the server has no TLS: leave tls out of the URL, or set it up there',
  HANDSHAKE_SSL_ERROR: 'no encrypted connection could be made: the certificates don’t fit',
  AUTH_SWITCH_PLUGIN_ERROR:
    'the server refused the user or the password, or asks for a kind that is not supported',
}

/** The server's number of an error. */
function errnoOf(error: unknown): number | undefined {
  const has =
    typeof error === 'object' && error !== null && 'errno' in error && typeof error.errno === 'number'
  return has && Number(error.errno) > 0 ? Number(error.errno) : undefined
}

/** An error of the driver, in our words; `secrets` never leave. */
export function mysqlError(error: unknown, secrets: readonly string[]): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error
  const errno = errnoOf(error)
  const name = 'code' in error ? String(error.code) : ''
  if (errno !== undefined) {
    const refusal = refusals[errno]
    if (refusal !== undefined)
      return new StoreError('refused', refusal, { errno, scope: ofTable.has(errno) ? 'model' : 'store' })
    const transient = passing.has(errno)
    const message = failures[errno] ?? `the server says: ${scrubbed(error.message, secrets)}`
    return new StoreError(transient ? 'unreachable' : 'failed', message, { transient, errno })
  }
  const network = networks[name]
  if (network !== undefined) return new StoreError('unreachable', network)
  const address = addresses[name]
  if (address !== undefined) return new StoreError('refused', address)
  if (/certificate|CERT|SSL|TLS/.test(`${name} ${error.message}`)) {
    return new StoreError(
      'refused',
      `no encrypted connection could be made: ${scrubbed(error.message, secrets)}`,
    )
  }
  if (/closed state/.test(error.message)) return new StoreError('unreachable', 'the connection was lost')
  return new StoreError('unreachable', `the connection failed: ${scrubbed(error.message, secrets)}`)
}

/** One line, bounded, without secrets. */
function scrubbed(message: string, secrets: readonly string[]): string {
  let text = message.split('\n', 1)[0] ?? ''
  // A password of one letter would take all its letters out of the message.
  for (const secret of secrets) if (secret.length > 2) text = text.replaceAll(secret, '***')
  return text.length > 300 ? `${text.slice(0, 299)}…` : text
}
