/** A place for each kind of store: a file, a server, a bucket. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryStore } from '../../../src/index.ts'
import { MysqlStore } from '../../../src/stores/mysql/mysql.ts'
import { OssStore } from '../../../src/stores/oss/oss.ts'
import { SqliteStore } from '../../../src/stores/sqlite/sqlite.ts'
import { startMariaDb } from '../mysql/mariadb.ts'
import { type OssServer, startOssServer } from '../oss/server.ts'
import type { StorePlace } from './contract.ts'

export async function memoryPlace(): Promise<StorePlace> {
  const store = new MemoryStore()
  return { open: async () => store, remove: async () => {} }
}

export async function sqlitePlace(): Promise<StorePlace & { path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-'))
  const path = join(folder, 'models.db')
  // An empty file is a database without tables.
  writeFileSync(path, '')
  return {
    path,
    open: async () => new SqliteStore(path),
    remove: async () => rmSync(folder, { recursive: true }),
  }
}

export async function mysqlPlace(): Promise<StorePlace> {
  const server = await startMariaDb()
  await server.query('CREATE DATABASE models')
  return {
    open: async () => new MysqlStore(server.url('models')),
    remove: () => server.close(),
  }
}

export const ossKeys = { accessKeyId: 'the-key-id', accessKeySecret: 'the secret/of+the key' } as const

export function ossUrl(server: OssServer, more = ''): string {
  return `oss://sqlflow-models/someone?endpoint=${encodeURIComponent(server.endpoint)}${more}`
}

export const ossEnv = {
  OSS_ACCESS_KEY_ID: ossKeys.accessKeyId,
  OSS_ACCESS_KEY_SECRET: ossKeys.accessKeySecret,
}

export async function ossPlace(
  signature: 'v1' | 'v4',
  token?: string,
): Promise<StorePlace & { server: OssServer }> {
  const server = await startOssServer({
    buckets: ['sqlflow-models'],
    credentials: [{ ...ossKeys, ...(token === undefined ? {} : { token }) }],
    acceptOnly: signature,
  })
  const env = { ...ossEnv, ...(token === undefined ? {} : { OSS_SESSION_TOKEN: token }) }
  const url = ossUrl(server, signature === 'v4' ? '&region=cn-hangzhou' : '')
  return { server, open: async () => new OssStore(url, { env }), remove: () => server.close() }
}
