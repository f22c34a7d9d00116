/** Where a bucket is and who asks, from URLs and the environment: nothing is connected to. */
import { describe, expect, test } from 'vitest'
import { type Environment, readPlace } from '../../../src/stores/oss/place.ts'

const hangzhou = 'oss://models/someone?region=cn-hangzhou'

function refusal(url: string, env: Environment = {}): string {
  try {
    readPlace(url, env)
  } catch (error) {
    const { fault, message, help } = error as { fault: string; message: string; help: string }
    return `${fault}: ${message} (${help})`
  }
  return 'no error'
}

test('bucket and prefix', () => {
  const prefixes = ['', '/', '/someone', '/someone/', '//a//b/', '/with%20blank/%C3%BC'].map((path) => {
    const { bucket, prefix } = readPlace(`oss://models${path}?region=cn-hangzhou`, {})
    return `${bucket} ${prefix}`
  })
  expect(prefixes).toEqual([
    'models ',
    'models ',
    'models someone/',
    'models someone/',
    'models a/b/',
    'models with blank/ü/',
  ])
})

describe('credentials', () => {
  const families = {
    SQLFLOW_OSS_AK: 'sqlflow',
    SQLFLOW_OSS_SK: 's1',
    OSS_ACCESS_KEY_ID: 'oss',
    OSS_ACCESS_KEY_SECRET: 's2',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'alibaba',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's3',
  }
  const of = (url: string, env: Environment) => readPlace(url, env).credentials

  test('the URL, then SQLFlow’s variables, then those of OSS, then those of Alibaba Cloud', () => {
    expect(of('oss://id:a%2Fb:c@models?region=cn-hangzhou', families)).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'a/b:c',
    })
    expect(of(hangzhou, families)).toEqual({ accessKeyId: 'sqlflow', accessKeySecret: 's1' })
    const { SQLFLOW_OSS_AK: _, ...withoutSqlflow } = families
    expect(of(hangzhou, withoutSqlflow)).toEqual({ accessKeyId: 'oss', accessKeySecret: 's2' })
    const onlyAlibaba = { ...withoutSqlflow, OSS_ACCESS_KEY_SECRET: '' }
    expect(of(hangzhou, onlyAlibaba)).toEqual({ accessKeyId: 'alibaba', accessKeySecret: 's3' })
    expect(of(hangzhou, {})).toBeUndefined()
  })

  test('id, secret and token of different families are not mixed', () => {
    expect(of(hangzhou, { SQLFLOW_OSS_AK: 'a', OSS_ACCESS_KEY_SECRET: 'b' })).toBeUndefined()
    expect(of(hangzhou, { ...families, OSS_SESSION_TOKEN: 'other' })).not.toHaveProperty('stsToken')
    const tokens = { SQLFLOW_OSS_TOKEN: 't1', OSS_SESSION_TOKEN: 't2', ALIBABA_CLOUD_SECURITY_TOKEN: 't3' }
    expect(of(hangzhou, { ...families, ...tokens })?.stsToken).toBe('t1')
    const { SQLFLOW_OSS_SK: _, ...withoutSqlflow } = { ...families, ...tokens }
    expect(of(hangzhou, withoutSqlflow)?.stsToken).toBe('t2')
  })

  test('half a key in the URL is refused, and not shown', () => {
    const expected =
      'an access key has an id and a secret (leave both out, and set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET)'
    for (const user of ['the-id', 'the-id:', ':the-secret', ':']) {
      const said = refusal(`oss://${user}@models?region=cn-hangzhou`, families)
      expect(said).toContain(expected)
      expect(said).not.toMatch(/the-/)
    }
  })
})

describe('endpoint, region and signature', () => {
  const placed = (query: string, env: Environment = {}): string => {
    const { endpoint, region = '-', signature } = readPlace(`oss://models/someone${query}`, env)
    return `${endpoint} ${region} ${signature}`
  }

  test.each([
    ['?region=cn-hangzhou', 'https://oss-cn-hangzhou.aliyuncs.com cn-hangzhou v4'],
    ['?region=oss-cn-hangzhou', 'https://oss-cn-hangzhou.aliyuncs.com cn-hangzhou v4'],
    ['?region=cn-hangzhou&internal=true', 'https://oss-cn-hangzhou-internal.aliyuncs.com cn-hangzhou v4'],
    ['?region=cn-hangzhou&internal', 'https://oss-cn-hangzhou-internal.aliyuncs.com cn-hangzhou v4'],
    ['?endpoint=oss-cn-beijing.aliyuncs.com', 'https://oss-cn-beijing.aliyuncs.com cn-beijing v4'],
    [
      '?endpoint=oss-cn-beijing-internal.aliyuncs.com',
      'https://oss-cn-beijing-internal.aliyuncs.com cn-beijing v4',
    ],
    [
      '?endpoint=http%3A%2F%2Foss-cn-beijing.aliyuncs.com',
      'http://oss-cn-beijing.aliyuncs.com cn-beijing v4',
    ],
    ['?endpoint=https://oss-cn-beijing.aliyuncs.com/', 'https://oss-cn-beijing.aliyuncs.com/ cn-beijing v4'],
    [
      '?endpoint=oss-cn-beijing.aliyuncs.com&secure=false',
      'http://oss-cn-beijing.aliyuncs.com cn-beijing v4',
    ],
    // As the console shows it.
    ['?endpoint=models.oss-cn-beijing.aliyuncs.com', 'https://oss-cn-beijing.aliyuncs.com cn-beijing v4'],
    ['?endpoint=oss-accelerate.aliyuncs.com', 'https://oss-accelerate.aliyuncs.com - v1'],
    ['?endpoint=oss-accelerate-overseas.aliyuncs.com', 'https://oss-accelerate-overseas.aliyuncs.com - v1'],
    [
      '?endpoint=oss-accelerate.aliyuncs.com&region=cn-beijing',
      'https://oss-accelerate.aliyuncs.com cn-beijing v4',
    ],
    ['?endpoint=http://127.0.0.1:9000', 'http://127.0.0.1:9000 - v1'],
    ['?endpoint=models.example.com&cname=1', 'https://models.example.com - v1'],
    ['?region=cn-hangzhou&signature=V1', 'https://oss-cn-hangzhou.aliyuncs.com cn-hangzhou v1'],
  ])('%s', (query, expected) => {
    expect(placed(query)).toBe(expected)
  })

  test('the URL, then SQLFlow’s variable, then that of OSS', () => {
    const env = {
      SQLFLOW_OSS_MODEL_ENDPOINT: 'oss-cn-one.aliyuncs.com',
      OSS_ENDPOINT: 'https://oss-cn-two.aliyuncs.com',
      OSS_REGION: 'oss-cn-three',
    }
    expect(placed('?endpoint=oss-cn-zero.aliyuncs.com', env)).toBe(
      'https://oss-cn-zero.aliyuncs.com cn-zero v4',
    )
    expect(placed('', env)).toBe('https://oss-cn-one.aliyuncs.com cn-one v4')
    expect(placed('', { ...env, SQLFLOW_OSS_MODEL_ENDPOINT: '' })).toBe(
      'https://oss-cn-two.aliyuncs.com cn-two v4',
    )
    expect(placed('', { OSS_REGION: 'oss-cn-three' })).toBe('https://oss-cn-three.aliyuncs.com cn-three v4')
    expect(placed('?region=cn-one', env)).toBe('https://oss-cn-one.aliyuncs.com cn-one v4')
    expect(placed('?region=cn-four', env)).toBe('https://oss-cn-four.aliyuncs.com cn-four v4')
    expect(placed('?region=cn-four', { OSS_ENDPOINT: 'http://h:1' })).toBe('http://h:1 cn-four v4')
    expect(placed('?endpoint=http://h:1', { OSS_REGION: 'cn-three' })).toBe('http://h:1 cn-three v4')
  })

  test('flags and times', () => {
    const place = readPlace(`${hangzhou}&cname=yes&path_style=true&timeout=1.5`, {})
    expect(place).toMatchObject({ cname: true, pathStyle: true, timeoutMs: 1500 })
    expect(readPlace(`${hangzhou}&timeout=20ms`, {})).toMatchObject({
      cname: false,
      pathStyle: false,
      timeoutMs: 20,
    })
    expect(readPlace(hangzhou, {}).timeoutMs).toBe(30_000)
  })
})

describe('refused', () => {
  test.each([
    [
      'oss://Models_1/someone?region=cn-hangzhou',
      'refused: a bucket’s name has 3 to 63 lower-case letters, digits and - (write it as oss://bucket/prefix)',
    ],
    [
      'oss:///someone?region=cn-hangzhou',
      'refused: a bucket’s name has 3 to 63 lower-case letters, digits and - (write it as oss://bucket/prefix)',
    ],
    [
      'oss://models/../x?region=cn-hangzhou',
      'refused: its folders can’t be . or .., or have control characters or \\ in them (write it as oss://bucket/prefix)',
    ],
    [
      'oss://models?regoin=cn-hangzhou',
      'refused: there is no parameter `regoin` (perhaps `region` was meant)',
    ],
    [
      'oss://models?region=cn-hangzhou&color=red',
      'refused: there is no parameter `color` (known are `endpoint`, `region`, `internal`, `signature`, `cname`, `path-style`, `timeout` or `secure`)',
    ],
    [
      'oss://models?region=cn-hangzhou&s3cret/of+mine',
      'refused: there is a parameter that is not known (known are `endpoint`, `region`, `internal`, `signature`, `cname`, `path-style`, `timeout` or `secure`)',
    ],
    [
      'oss://models/someone',
      'refused: nothing says where the bucket is (add ?region=cn-hangzhou or ?endpoint=…, or set OSS_ENDPOINT)',
    ],
    [
      'oss://models?endpoint=ftp://h',
      'refused: the endpoint is no host (write it as endpoint=oss-cn-hangzhou.aliyuncs.com)',
    ],
    ['oss://models?region=cn%20hangzhou', 'refused: the region is none (write it as region=cn-hangzhou)'],
    [
      'oss://models?region=cn-hangzhou&timeout=soon',
      'refused: the timeout is no time (write it as timeout=30s or timeout=500ms)',
    ],
    ['oss://models?region=cn-hangzhou&signature=v2', 'refused: signature is v1 or v4 (leave it out)'],
    [
      'oss://models?endpoint=h&signature=v4',
      'refused: signatures of version 4 need a region (add region=cn-hangzhou)',
    ],
    [
      'oss://id:se?cret@models?region=cn-hangzhou',
      'refused: this can’t be understood (write it as oss://bucket/prefix)',
    ],
  ])('%s', (url, expected) => {
    expect(refusal(url)).toBe(expected)
  })
})
