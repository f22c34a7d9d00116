/** An address as the driver's options. */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { ConnectionOptions, SslOptions } from 'mysql2'
import { StoreError } from '../errors.ts'
import type { Address } from './address.ts'

/** @throws StoreError `refused` when a certificate can't be read */
export async function connectionOptions(address: Address, encrypted: boolean): Promise<ConnectionOptions> {
  const { host, port, socketPath, user, password, database, connectTimeoutMs } = address
  return {
    ...(socketPath === undefined ? { host: host ?? 'localhost', port: port ?? 3306 } : { socketPath }),
    user,
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    ...(encrypted ? { ssl: await tlsOptions(address) } : {}),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4',
    // Values stay bytes: nothing is guessed of what a table holds.
    rowsAsArray: true,
    typeCast: false,
    // A server may not ask for files of this machine.
    flags: ['-LOCAL_FILES'],
  }
}

async function tlsOptions({ tls, tlsFiles, host = '' }: Address): Promise<SslOptions> {
  // The driver would compare the certificate with another name than this address.
  if (tls === 'verify-identity' && isIP(host) !== 0 && host !== '127.0.0.1' && host !== '::1') {
    throw new StoreError('refused', `the certificate of a server can’t be checked for the address ${host}`, {
      help: 'write the name of the host, or tls=verify-ca to check only who signed the certificate',
    })
  }
  const verifies = tls === 'verify-ca' || tls === 'verify-identity'
  const files = await Promise.all(
    Object.entries(tlsFiles).map(async ([name, path]) => [name, await pem(path)] as const),
  )
  return {
    ...Object.fromEntries(files),
    rejectUnauthorized: verifies,
    verifyIdentity: tls === 'verify-identity',
    minVersion: 'TLSv1.2',
  }
}

async function pem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new StoreError('refused', `the certificate file ${path} can’t be read`)
  }
}
