/**
 * The OSS server of the tests, asked by the real client: a store that is tested against it learns what the service
 * would have told it. The signatures are held against published ones too, so that not both sides are wrong together.
 */
import OSS from 'ali-oss'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OssRequest } from '../../support/oss/request.ts'
import { type OssServer, type OssServerOptions, startOssServer } from '../../support/oss/server.ts'
import { signatureV1, signatureV4 } from '../../support/oss/signature.ts'

const credentials = [
  { accessKeyId: 'ak', accessKeySecret: 'sk' },
  { accessKeyId: 'STS.ak', accessKeySecret: 'sk', token: 'a token+/=' },
  { accessKeyId: 'STS.old', accessKeySecret: 'sk', token: 'old', tokenExpired: true },
  { accessKeyId: 'reader', accessKeySecret: 'sk', readOnly: true },
  { accessKeyId: 'blind', accessKeySecret: 'sk', listForbidden: true },
]

let server: OssServer

async function restart(options: Partial<OssServerOptions>): Promise<void> {
  await server.close()
  server = await startOssServer({ buckets: ['models', 'other'], credentials, ...options })
}

beforeEach(async () => {
  server = await startOssServer({ buckets: ['models', 'other'], credentials })
})
afterEach(() => server.close())

function clientOf(options: Partial<OSS.Options> = {}): OSS {
  const { endpoint } = server
  return new OSS({ endpoint, bucket: 'models', accessKeyId: 'ak', accessKeySecret: 'sk', ...options })
}

/** What the client throws: `NoSuchKey 404`, or else name and status. */
async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    const { code, name, status } = error as { code?: string; name: string; status?: number }
    return `${code ?? name} ${status}`
  }
  return 'no error'
}

const bytes = (text: string): Buffer => Buffer.from(text)
const text = async (promise: Promise<OSS.GetObjectResult>): Promise<string> => String((await promise).content)
const seen = (): string[] => server.requests.map(({ method, key, status }) => `${method} ${key} ${status}`)

describe('signatures that were published', () => {
  const base: OssRequest = { method: 'PUT', bucket: '', key: '', query: new Map(), headers: {} }

  test('V1: the example of the documentation', () => {
    const headers = {
      'content-md5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=',
      'content-type': 'text/html',
      date: 'Thu, 17 Nov 2005 18:49:58 GMT',
      host: 'oss-example.oss-cn-hangzhou.aliyuncs.com',
      'x-oss-meta-author': 'foo@bar.com',
      'x-oss-magic': 'abracadabra',
    }
    const request = { ...base, bucket: 'oss-example', key: 'nelson', headers }
    const { signature } = signatureV1(request, 'OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV')
    expect(signature).toBe('26NBxoKdsyly4EDv6inkoDft/yA=')
  })

  test.each([
    ['20231216T162057Z', [], 'e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe'],
    ['20231216T172512Z', ['abc', 'zabc'], '4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f'],
  ])('V4: what the SDKs of Alibaba Cloud are tested with, %s', (time, additionalHeaders, expected) => {
    const headers = {
      abc: 'value',
      zabc: 'value',
      xyz: 'value',
      'content-type': 'text/plain',
      'x-oss-head1': 'value',
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      'x-oss-date': time,
    }
    const query = new Map(
      Object.entries({
        param1: 'value1',
        '|param1': 'value4',
        '+param1': 'value3',
        '+param2': '',
        '|param2': '',
        param2: '',
      }),
    )
    const request = { ...base, bucket: 'bucket', key: '1234+-/123/1.txt', headers, query }
    expect(signatureV4(request, 'sk', { time, region: 'cn-hangzhou', additionalHeaders }).signature).toBe(
      expected,
    )
  })
})

describe.each([{ authorizationV4: false }, { authorizationV4: true }])('%o', (version) => {
  const sts = {
    ...version,
    refreshSTSToken: async () => ({ accessKeyId: '', accessKeySecret: '', stsToken: '' }),
  }

  test('puts, gets and deletes, whatever is in the key', async () => {
    const client = clientOf(version)
    for (const key of ['plain.json', 'ein Schlüssel/模型 +1&2=3?#%.txt', "it's(a)*!~/ü+ü", 'a//b']) {
      await client.put(key, bytes(key), { meta: { author: 'me', uid: 7, pid: 0 } })
      expect(server.objects('models').get(key)?.userMeta).toMatchObject({ author: 'me', uid: '7' })
      expect(await text(client.get(key))).toBe(key)
      expect((await client.head(key)).meta).toMatchObject({ author: 'me' })
      await client.delete(key)
      expect(await failure(client.head(key))).toBe('NoSuchKey 404')
    }
    await client.delete('never there')
  })

  test('lists in pages, in the order of bytes, both ways', async () => {
    const client = clientOf(version)
    for (let at = 0; at < 250; at++) server.put('models', `m/${String(at).padStart(3, '0')}`, 'x')
    for (const key of ['m/𝒜', 'm/ﬀ', 'n/<&>', 'p/1/a', 'p/1/b', 'p/2']) server.put('models', key, 'x')
    const names: string[] = []
    let token: string | undefined
    do {
      const page = await client.listV2(
        { prefix: 'm/', ...(token ? { 'continuation-token': token } : {}) },
        {},
      )
      names.push(...(page.objects ?? []).map(({ name }) => name))
      token = page.nextContinuationToken ?? undefined
    } while (token)
    expect(names).toHaveLength(252)
    expect(names.slice(-2)).toEqual(['m/ﬀ', 'm/𝒜'])

    const first = await client.list({ 'max-keys': 3, prefix: 'p/', delimiter: '/' }, {})
    expect([first.prefixes, first.objects.map(({ name }) => name)]).toEqual([['p/1/'], ['p/2']])
    const one = await client.list({ 'max-keys': 1, prefix: 'p/', delimiter: '/' }, {})
    expect([one.isTruncated, one.nextMarker]).toEqual([true, 'p/1/'])
    const two = await client.list({ 'max-keys': 1, prefix: 'p/', delimiter: '/', marker: 'p/1/' }, {})
    expect([two.isTruncated, two.objects.map(({ name }) => name)]).toEqual([false, ['p/2']])
    expect((await client.list({ 'max-keys': 1, prefix: 'n' }, {})).objects[0]?.name).toBe('n/<&>')
    const encoded = await client.list({ 'max-keys': 1, prefix: 'n', 'encoding-type': 'url' }, {})
    expect(encoded.objects[0]?.name).toBe('n%2F%3C%26%3E')
    expect(await failure(client.list({ 'max-keys': 1001 }, {}))).toBe('InvalidArgument 400')
  })

  test('uploads in parts', async () => {
    const client = clientOf(version)
    const large = Buffer.alloc(350 * 1024, 'model ')
    await client.multipartUpload('große Datei', large, { partSize: 100 * 1024, meta: { uid: 1, pid: 2 } })
    expect(server.objects('models').get('große Datei')?.etag).toMatch(/^"[0-9A-F]{32}-4"$/)
    expect((await client.get('große Datei')).content.equals(large)).toBe(true)

    const { uploadId } = await client.initMultipartUpload('half')
    await client.uploadPart('half', uploadId, 1, large, 0, 1000)
    await client.uploadPart('half', uploadId, 2, large, 0, 1000)
    const { uploads } = (await client.listUploads({})) as unknown as { uploads: { name: string }[] }
    expect([uploads.map(({ name }) => name), await failure(client.get('half'))]).toEqual([
      ['half'],
      'NoSuchKey 404',
    ])
    const parts = [...(server.uploads('models').get(uploadId)?.parts ?? [])]
    const done = parts.map(([number, { etag }]) => ({ number, etag }))
    expect(await failure(client.completeMultipartUpload('half', uploadId, done))).toBe('EntityTooSmall 400')
    const wrong = [{ number: 1, etag: '"ABC"' }]
    expect(await failure(client.completeMultipartUpload('half', uploadId, wrong))).toBe('InvalidPart 400')
    await client.abortMultipartUpload('half', uploadId)
    expect(await failure(client.abortMultipartUpload('half', uploadId))).toBe('NoSuchUpload 404')
  })

  test('copies, links and deletes many', async () => {
    const client = clientOf(version)
    server.put('other', 'from here/ü+', 'content', { userMeta: { old: '1' } })
    await client.copy('copy', 'from here/ü+', 'other')
    await client.copy('renamed', '/other/from here/ü+', { meta: { uid: 3, pid: 0 } })
    expect(server.objects('models').get('copy')?.userMeta).toEqual({ old: '1' })
    expect(server.objects('models').get('renamed')?.userMeta).toEqual({ uid: '3', pid: '0' })
    expect(await failure(client.copy('copy', 'nothing'))).toBe('NoSuchKey 404')
    const forbid = { headers: { 'x-oss-forbid-overwrite': 'true' } }
    expect(await failure(client.copy('copy', 'renamed', forbid))).toBe('FileAlreadyExists 409')

    const link = { storageClass: 'Standard' as const, meta: {} } as unknown as OSS.PutSymlinkOptions
    await client.putSymlink('latest', 'copy', link)
    await client.putSymlink('latest/ü', 'latest', link)
    expect((await client.getSymlink('latest')).targetName).toBe('copy')
    expect(await text(client.get('latest'))).toBe('content')
    expect(await failure(client.get('latest/ü'))).toBe('InvalidTargetType 400')
    expect(await failure(client.getSymlink('copy'))).toBe('NotSymlink 400')
    await client.delete('copy')
    expect(await failure(client.get('latest'))).toBe('SymlinkTargetNotExist 404')

    await client.deleteMulti(['latest', 'latest/ü', 'renamed', 'never there'])
    expect([...server.objects('models').keys()]).toEqual([])
  })

  test('refuses who may not', async () => {
    server.put('models', 'key', 'content')
    const cases: [Partial<OSS.Options>, string][] = [
      [{ accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch 403'],
      [{ accessKeyId: 'unknown' }, 'InvalidAccessKeyId 403'],
      [{ bucket: 'no-such-bucket' }, 'NoSuchBucket 404'],
      [{ ...sts, accessKeyId: 'STS.ak', stsToken: 'a token+/=' }, 'no error'],
      [{ ...sts, accessKeyId: 'STS.ak', stsToken: 'another' }, 'InvalidSecurityToken 403'],
      [{ ...sts, accessKeyId: 'STS.old', stsToken: 'old' }, 'SecurityTokenExpired 403'],
      [{ accessKeyId: 'STS.ak' }, 'InvalidAccessKeyId 403'],
      [{ accessKeyId: 'reader' }, 'no error'],
      [{ accessKeyId: 'blind' }, 'no error'],
    ]
    for (const [options, expected] of cases)
      expect(await failure(clientOf({ ...version, ...options }).get('key')), JSON.stringify(options)).toBe(
        expected,
      )
    const reader = clientOf({ ...version, accessKeyId: 'reader' })
    expect(await failure(reader.put('key', bytes('mine')))).toBe('AccessDenied 403')
    expect(await failure(reader.delete('key'))).toBe('AccessDenied 403')
    const blind = clientOf({ ...version, accessKeyId: 'blind' })
    expect(await failure(blind.listV2({}))).toBe('AccessDenied 403')
    expect(server.objects('models').size).toBe(1)
  })

  test('refuses a time too far off, another version, and content that is not what was announced', async () => {
    await restart({ now: () => new Date(Date.now() + 16 * 60_000) })
    expect(await failure(clientOf(version).get('key'))).toBe('RequestTimeTooSkewed 403')
    await restart({ acceptOnly: version.authorizationV4 ? 'v1' : 'v4' })
    expect(await failure(clientOf(version).get('key'))).toBe('AccessDenied 403')
    await restart({ acceptOnly: version.authorizationV4 ? 'v4' : 'v1' })
    const wrong = { headers: { 'Content-MD5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=' } }
    expect(await failure(clientOf(version).put('key', bytes('x'), wrong))).toBe('InvalidDigest 400')
  })

  test('finds the bucket in the path when told to', async () => {
    await restart({ pathStyle: true })
    const client = clientOf({ ...version, sldEnable: true } as Partial<OSS.Options>)
    await client.put('a b/ü', bytes('x'))
    expect([...server.objects('models').keys()]).toEqual(['a b/ü'])
    expect((await client.listV2({})).objects).toHaveLength(1)
  })
})

test('V4 is for one region', async () => {
  const elsewhere = { authorizationV4: true, region: 'oss-eu-central-1' }
  expect(await failure(clientOf(elsewhere).get('key'))).toBe('InvalidArgument 400')
  await restart({ region: 'eu-central-1' })
  expect(await failure(clientOf(elsewhere).get('key'))).toBe('NoSuchKey 404')
})

test('V4 signs a parameter without value by its name alone, which the client does only for sub-resources', async () => {
  const client = clientOf({ authorizationV4: true })
  expect(await failure(client.listUploads({}))).toBe('no error')
  expect(await failure(client.listV2({ prefix: '' }))).toBe('SignatureDoesNotMatch 403')
  expect(await failure(clientOf().listV2({ prefix: '' }))).toBe('no error')
})

test('without an Authorization header there is AccessDenied, in XML', async () => {
  const answer = await fetch(`${server.endpoint}/models/key`)
  expect([answer.status, answer.headers.get('x-oss-request-id')]).toEqual([403, '000000000000000000000001'])
  expect(await answer.text()).toMatch(
    /<Error><Code>AccessDenied<\/Code><Message>.*<RequestId>0{23}1<\/RequestId><HostId>127/,
  )
})

describe('one object', () => {
  test.each([
    ['bytes=0-3', '', 206, '0123'],
    ['bytes=-3', '', 206, '789'],
    ['bytes=7-', '', 206, '789'],
    ['bytes=0-1,4-5', '', 206, '01'],
    ['bytes=5-100', '', 200, '0123456789'],
    ['bytes=10-20', '', 200, '0123456789'],
    ['bytes=-11', '', 200, '0123456789'],
    ['bytes=3-2', 'standard', 200, '0123456789'],
    ['bytes=5-100', 'standard', 206, '56789'],
    ['bytes=-11', 'standard', 206, '0123456789'],
  ])('Range: %s %s', async (range, behavior, status, expected) => {
    server.put('models', 'key', '0123456789')
    const headers = { Range: range, ...(behavior ? { 'x-oss-range-behavior': behavior } : {}) }
    const { res, content } = await clientOf().get('key', { headers })
    expect([res.status, String(content)]).toEqual([status, expected])
    expect(server.requests[0]?.range).toBe(range)
    const part = (res.headers as Record<string, string>)['content-range']
    expect(part === undefined).toBe(status === 200)
    const beyond = { headers: { Range: 'bytes=10-20', 'x-oss-range-behavior': 'standard' } }
    expect(await failure(clientOf().get('key', beyond))).toBe('InvalidRange 416')
  })

  test('conditions', async () => {
    const { etag } = server.put('models', 'key', 'content')
    const client = clientOf()
    const status = async (headers: object): Promise<number> =>
      (await client.get('key', { headers })).res.status
    expect(await status({ 'If-Match': etag })).toBe(200)
    expect(await status({ 'If-None-Match': etag })).toBe(304)
    expect(await status({ 'If-None-Match': '"ABC"' })).toBe(200)
    expect(await status({ 'If-Modified-Since': new Date(Date.now() + 5000).toUTCString() })).toBe(304)
    expect(await failure(status({ 'If-Match': '"ABC"' }))).toBe('PreconditionFailed 412')
    expect(await failure(status({ 'If-Unmodified-Since': new Date(0).toUTCString() }))).toBe(
      'PreconditionFailed 412',
    )
    expect(await failure(client.head('key', { headers: { 'If-Match': '"A"' } }))).toBe(
      'PreconditionFailed 412',
    )
  })

  test('is not overwritten when that is forbidden', async () => {
    const forbid = { headers: { 'x-oss-forbid-overwrite': 'true' } }
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((each) => failure(clientOf().put('key', bytes(each), { ...forbid }))),
    )
    const refused = 'FileAlreadyExists 409'
    expect(outcomes.sort()).toEqual([refused, refused, 'no error'])
  })

  test('of a gigabyte is made as it is read', async () => {
    const size = 2 ** 30
    const largest = { piece: 0 }
    const read = (start: number, end: number): Uint8Array => {
      largest.piece = Math.max(largest.piece, end - start)
      return new Uint8Array(end - start).fill(start % 251)
    }
    server.put('models', 'large', { size, read })
    const { res } = await clientOf().head('large')
    expect((res.headers as Record<string, string>)['content-length']).toBe(String(size))
    const last = await clientOf().get('large', { headers: { Range: `bytes=${size - 2}-` } })
    expect(last.content).toHaveLength(2)
    const { stream } = await clientOf().getStream('large')
    for await (const piece of stream) if (piece.length > 0) break
    // What is not read is not sent, but for the buffers of the connection.
    await expect.poll(() => server.openSockets).toBe(0)
    expect(server.bytesSent).toBeLessThan(64 * 2 ** 20)
    expect(largest.piece).toBe(64 * 1024)
  })
})

test('what it lacks, it says', async () => {
  server.put('models', 'key', 'content')
  expect(await failure(clientOf().getACL('key'))).toBe('NotImplemented 501')
  expect(await failure(clientOf().put('x'.repeat(1024), bytes('')))).toBe('InvalidObjectName 400')
})

describe('faults', () => {
  const impatient = { timeout: 300 }

  test.each([
    ['503', 'ServiceUnavailable 503', 'ServiceUnavailable 503'],
    ['429', 'TooManyRequests 429', 'TooManyRequests 429'],
    ['500', 'InternalError 500', 'InternalError 500'],
    ['reset', 'ResponseError -1', 'ResponseError -1'],
    ['lost', 'ResponseError -1', 'ResponseError -1'],
    ['hang', 'ResponseTimeoutError undefined', 'ResponseTimeoutError undefined'],
    ['truncate', 'Error 200', 'ResponseError -1'],
    ['stall', 'ResponseTimeoutError undefined', 'ResponseTimeoutError undefined'],
    ['garbage', 'Error 500', 'Error 500'],
    ['dead', 'ResponseError -1', 'ResponseError -1'],
  ] as const)('%s', async (fault, onGet, onPut) => {
    server.put('models', 'key', 'content')
    const client = clientOf(impatient)
    server.fail(fault, { after: 1 })
    expect(await text(client.get('key'))).toBe('content')
    expect(await failure(client.get('key'))).toBe(onGet)
    server.revive()
    server.fail(fault, { match: ({ method }) => method === 'PUT' })
    expect(await text(client.get('key'))).toBe('content')
    expect(await failure(client.put('new', bytes('new')))).toBe(onPut)
    // Of these, whoever asked can't know that it was done.
    expect(server.objects('models').has('new')).toBe(['lost', 'truncate', 'stall'].includes(fault))
    server.revive()
    expect(await text(client.get('key'))).toBe('content')
  })

  test('dead is for good, and for all', async () => {
    server.put('models', 'key', 'content')
    const client = clientOf()
    server.fail('dead', { after: 2 })
    const outcomes: string[] = []
    for (let at = 0; at < 5; at++) outcomes.push(await failure(client.get('key')))
    expect(outcomes).toEqual([
      'no error',
      'no error',
      'ResponseError -1',
      'RequestError -1',
      'RequestError -1',
    ])
    expect(seen()).toEqual(['GET key 200', 'GET key 200', 'GET key 0'])
    server.revive()
    expect(await failure(client.get('key'))).toBe('no error')
  })

  test('slow comes in the end, for who waits', async () => {
    server.put('models', 'key', 'content that is long')
    const options = { bytesAtATime: 1, everyMs: 50 }
    server.fail('slow', options)
    expect(await failure(clientOf(impatient).get('key'))).toBe('ResponseTimeoutError undefined')
    server.fail('slow', options)
    const { stream } = await clientOf(impatient).getStream('key')
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('content that is long')
  })

  test('a stream that is cut off ends with an error', async () => {
    server.put('models', 'key', 'content')
    server.fail('truncate')
    const { stream } = await clientOf().getStream('key')
    expect(await failure(stream.toArray())).toBe('ECONNRESET undefined')
    expect(server.bytesSent).toBe(3)
  })

  test('the client does not read the error that a stream gets instead', async () => {
    expect(await failure(clientOf({ bucket: 'no-such-bucket' }).getStream('key'))).toBe('NoSuchKey 404')
    expect(await failure(clientOf({ accessKeySecret: 'no' }).getStream('key'))).toBe('UnknownError 403')
    server.fail('503')
    expect(await failure(clientOf().getStream('key'))).toBe('UnknownError 503')
  })

  test('garbage with 200 is content to get, and an error without status to list', async () => {
    server.fail('garbage', { status: 200, times: 2 })
    expect(await text(clientOf().get('key'))).toMatch(/^<html>/)
    expect(await failure(clientOf().listV2({}))).toBe('Error undefined')
  })

  test('the client tries again after a reset, and after nothing else', async () => {
    server.put('models', 'key', 'content')
    const client = clientOf({ ...impatient, retryMax: 2 } as Partial<OSS.Options>)
    server.fail('reset', { times: 2 })
    expect(await failure(client.get('key'))).toBe('no error')
    server.fail('503')
    expect(await failure(client.get('key'))).toBe('ServiceUnavailable 503')
    server.fail('hang')
    expect(await failure(client.get('key'))).toBe('ResponseTimeoutError undefined')
    expect(seen()).toEqual(['GET key 0', 'GET key 0', 'GET key 200', 'GET key 503', 'GET key 0'])
  })
})

test('connections are counted, and closed with the server', async () => {
  server.put('models', 'key', 'content')
  const client = clientOf()
  await Promise.all([1, 2, 3, 4].map(() => client.get('key')))
  expect(server.maxSockets).toBe(4)
  expect(server.openSockets).toBeGreaterThan(0)
  server.fail('hang')
  const waiting = failure(client.get('key'))
  await expect.poll(() => server.requests.length).toBe(5)
  await server.close()
  expect([await waiting, server.openSockets]).toEqual(['ResponseError -1', 0])
  await expect(fetch(server.endpoint)).rejects.toThrow('fetch failed')
})
