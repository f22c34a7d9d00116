/** What the step runtime writes and reads of models, in Python, is byte for byte what the compiler writes and reads. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/index.ts'
import { decodeMetadata, encodeMetadata } from '../../src/metadata/document.ts'
import { type Address, readAddress } from '../../src/stores/mysql/address.ts'
import { type Place, readPlace } from '../../src/stores/oss/place.ts'
import { stepPython } from '../support/python.ts'
import { projectRoot } from '../support/shared.ts'
import { metadataOf } from '../support/stores/models.ts'
import { type Job, type Result, results } from '../support/stores/python.ts'
import { tar } from '../support/stores/tarball.ts'
import { type BlockVector, bytesOfVector, type RowsVector, textOf } from '../support/stores/vectors.ts'

const { python = '', missing } = stepPython()

const run = (jobs: readonly Job[]): Promise<readonly Result[]> => results(python, {}, jobs)

const mebibyte = 2 ** 20
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
/** Messages of the compiler have printers' quotes. */
const plain = (message: string): string => message.replaceAll('’', "'")

const skipped = missing === undefined ? '' : ` (${missing})`

describe.skipIf(missing !== undefined)(`the format of model files, in Python${skipped}`, () => {
  const folder = join(projectRoot, 'fixtures/blocks')
  const files = readdirSync(folder).sort()
  const vector = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))

  test('vectors that are right', async () => {
    const vectors: BlockVector[] = files.filter((file) => !/^(wrong|sqlflow)-/.test(file)).map(vector)
    const jobs = vectors.map(({ metadata, model, blockSize }) => ({
      do: 'encode',
      metadata: { text: textOf(metadata) },
      model: { base64: base64(bytesOfVector(model) ?? new Uint8Array()) },
      blockSize,
    }))
    for (const [at, result] of (await run(jobs)).entries()) {
      const { title, blocks } = vectors[at] as BlockVector
      const written = result.ok as { length: number; sha256: string; base64: string | null }[]
      expect(
        written.map(({ length, sha256, base64 }) => (base64 === null ? { length, sha256 } : { base64 })),
        title,
      ).toEqual(blocks)
    }
  })

  test('vectors that are wrong, and those of SQLFlow', async () => {
    const vectors: RowsVector[] = files.filter((file) => /^(wrong|sqlflow)-/.test(file)).map(vector)
    const jobs = vectors.flatMap(({ rows }) => [
      { do: 'decode', name: 'm', rows },
      { do: 'decode', name: 'm', rows, part: 'metadata' },
    ])
    const found = await run(jobs)
    for (const [at, { title, document, model, fault }] of vectors.entries()) {
      const [whole, metadata] = found.slice(2 * at, 2 * at + 2)
      if (!fault) {
        expect(whole, title).toEqual({ ok: { document, model } })
        expect(metadata, title).toEqual({ ok: document })
        continue
      }
      expect(whole?.error, title).toBe(plain(fault.message))
      if (fault.found === 'metadata') expect(metadata?.error, title).toBe(plain(fault.message))
      else expect(metadata?.ok, title).toMatchObject({ estimator: 'xgboost.gbtree' })
    }
  })

  test('JSON is written as JavaScript writes it', async () => {
    const edges = [0, 1, -1, 0.1, 1e-7, 1e-6, 123456789012345680000, 1e21, 5e-324, 1.7976931348623157e308]
    const values: unknown[] = [
      ...edges,
      ...edges.map((edge) => -edge),
      { b: 1, 10: 2, 2: 3, '01': 4, '-1': 5, 4294967294: 6, 4294967295: 7, a: {} },
      ['\ud800', 'a\udfffb', '\u2028', '\u0000\u007f\u0080', '"\\/\b\f\n\r\t', '😀'],
      ...fc.sample(fc.jsonValue({ maxDepth: 4 }), { numRuns: 300, seed: 1 }),
      ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 2000, seed: 2 }),
    ]
    const found = await run(values.map((value) => ({ do: 'json', value })))
    expect(found.map(({ ok }) => ok)).toEqual(values.map((value) => JSON.stringify(value)))
  })

  const sqlflow = (more: Record<string, Json>): string =>
    JSON.stringify({ original_sql: 'SELECT 1', select: 'SELECT 1', class_name: 'DNNClassifier', ...more })
  const column = (type: string, fields: Record<string, Json>) => ({ type, value: fields })
  const field = { name: 'c', feature_name: 'c', dtype: 1, shape: [1], delimiter: '', is_sparse: false }
  const number = column('NumericColumn', { field_desc: field })
  const ids = column('CategoryIDColumn', { field_desc: { ...field, name: 'd' }, bucket_size: 10 })
  const documents: Record<string, string | Uint8Array> = {
    ours: JSON.stringify(metadataOf('m', { later: { 2: 'b', 1: 'a' }, label: '类别' })),
    'with nulls': JSON.stringify({ ...metadataOf('m'), label: null, into: null, attributes: null }),
    'fields in any order': '{"zeta":[1.50,1e2],"estimator":"XGBClassifier","select":"s"}',
    'a byte order mark': '\ufeff{"estimator":"E"}',
    'a number for a text': '{"estimator":1}',
    'a wrong engine': '{"estimator":"E","engine":"pytorch"}',
    'a wrong time': '{"estimator":"E","trainedAt":"yesterday"}',
    'a time with a line end': '{"estimator":"E","trainedAt":"2026-01-31T09:30:00Z\\n"}',
    'rows that are no count': '{"estimator":"E","rows":1.5}',
    'rows that are true': '{"estimator":"E","rows":true}',
    'columns without types': '{"estimator":"E","columns":[{"name":"a"}]}',
    'a later format': '{"formatVersion":2,"estimator":"E"}',
    'no estimator': '{"formatVersion":1}',
    'a list': '[]',
    nothing: 'null',
    'a text': '"x"',
    'cut off': '{"estimator":',
    'not UTF-8': Buffer.from('{"estimator":"\xff"}', 'latin1'),
    NaN: '{"estimator":"E","metrics":{"loss":NaN}}',
    'too large a number': '{"estimator":"E","metrics":{"loss":1e999}}',
    'too deep': `{"estimator":"E","later":${'['.repeat(700)}${']'.repeat(700)}}`,
    'far too deep': `{"estimator":"E","later":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'SQLFlow: empty': sqlflow({ features: null, label: null, attributes: null }),
    'SQLFlow: NaN': sqlflow({}).replace(/}$/, ',"evaluation":{"loss":NaN,"other":-Infinity}}'),
    'SQLFlow: PAI': sqlflow({ model_type: 2 }),
    'SQLFlow: early':
      '{"model_type":0,"estimator":"xgboost.gbtree","attributes":{"eta":0.1,"a.b":1,"x":null}}',
    'SQLFlow: features': sqlflow({
      attributes: { n_classes: 3, 'optimizer.x': 1 },
      label: number,
      evaluation: { accuracy: 0.5 },
      features: {
        feature_columns: [
          number,
          'bare',
          7,
          { type: 'NumericColumn', field_desc: { ...field, shape: [4], delimiter: ',' } },
          column('NumericColumn', { field_desc: { ...field, shape: [2, 3], delimiter: '' } }),
          column('NumericColumn', {
            field_desc: {
              ...field,
              shape: [9],
              is_sparse: true,
              delimiter: ',',
              dtype: 0,
              delimiter_kv: ':',
            },
          }),
          column('BucketColumn', { source_column: number, boundaries: [1, 2.5] }),
          column('BucketColumn', { source_column: number }),
          ids,
          column('SeqCategoryIDColumn', { field_desc: field, bucket_size: 3 }),
          column('CategoryHashColumn', { field_desc: field, bucket_size: 3 }),
          column('CrossColumn', { keys: ['a', number, ids], hash_bucket_size: 100 }),
          column('WeightedCategoryColumn', { category_column: ids }),
          column('IndicatorColumn', { category_column: null, name: 'n' }),
          column('EmbeddingColumn', { category_column: ids, dimension: 8, combiner: '', initializer: 'x' }),
          column('EmbeddingColumn', { category_column: ids, dimension: 8, combiner: 'mean' }),
          column('NewColumn', { anything: [1] }),
        ],
        other: null,
      },
    }),
  }

  test.each(Object.keys(documents))('a document is read as the compiler reads it: %s', async (title) => {
    const bytes = Buffer.from(documents[title] ?? '')
    const [result] = await run([{ do: 'document', base64: base64(bytes), name: 'm' }])
    let expected: Result
    try {
      expected = { ok: encodeMetadata(decodeMetadata(bytes, 'm')) }
    } catch (error) {
      expected = { error: plain((error as Error).message) }
    }
    if (title === 'far too deep') expect(result?.error).toMatch(/is more than 500 levels deep/)
    else expect(result).toEqual(expected)
  })

  const env = { OSS_ACCESS_KEY_ID: 'id', OSS_ACCESS_KEY_SECRET: 'secret', OSS_SESSION_TOKEN: 'token' }
  const environments: readonly (readonly [url: string, env: Readonly<Record<string, string>>])[] = [
    ...[
      'oss://models?region=cn-hangzhou',
      'oss://models/a//b/?endpoint=oss-cn-beijing-internal.aliyuncs.com',
      'oss://models/%E6%A8%A1?endpoint=https://models.oss-cn-beijing.aliyuncs.com',
      'oss://models?endpoint=oss-accelerate.aliyuncs.com',
      'oss://models?endpoint=127.0.0.1:8080&secure=false&path_style=1&CNAME=yes&timeout=1500ms',
      'oss://models?region=oss-cn-hangzhou&internal&signature=V1&timeout=5',
      'oss://key:a%2Fb:c@models?region=x#part',
      'oss://key@models?region=x',
      'oss://ke?y:secret@models?region=x',
      'oss://models',
      'oss://Models?region=x',
      'oss://models/../x?region=x',
      'oss://models?regio=x',
      'oss://models?region=x&sec%ret=1',
      'oss://models?region=X!',
      'oss://models?endpoint=a/b',
      'oss://models?endpoint=a.b&signature=v4',
      'oss://models?region=x&signature=v3',
      'oss://models?region=x&timeout=soon',
    ].map((url) => [url, env] as const),
    ['oss://models?region=x', { SQLFLOW_OSS_AK: 'a', SQLFLOW_OSS_SK: 'b', ...env }],
    ['oss://models?region=x', { SQLFLOW_OSS_AK: 'a', ALIBABA_CLOUD_ACCESS_KEY_ID: 'c' }],
    ['oss://models?region=x', { ALIBABA_CLOUD_ACCESS_KEY_ID: 'c', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'd' }],
    ['oss://models', { ...env, SQLFLOW_OSS_MODEL_ENDPOINT: 'oss-cn-a.aliyuncs.com', OSS_ENDPOINT: 'b' }],
    ['oss://models?region=cn-b', { ...env, OSS_ENDPOINT: 'oss-cn-a.aliyuncs.com' }],
    ['oss://models', { ...env, OSS_REGION: 'oss-cn-c' }],
  ]

  test('URLs of OSS mean what they mean to the compiler', async () => {
    const found = await run(environments.map(([url, environment]) => ({ do: 'place', url, environment })))
    for (const [at, [url, environment]] of environments.entries()) {
      const { ok, error } = found[at] ?? {}
      let place: Place
      try {
        place = readPlace(url, environment)
      } catch {
        expect(error, url).toMatch(/^oss:/)
        expect(error, url).not.toMatch(/secret@|sec%ret/)
        continue
      }
      const { credentials, pathStyle, timeoutMs, region = null, ...rest } = place
      if (!credentials) {
        expect(error, url).toMatch(/: there is no access key; set OSS_ACCESS_KEY_ID/)
        continue
      }
      const { accessKeyId, accessKeySecret, stsToken = null } = credentials
      expect(ok, url).toEqual({
        ...rest,
        region,
        path_style: pathStyle,
        timeout: timeoutMs / 1000,
        credentials: [accessKeyId, accessKeySecret, stsToken],
      })
    }
  })

  test('URLs of MySQL mean what they mean to the compiler', async () => {
    const urls = [
      'mysql://root@localhost/db',
      'mysql://localhost',
      'mysql://u:p%40%3Aw@h:3307/d%20b?tls=true',
      'mysql://u:p#1@h/db#part',
      'mysql://u@[::1]:3306/db?ssl_mode=VERIFY_CA',
      'mysql://u@h/db?ssl-ca=/a/b.pem',
      'mysql://u@h/db?sslmode=require&charset=utf8&maxAllowedPacket=0&parseTime=true&loc=Local',
      'mysql://root:a@b?c%40@tcp(h:3307)/db?charset=utf8mb4',
      'mysql://root:pw@unix(/run/mysqld.sock)/db',
      'mysql://u@h/db?tsl=true',
      'mysql://u@h/db?tls=maybe',
      'mysql://u:p?w@h/db',
      'mysql://u@h:0/db',
      'mysql://u@h:99999/db',
      'mysql://u@h:x/db',
    ]
    const found = await run(urls.map((url) => ({ do: 'address', url })))
    for (const [at, url] of urls.entries()) {
      const { ok, error } = found[at] ?? {}
      let address: Address
      try {
        address = readAddress(url)
      } catch {
        expect(error, url).toMatch(/^the data source's URL/)
        continue
      }
      const { host = 'localhost', port = 3306, socketPath, user, password, database, tls } = address
      expect(ok, url).toMatchObject({
        host,
        port,
        unix_socket: socketPath ?? null,
        user,
        password: password ?? '',
        database: database ?? '',
      })
      expect((ok as { tls: string | null }).tls ?? 'off', url).toBe(tls)
    }
  })

  test('a tarball that unpacks to 1 GiB before its metadata takes no memory', async () => {
    const zeros = 1024 * mebibyte
    const header = (await tar([['zeros', '']])).subarray(0, 512)
    header.write(`${zeros.toString(8).padStart(11, '0')}\0x`, 124, 'latin1')
    header.write('x', 156, 'latin1')
    header.write('        ', 148, 'latin1')
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    const some = gzipSync(Buffer.alloc(64 * mebibyte))
    const bomb = Buffer.concat([
      gzipSync(header),
      ...Array.from({ length: 16 }, () => some),
      gzipSync(await tar([['model_meta.json', '{"class_name":"E"}']])),
    ])
    const rows = [{ id: 0, base64: base64(bomb) }]
    const [before, result, after] = await run([
      { do: 'memory' },
      { do: 'decode', name: 'm', rows, part: 'metadata' },
      { do: 'memory' },
    ])
    expect(result?.ok).toMatchObject({ estimator: 'E' })
    expect((Number(after?.ok) - Number(before?.ok)) / mebibyte).toBeLessThan(50)
  })
})
