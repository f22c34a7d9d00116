// What changes one bucket: objects put, copied, linked and deleted.

import { OssError } from './errors.ts'
import { type Bucket, md5, type StoredObject, storedObject } from './objects.ts'
import { failedCondition, objectOf } from './reading.ts'
import { type OssCall, type OssRequest, type Reply, userMetaOf } from './request.ts'
import { element, insidesOf, textOf, timeOf } from './xml.ts'

/** A conditional write: the only one that OSS has. */
export function checkOverwrite({ headers, key }: OssRequest, { objects }: Bucket): void {
  if (headers['x-oss-forbid-overwrite'] === 'true' && objects.has(key))
    throw new OssError('FileAlreadyExists')
}

export function checkMd5({ headers, body }: OssCall): void {
  const claimed = headers['content-md5']
  if (claimed !== undefined && claimed !== md5(body).toString('base64')) throw new OssError('InvalidDigest')
}

export function putObject(call: OssCall, bucket: Bucket): Reply {
  checkOverwrite(call, bucket)
  const object = storedObject(call.body, {
    lastModified: call.now,
    ...(call.headers['content-type'] ? { contentType: call.headers['content-type'] } : {}),
    userMeta: userMetaOf(call),
  })
  bucket.objects.set(call.key, object)
  return { status: 200, headers: { etag: object.etag, 'content-md5': md5(call.body).toString('base64') } }
}

export function putSymlink(call: OssCall, bucket: Bucket): Reply {
  const target = call.headers['x-oss-symlink-target']
  if (target === undefined || target === '') throw new OssError('InvalidArgument', {}, 'There is no target.')
  checkOverwrite(call, bucket)
  if (!bucket.hasLinks) return putObject(call, bucket)
  const object = storedObject(Buffer.alloc(0), {
    etag: `"${md5(target).toString('hex').toUpperCase()}"`,
    lastModified: call.now,
    userMeta: userMetaOf(call),
    type: 'Symlink',
    symlinkTarget: decodeURIComponent(target),
  })
  bucket.objects.set(call.key, object)
  return { status: 200, headers: { etag: object.etag } }
}

export function getSymlink({ key }: OssRequest, bucket: Bucket): Reply {
  const { symlinkTarget, etag, lastModified } = objectOf(bucket, key)
  if (symlinkTarget === undefined) throw new OssError('NotSymlink')
  const target = encodeURIComponent(symlinkTarget).replaceAll('%2F', '/')
  const about = { etag, 'last-modified': lastModified.toUTCString() }
  return { status: 200, headers: { 'x-oss-symlink-target': target, ...about } }
}

/** The copy of a link is a link. */
export function copyObject(call: OssCall, bucket: Bucket, buckets: ReadonlyMap<string, Bucket>): Reply {
  const { headers, key, now } = call
  const source = decodeURIComponent(headers['x-oss-copy-source'] ?? '')
  const [, from = '', fromKey = ''] = /^\/?([^/]+)\/([^?]+)/.exec(source) ?? []
  const fromBucket = buckets.get(from)
  if (fromBucket === undefined) throw new OssError('NoSuchBucket', { BucketName: from })
  const original = objectOf(fromBucket, fromKey)
  const failed = failedCondition(headers, original, 'x-oss-copy-source-')
  if (failed !== undefined)
    throw new OssError('PreconditionFailed', { Condition: `x-oss-copy-source-${failed}` })
  checkOverwrite(call, bucket)
  const replaced: Partial<StoredObject> =
    headers['x-oss-metadata-directive'] === 'REPLACE'
      ? { userMeta: userMetaOf(call), contentType: headers['content-type'] ?? original.contentType }
      : {}
  bucket.objects.set(key, { ...original, lastModified: now, ...replaced })
  const result = { ETag: original.etag, LastModified: timeOf(now) }
  return { status: 200, headers: { etag: original.etag }, xml: element('CopyObjectResult', result) }
}

/** That there was nothing to delete is no error. */
export function deleteObject({ key }: OssRequest, { objects }: Bucket): Reply {
  objects.delete(key)
  return { status: 204 }
}

export function deleteObjects({ body, query }: OssCall, { objects }: Bucket): Reply {
  const xml = Buffer.from(body).toString('utf8')
  const keys = insidesOf(xml, 'Object').map((each) => textOf(each, 'Key'))
  if (keys.length === 0 || keys.length > 1000 || keys.includes(undefined)) throw new OssError('MalformedXML')
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (key: string) => key
  const deleted = keys.map((key = '') => {
    objects.delete(key)
    return { Key: encode(key) }
  })
  const quiet = textOf(xml, 'Quiet') === 'true'
  return { status: 200, xml: element('DeleteResult', quiet ? {} : { Deleted: deleted }) }
}
