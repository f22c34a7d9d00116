// The two signatures of OSS, computed from what the documentation says and not by the client's own code: a server that
// asked the client would agree with each of its mistakes.

import { createHash, createHmac } from 'node:crypto'
import type { OssRequest } from './request.ts'

export interface Signature {
  readonly signature: string
  /** Told to the client whose signature is another one, as the service does. */
  readonly details: Readonly<Record<string, string>>
}

/** Parameters that name a part of the resource and so are signed by V1; all others are not. */
const subResources = new Set(
  `acl append asyncFetch bucketInfo callback callback-var cname comp continuation-token cors delete encryption
   endTime group img inventory inventoryId lifecycle link live location logging objectMeta objectInfo partNumber policy
   position qos referer regionList replication replicationLocation replicationProgress requestPayment
   resourceGroup response-cache-control response-content-disposition response-content-encoding
   response-content-language response-content-type response-expires restore security-token sequential startTime stat
   status style styleName symlink tagging transferAcceleration udf uploadId uploads versionId versioning versions vod
   website worm wormExtend wormId x-oss-process x-oss-traffic-limit`.split(/\s+/),
)

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

export function signatureV1(request: OssRequest, secret: string): Signature {
  const { method, bucket, key, query, headers } = request
  const ossHeaders = Object.keys(headers).filter((name) => name.startsWith('x-oss-'))
  const signed = [...query.keys()].filter((name) => subResources.has(name)).sort(byBytes)
  const parameters = signed.map((name) => withValue(name, query.get(name)))
  const resource = bucket === '' ? '/' : `/${bucket}/${key}`
  const stringToSign = [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    headers['x-oss-date'] ?? headers['date'] ?? '',
    ...ossHeaders.sort(byBytes).map((name) => `${name}:${headers[name]?.trim()}`),
    resource + (parameters.length === 0 ? '' : `?${parameters.join('&')}`),
  ].join('\n')
  const signature = createHmac('sha1', secret).update(stringToSign).digest('base64')
  return { signature, details: { StringToSign: stringToSign } }
}

/** What a V4 signature is for: a day, a region, and headers beyond those that are always signed. */
export interface ScopeV4 {
  /** `20231216T162057Z`. */
  readonly time: string
  readonly region: string
  readonly additionalHeaders: readonly string[]
}

export function signatureV4(request: OssRequest, secret: string, scope: ScopeV4): Signature {
  const { method, bucket, key, query, headers } = request
  const { time, region, additionalHeaders } = scope
  const names = Object.keys(headers).filter(
    (name) => isAlwaysSigned(name) || additionalHeaders.includes(name),
  )
  const parameters = [...query].map(([name, value]) => [encode(name), encode(value)] as const)
  const canonicalRequest = [
    method,
    encode(bucket === '' ? '/' : `/${bucket}/${key}`).replaceAll('%2F', '/'),
    parameters
      .sort(([a], [b]) => byBytes(a, b))
      .map(([name, value]) => withValue(name, value))
      .join('&'),
    // Each line ends with a line feed, and the block with one more.
    names
      .sort(byBytes)
      .map((name) => `${name}:${headers[name]?.trim()}\n`)
      .join(''),
    additionalHeaders.join(';'),
    headers['x-oss-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n')
  const day = time.slice(0, 8)
  const hashed = createHash('sha256').update(canonicalRequest).digest('hex')
  const stringToSign = `OSS4-HMAC-SHA256\n${time}\n${day}/${region}/oss/aliyun_v4_request\n${hashed}`
  const key4 = [day, region, 'oss', 'aliyun_v4_request'].reduce<Uint8Array | string>(
    (sofar, part) => createHmac('sha256', sofar).update(part).digest(),
    `aliyun_v4${secret}`,
  )
  const signature = createHmac('sha256', key4).update(stringToSign).digest('hex')
  return { signature, details: { StringToSign: stringToSign, CanonicalRequest: canonicalRequest } }
}

/** Such a header must not be named among the additional ones. */
export function isAlwaysSigned(name: string): boolean {
  return name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-')
}

/** A parameter without a value is signed without "=", however it was sent. */
function withValue(name: string, value = ''): string {
  return value === '' ? name : `${name}=${value}`
}

/** Percent-encoding of all but A-Z a-z 0-9 - _ . ~ */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
