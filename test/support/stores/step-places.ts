/** Places for models as a step of a workflow finds them: the variables of its environment, beside the compiler's store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Store } from '../../../src/index.ts'
import { MysqlStore } from '../../../src/stores/mysql/mysql.ts'
import { OssStore } from '../../../src/stores/oss/oss.ts'
import { SqliteStore } from '../../../src/stores/sqlite/sqlite.ts'
import { type MariaDb, startMariaDb } from '../mysql/mariadb.ts'
import type { OssServer } from '../oss/server.ts'
import { sha256 } from './models.ts'
import { ossEnv, ossPlace, ossUrl } from './places.ts'
import type { StepEnv } from './python.ts'

export interface StepPlace {
  readonly env: StepEnv
  open(): Store
  /** What a model is made of there. */
  stored(model: string): Promise<unknown>
  remove(): Promise<void>
}

export async function sqliteStepPlace(): Promise<StepPlace & { readonly path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-files-'))
  const path = join(folder, 'models.db')
  writeFileSync(path, '')
  return {
    path,
    env: { SQLFLOW_MODEL_STORE: `sqlite:${path}` },
    open: () => new SqliteStore(path),
    stored: async (model) => {
      const database = new DatabaseSync(path)
      const made = database.prepare('SELECT sql FROM sqlite_master WHERE name = ?').get(model)
      const rows = database.prepare(`SELECT id, hex(block) AS block FROM "${model}" ORDER BY id`).all()
      database.close()
      return { made, rows: rows.map(({ id, block }) => [id, sha256(Buffer.from(String(block), 'hex'))]) }
    },
    remove: async () => rmSync(folder, { recursive: true }),
  }
}

export async function mysqlStepPlace(): Promise<StepPlace & { readonly server: MariaDb }> {
  const server = await startMariaDb()
  await server.query('CREATE DATABASE models')
  const url = server.url('models')
  return {
    server,
    env: { SQLFLOW_MODEL_STORE: url },
    open: () => new MysqlStore(url),
    stored: async (model) => [
      await server.query(`SHOW CREATE TABLE models.\`${model}\``),
      await server.query(`SELECT id, SHA2(block, 256) AS block FROM models.\`${model}\` ORDER BY id`),
    ],
    remove: () => server.close(),
  }
}

export async function ossStepPlace(
  signature: 'v1' | 'v4',
  token?: string,
): Promise<StepPlace & { readonly server: OssServer }> {
  const { server, remove } = await ossPlace(signature, token)
  const variables = { ...ossEnv, ...(token === undefined ? {} : { OSS_SESSION_TOKEN: token }) }
  const url = ossUrl(server, signature === 'v4' ? '&region=cn-hangzhou' : '')
  return {
    server,
    env: { SQLFLOW_MODEL_STORE: url, ...variables },
    open: () => new OssStore(url, { env: variables }),
    stored: async (model) => {
      const objects = [...server.objects('sqlflow-models')].filter(([key]) => key.includes(`/${model}/`))
      return objects
        .map(([key, { bytes, type, symlinkTarget }]) => [
          key,
          type,
          symlinkTarget ?? (bytes instanceof Uint8Array && sha256(bytes)),
        ])
        .sort()
    },
    remove,
  }
}
