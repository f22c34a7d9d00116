/** Models that SQLFlow left in MySQL, in the types and spellings that its tables have; and MySQL 8's passwords. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MysqlStore } from '../../../src/stores/mysql/mysql.ts'
import { startSha2Server } from '../../support/mysql/caching-sha2.ts'
import { certificatesMissing, makeCertificates } from '../../support/mysql/certificates.ts'
import { type MariaDb, mariaDbMissing, startMariaDb } from '../../support/mysql/mariadb.ts'
import { failureOf } from '../../support/stores/failures.ts'
import { bytesOf, collect, metadataOf } from '../../support/stores/models.ts'

const missing = mariaDbMissing()
const signal = AbortSignal.timeout(600_000)

const document = {
  original_sql: 'SELECT * FROM iris.train TO TRAIN a/b:c/DNNClassifier LABEL class INTO m',
  select: 'SELECT * FROM iris.train',
  validation_select: '',
  model_repo_image: 'a/b:c',
  class_name: 'DNNClassifier',
  attributes: { n_classes: 3, hidden_units: [10, 20] },
  features: {
    feature_columns: [{ type: 'NumericColumn', value: { field_desc: { name: 'petal', shape: [1] } } }],
  },
  label: { type: 'NumericColumn', value: { field_desc: { name: 'class', shape: [1] } } },
  evaluation: { accuracy: 0.9 },
  model_type: 0,
}

/** As SQLFlow wrote it: header, metadata, tarball, in pieces of 32768 bytes, each a base64 text. */
function blocks(tarball: Uint8Array): string[] {
  const text = Buffer.from(JSON.stringify(document))
  const header = `0x${text.length.toString(16).padStart(8, '0')}`
  const stream = Buffer.concat([Buffer.from(header), text, tarball])
  return Array.from({ length: Math.ceil(stream.length / 32768) }, (_, at) =>
    stream.subarray(at * 32768, (at + 1) * 32768).toString('base64'),
  )
}

describe.skipIf(missing !== undefined)(
  `SQLFlow’s tables${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    let server: MariaDb
    let store: MysqlStore
    beforeAll(async () => {
      server = await startMariaDb()
      await server.query('CREATE DATABASE sqlflow_models')
      store = new MysqlStore(server.url('sqlflow_models'))
    })
    afterAll(async () => {
      await store.close()
      await server.close()
    })

    test.each([
      ['id INT, block TEXT, PRIMARY KEY(id)', ''],
      ['ID INT, BLOCK LONGTEXT', 'CHARACTER SET latin1'],
      ['id INT, block LONGTEXT', 'CHARACTER SET utf8mb4'],
      ['id BIGINT, block LONGBLOB', ''],
      ['block TEXT, id INT', 'ENGINE=MyISAM'],
    ])('%s %s', async (columns, options) => {
      for (const name of ['m', 'pai_sqlflow_pai_model']) {
        await server.query(`CREATE OR REPLACE TABLE sqlflow_models.${name} (${columns}) ${options}`)
        for (const [id, block] of blocks(bytesOf(100_000)).entries()) {
          await server.query(`INSERT INTO sqlflow_models.${name} (id, block) VALUES (?, ?)`, [id, block])
        }
      }
      for (const name of ['m', 'sqlflow_models.m', 'pai']) {
        expect(await store.readMetadata(name, signal)).toMatchObject({
          estimator: 'DNNClassifier',
          engine: 'tensorflow',
          image: 'a/b:c',
          label: 'class',
          attributes: { 'model.n_classes': 3, 'model.hidden_units': [10, 20] },
          metrics: { accuracy: 0.9 },
          into: name,
        })
        const found = await store.readModel(name, signal)
        expect((await collect(found?.bytes ?? ([].values() as never))).equals(bytesOf(100_000))).toBe(true)
      }
      expect(await store.listModels(signal)).toEqual(['m', 'pai'])
    })
  },
)

describe('caching_sha2_password', () => {
  /** Enough of a database to read one model, whose table is `m`. */
  const answer = (sql: string) => {
    const text = Buffer.from(JSON.stringify(metadataOf('m')))
    const length = Buffer.alloc(8)
    length.writeBigUInt64BE(BigInt(text.length))
    const block = Buffer.concat([length, text])
    if (/^(START|COMMIT|DO)/.test(sql)) return { columns: [], rows: [] }
    if (/LIMIT 0/.test(sql)) return { columns: ['id', 'block'], rows: [] }
    return { columns: ['bytes', 'size'], rows: [[block, String(block.length)]] }
  }
  const password = 'hush hush/@'
  const read = async (port: number, secret = password, more = '') => {
    const store = new MysqlStore(
      `mysql://someone:${encodeURIComponent(secret)}@127.0.0.1:${port}/models${more}`,
    )
    return store.readMetadata('m', signal).finally(() => store.close())
  }

  test.each([
    ['remembered', { fast: true }],
    ['in full, with the server’s key', { fast: false }],
    ['after a switch from another kind', { fast: false, switches: true }],
  ])('%s', async (_, options) => {
    const server = await startSha2Server({
      user: 'someone',
      password,
      databases: ['models'],
      answer,
      ...options,
    })
    try {
      expect(await read(server.port)).toMatchObject({ into: 'm' })
      expect(await failureOf(read(server.port, 'wrong'))).toBe(
        'refused of the store: the server refused the user or the password',
      )
    } finally {
      await server.close()
    }
  })

  const none = certificatesMissing()
  test.skipIf(none !== undefined)(
    `in full, inside TLS${none === undefined ? '' : ` (${none})`}`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sqlflowc-'))
      const tls = await makeCertificates(folder)
      const server = await startSha2Server({
        user: 'someone',
        password,
        databases: ['models'],
        answer,
        fast: false,
        tls,
      })
      try {
        const more = `?tls=true&ssl-ca=${encodeURIComponent(tls.caPath)}`
        expect(await read(server.port, password, more)).toMatchObject({ into: 'm' })
      } finally {
        await server.close()
        rmSync(folder, { recursive: true })
      }
    },
  )

  test.each([
    ['never', /did not answer in time/],
    ['garbage', /connection|did not answer/],
    ['too-large', /did not answer in time|connection/],
    ['other-protocol', /did not answer in time|connection/],
    ['too-many-connections', /Too many connections/i],
  ] as const)('a server that greets with %s', async (greeting, expected) => {
    const server = await startSha2Server({ greeting })
    try {
      const failure = await failureOf(read(server.port, password, '?timeout=300ms'))
      expect(failure).toMatch(/^unreachable~ of the store: /)
      expect(failure).toMatch(expected)
      expect(failure).not.toContain('hush')
    } finally {
      await server.close()
    }
  })
})
