// GET and HEAD of one object: links are followed, conditions hold or not, and a range is taken as OSS takes it, which
// is not as HTTP has it.

import { OssError } from './errors.ts'
import { type Bucket, type Content, md5, type StoredObject, sizeOf } from './objects.ts'
import type { OssRequest, Reply } from './request.ts'

export function objectOf({ objects }: Bucket, key: string): StoredObject {
  const object = objects.get(key)
  if (object === undefined) throw new OssError('NoSuchKey', { Key: key })
  return object
}

export function readObject(request: OssRequest, bucket: Bucket): Reply {
  const { headers, key } = request
  const own = objectOf(bucket, key)
  const object = followed(bucket, own)
  const { bytes, etag, lastModified, contentType } = object
  const about = { etag, 'last-modified': lastModified.toUTCString() }
  const failed = failedCondition(headers, object)
  if (failed === 'If-Match' || failed === 'If-Unmodified-Since')
    throw new OssError('PreconditionFailed', { Condition: failed })
  if (failed !== undefined) return { status: 304, headers: about }
  const size = sizeOf(bytes)
  const part = rangeOf(headers, size)
  const { start, end } = part ?? { start: 0, end: size }
  const meta = Object.entries(object.userMeta).map(([name, value]) => [`x-oss-meta-${name}`, value])
  return {
    status: part ? 206 : 200,
    headers: {
      ...about,
      'accept-ranges': 'bytes',
      'content-type': contentType,
      'x-oss-object-type': own.type,
      'x-oss-storage-class': 'Standard',
      ...Object.fromEntries(meta),
      ...(part ? { 'content-range': `bytes ${start}-${end - 1}/${size}` } : {}),
      ...contentMd5(object.type, bytes),
    },
    body: { content: bytes, start, end },
  }
}

/** Only what was put at once has the header, of all its bytes whatever the range. */
function contentMd5(type: StoredObject['type'], bytes: Content): Record<string, string> {
  if (type !== 'Normal' || !(bytes instanceof Uint8Array)) return {}
  return { 'content-md5': md5(bytes).toString('base64') }
}

function followed({ objects }: Bucket, object: StoredObject): StoredObject {
  if (object.symlinkTarget === undefined) return object
  const target = objects.get(object.symlinkTarget)
  if (target === undefined) throw new OssError('SymlinkTargetNotExist')
  if (target.symlinkTarget !== undefined) throw new OssError('InvalidTargetType')
  return target
}

/** The name of the first condition that does not hold; conditions of a copy begin with `x-oss-copy-source-`. */
export function failedCondition(
  headers: OssRequest['headers'],
  { etag, lastModified }: StoredObject,
  prefix = '',
): string | undefined {
  // A date has no fraction of a second.
  const modified = Math.floor(lastModified.getTime() / 1000) * 1000
  const same = (given: string): boolean =>
    given === '*' ||
    given.split(',').some((each) => each.trim().replaceAll('"', '') === etag.replaceAll('"', ''))
  const holds: [string, (given: string) => boolean][] = [
    ['If-Match', same],
    ['If-Unmodified-Since', (given) => modified <= Date.parse(given)],
    ['If-None-Match', (given) => !same(given)],
    ['If-Modified-Since', (given) => modified > Date.parse(given)],
  ]
  for (const [name, test] of holds) {
    const given = headers[prefix + name.toLowerCase()]
    if (given !== undefined && !test(given)) return name
  }
  return undefined
}

/**
 * A range outside of the object counts as none: all of the object is the answer, with 200. HTTP's own way (the part
 * that exists, or 416) is for who asks with `x-oss-range-behavior: standard`. Of many ranges the first counts.
 */
function rangeOf(headers: OssRequest['headers'], size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)(?:,|$)/.exec(headers['range'] ?? '') ?? []
  if (first === '' && last === '') return undefined
  const standard = headers['x-oss-range-behavior'] === 'standard'
  const suffix = first === ''
  if (!suffix && last !== '' && Number(last) < Number(first)) return undefined
  const start = suffix ? size - Number(last) : Number(first)
  const end = suffix || last === '' ? size : Number(last) + 1
  if (start >= 0 && start < size && end <= size) return { start, end }
  if (!standard) return undefined
  if (start >= size) throw new OssError('InvalidRange')
  return { start: Math.max(start, 0), end: Math.min(end, size) }
}
