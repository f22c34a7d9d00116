// Which operation a request asks for. What this server lacks gives NotImplemented, so that a store which begins to use
// it is told, and not answered by something else.

import { OssError } from './errors.ts'
import { listObjects } from './listing.ts'
import { abortUpload, beginUpload, completeUpload, listParts, listUploads, putPart } from './multipart.ts'
import type { Bucket } from './objects.ts'
import { readObject } from './reading.ts'
import type { OssCall, Reply } from './request.ts'
import {
  checkMd5,
  copyObject,
  deleteObject,
  deleteObjects,
  getSymlink,
  putObject,
  putSymlink,
} from './writing.ts'

type Operation = (call: OssCall, bucket: Bucket, buckets: ReadonlyMap<string, Bucket>) => Reply

/** By method and the sub-resources in the query, sorted. */
const ofBucket: Readonly<Record<string, Operation>> = {
  'GET ': listObjects,
  'GET uploads': listUploads,
  'POST delete': deleteObjects,
}

const ofObject: Readonly<Record<string, Operation>> = {
  'GET ': readObject,
  'HEAD ': readObject,
  // All that this server keeps of an object is what HEAD tells anyway.
  'HEAD objectMeta': readObject,
  'GET symlink': getSymlink,
  'PUT ': (call, bucket, buckets) =>
    call.headers['x-oss-copy-source'] === undefined
      ? putObject(call, bucket)
      : copyObject(call, bucket, buckets),
  'PUT symlink': putSymlink,
  'DELETE ': deleteObject,
  'POST uploads': beginUpload,
  'PUT partNumber uploadId': putPart,
  'POST uploadId': completeUpload,
  'DELETE uploadId': abortUpload,
  'GET uploadId': listParts,
}

/** Parameters of an operation; any other one chooses the operation. */
const parameters = new Set(
  `prefix delimiter max-keys marker continuation-token start-after list-type fetch-owner encoding-type max-uploads
   key-marker upload-id-marker max-parts part-number-marker`.split(/\s+/),
)

export function perform(call: OssCall, buckets: ReadonlyMap<string, Bucket>): Reply {
  const { method, key, query } = call
  const bucket = buckets.get(call.bucket)
  if (bucket === undefined) throw new OssError('NoSuchBucket', { BucketName: call.bucket })
  if (Buffer.byteLength(key) > 1023 || /^[/\\]/.test(key)) throw new OssError('InvalidObjectName')
  const chosen = [...query.keys()].filter((name) => !parameters.has(name)).sort()
  const operation = (key === '' ? ofBucket : ofObject)[`${method} ${chosen.join(' ')}`]
  if (operation === undefined) throw new OssError('NotImplemented')
  checkMd5(call)
  return operation(call, bucket, buckets)
}
