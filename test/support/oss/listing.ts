// Both ways to list a bucket. They differ in how they name the place to go on from, and in whether an owner is told.

import { OssError } from './errors.ts'
import { type Bucket, sizeOf } from './objects.ts'
import type { OssRequest, Reply } from './request.ts'
import { type Elements, element, timeOf } from './xml.ts'

const owner = { ID: '1234567890', DisplayName: '1234567890' }

export function listObjects({ query }: OssRequest, bucket: Bucket): Reply {
  const isV2 = query.get('list-type') === '2'
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const given = query.get('max-keys') || '100'
  const maxKeys = Number(given)
  if (!/^\d+$/.test(given) || maxKeys > 1000)
    throw new OssError('InvalidArgument', { ArgumentName: 'max-keys' })
  const token = query.get('continuation-token') ?? ''
  const marker = isV2 ? fromToken(token) || (query.get('start-after') ?? '') : (query.get('marker') ?? '')

  const { keys, prefixes, last, isTruncated } = page([...bucket.objects.keys()], {
    prefix,
    delimiter,
    marker,
    maxKeys,
  })
  const isEncoded = query.get('encoding-type') === 'url'
  const encode = isEncoded ? encodeURIComponent : (text: string) => text
  const contents = keys.map((key) => contentOf(bucket, key, encode(key)))
  const withOwner = !isV2 || query.get('fetch-owner') === 'true'
  const next = isV2 ? { NextContinuationToken: toToken(last) } : { NextMarker: encode(last) }
  const result: Elements = {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(isV2
      ? {
          ContinuationToken: token,
          StartAfter: encode(query.get('start-after') ?? ''),
          KeyCount: keys.length + prefixes.length,
        }
      : { Marker: encode(marker) }),
    MaxKeys: maxKeys,
    Delimiter: encode(delimiter),
    ...(isEncoded ? { EncodingType: 'url' } : {}),
    IsTruncated: isTruncated,
    ...(isTruncated ? next : {}),
    Contents: withOwner ? contents.map((content) => ({ ...content, Owner: owner })) : contents,
    CommonPrefixes: prefixes.map((each) => ({ Prefix: encode(each) })),
  }
  return { status: 200, xml: element('ListBucketResult', result) }
}

function contentOf({ objects }: Bucket, key: string, encoded: string): Elements {
  const object = objects.get(key)
  if (object === undefined) throw new Error(`${key} is gone`)
  return {
    Key: encoded,
    LastModified: timeOf(object.lastModified),
    ETag: object.etag,
    Type: object.type,
    Size: sizeOf(object.bytes),
    StorageClass: 'Standard',
  }
}

interface Wanted {
  readonly prefix: string
  readonly delimiter: string
  readonly marker: string
  readonly maxKeys: number
}

interface Page {
  readonly keys: string[]
  readonly prefixes: string[]
  /** The last key or prefix told: where the next page goes on. */
  readonly last: string
  readonly isTruncated: boolean
}

/** In the order of the bytes of the keys, which is not the order of their UTF-16. */
function page(all: readonly string[], { prefix, delimiter, marker, maxKeys }: Wanted): Page {
  const keys: string[] = []
  const prefixes: string[] = []
  let last = ''
  const sorted = all
    .map((key) => ({ key, bytes: Buffer.from(key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
  const after = Buffer.from(marker)
  for (const { key, bytes } of sorted) {
    if (!key.startsWith(prefix) || Buffer.compare(bytes, after) <= 0) continue
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length)
    if (group !== undefined && (group === marker || group === prefixes.at(-1))) continue
    if (keys.length + prefixes.length === maxKeys) return { keys, prefixes, last, isTruncated: true }
    if (group === undefined) keys.push(key)
    else prefixes.push(group)
    last = group ?? key
  }
  return { keys, prefixes, last, isTruncated: false }
}

const toToken = (last: string): string => Buffer.from(`after ${last}`).toString('base64')

function fromToken(token: string): string {
  if (token === '') return ''
  const text = Buffer.from(token, 'base64').toString('utf8')
  if (!text.startsWith('after '))
    throw new OssError('InvalidArgument', { ArgumentName: 'continuation-token' })
  return text.slice('after '.length)
}
