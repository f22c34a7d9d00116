/** An OSS server with a bucket for models, and stores over it. */
import { afterEach } from 'vitest'
import type { Metadata } from '../../../src/index.ts'
import type { StoreError } from '../../../src/stores/errors.ts'
import { type OssOptions, OssStore } from '../../../src/stores/oss/oss.ts'
import type { StoredObject } from '../oss/objects.ts'
import { type OssServer, type OssServerOptions, startOssServer } from '../oss/server.ts'
import { bytesOf, collect, metadataOf, sha256 } from './models.ts'
import { ossEnv, ossKeys, ossUrl } from './places.ts'

export const bucketName = 'sqlflow-models'

const opened: { close(): Promise<void> }[] = []

/** Ends with the test, as the stores do. */
export async function serverWith(options: Partial<OssServerOptions> = {}): Promise<OssServer> {
  const server = await startOssServer({ buckets: [bucketName], credentials: [ossKeys], ...options })
  opened.push(server)
  return server
}

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
})

export function storeOf(server: OssServer, more = '&region=cn-hangzhou', options: OssOptions = {}): OssStore {
  return storeAt(ossUrl(server, more), options)
}

export function storeAt(url: string, options: OssOptions = {}): OssStore {
  const store = new OssStore(url, { env: ossEnv, ...options })
  opened.push(store)
  return store
}

export const longEnough = (): AbortSignal => AbortSignal.timeout(60_000)

export function saveIn(
  store: OssStore,
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal = longEnough(),
): Promise<Metadata> {
  return store.saveModel('m', metadataOf('m', { rows: bytes.length }), new Blob([bytes]), signal)
}

/** Metadata and bytes, which have been compared with the digest. */
export async function readFrom(store: OssStore): Promise<{ metadata: Metadata; bytes: Buffer } | undefined> {
  const found = await store.readModel('m', longEnough())
  return found && { metadata: found.metadata, bytes: await collect(found.bytes) }
}

/** The model `m` as a save leaves it, without a save. */
export function putModel(server: OssServer, size = 10, rest: Partial<StoredObject> = {}): Metadata {
  const bytes = bytesOf(size)
  const metadata = metadataOf('m', { sha256: sha256(bytes) })
  server.put(bucketName, 'someone/m/metadata.json', JSON.stringify(metadata), rest)
  server.put(bucketName, `someone/m/model_save.${sha256(bytes)}`, bytes, rest)
  return metadata
}

/** `unreachable, transient: the connection was lost` */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    const { name, fault, transient, message } = error as StoreError
    return name === 'StoreError'
      ? `${fault}${transient ? ', transient' : ''}: ${message}`
      : `${name}: ${message}`
  }
  return 'no error'
}
