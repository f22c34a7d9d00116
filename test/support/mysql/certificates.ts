/**
 * A certificate authority of its own and a certificate from it, for this machine unless told otherwise, so that
 * TLS is tested as it is used.
 */
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Certificates {
  /** Of the authority, which clients are to trust. */
  readonly caPath: string
  readonly certPath: string
  readonly keyPath: string
}

const run = promisify(execFile)

export const certificatesMissing = (): string | undefined =>
  spawnSync('openssl', ['version']).error ? 'openssl is not installed' : undefined

const thisMachine = ['IP:127.0.0.1', 'DNS:localhost']

export async function makeCertificates(
  folder: string,
  names: readonly string[] = thisMachine,
): Promise<Certificates> {
  const file = (name: string): string => join(folder, name)
  // Elliptic keys: an RSA key takes a noticeable part of a second.
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  writeFileSync(file('names.cnf'), `subjectAltName = ${names.join(', ')}\n`)
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem'],
    ...['-days', '2', '-subj', '/CN=Authority of a test'],
  )
  await openssl(
    ...['req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=Server of a test'],
  )
  await openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-out', 'server.pem', '-days', '2', '-extfile', 'names.cnf'],
  )
  return { caPath: file('ca.pem'), certPath: file('server.pem'), keyPath: file('server.key') }
}

/** What Node's TLS takes. */
export const readCertificates = ({ certPath, keyPath }: Certificates): { cert: Buffer; key: Buffer } => ({
  cert: readFileSync(certPath),
  key: readFileSync(keyPath),
})
