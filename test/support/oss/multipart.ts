// Uploads in parts. Nothing of one shows in the bucket until it is completed; then all of it does, at once.

import { randomUUID } from 'node:crypto'
import { OssError } from './errors.ts'
import {
  type Bucket,
  type Content,
  etagOf,
  forgotten,
  md5,
  sizeOf,
  storedObject,
  type Upload,
} from './objects.ts'
import { type OssCall, type OssRequest, type Reply, userMetaOf } from './request.ts'
import { checkOverwrite } from './writing.ts'
import { element, insidesOf, textOf, timeOf } from './xml.ts'

/** All parts but the last have to be this large. */
const smallestPart = 100 * 1024

function uploadOf({ query, key }: OssRequest, { uploads }: Bucket): { id: string; upload: Upload } {
  const id = query.get('uploadId') ?? ''
  const upload = uploads.get(id)
  if (upload === undefined || upload.key !== key) throw new OssError('NoSuchUpload', { UploadId: id })
  return { id, upload }
}

export function beginUpload(call: OssCall, bucket: Bucket): Reply {
  checkOverwrite(call, bucket)
  const { key, headers, now } = call
  const id = randomUUID().replaceAll('-', '').toUpperCase()
  const contentType = headers['content-type'] ?? 'application/octet-stream'
  const upload = { key, contentType, userMeta: userMetaOf(call), initiated: now, parts: new Map() }
  bucket.uploads.set(id, upload)
  const result = { Bucket: bucket.name, Key: key, UploadId: id }
  return { status: 200, xml: element('InitiateMultipartUploadResult', result) }
}

export function putPart(call: OssCall, bucket: Bucket): Reply {
  const { upload } = uploadOf(call, bucket)
  if (call.headers['x-oss-copy-source'] !== undefined) throw new OssError('NotImplemented')
  const number = Number(call.query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new OssError('InvalidArgument', { ArgumentName: 'partNumber' })
  const etag = etagOf(call.body)
  upload.parts.set(number, { bytes: bucket.keepsParts ? call.body : forgotten(call.body.length), etag })
  return { status: 200, headers: { etag } }
}

export function completeUpload(call: OssCall, bucket: Bucket): Reply {
  const { id, upload } = uploadOf(call, bucket)
  const listed = insidesOf(Buffer.from(call.body).toString('utf8'), 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: textOf(part, 'ETag') ?? '',
  }))
  if (listed.length === 0) throw new OssError('MalformedXML')
  const ascending = listed.every(({ number }, at) => number > (listed[at - 1]?.number ?? 0))
  if (!ascending) throw new OssError('InvalidPartOrder')
  const completed = listed.map(({ number, etag }) => {
    const part = upload.parts.get(number)
    if (part === undefined || part.etag.replaceAll('"', '') !== etag.replaceAll('"', ''))
      throw new OssError('InvalidPart', { PartNumber: String(number) })
    return part
  })
  const parts = completed.map(({ bytes }) => bytes)
  if (parts.slice(0, -1).some((bytes) => sizeOf(bytes) < smallestPart)) throw new OssError('EntityTooSmall')
  checkOverwrite(call, bucket)
  const digests = completed.map((part) => Buffer.from(part.etag.replaceAll('"', ''), 'hex'))
  const hash = md5(Buffer.concat(digests)).toString('hex')
  const etag = `"${hash.toUpperCase()}-${parts.length}"`
  const { key, contentType, userMeta } = upload
  const about = { etag, contentType, userMeta, lastModified: call.now, type: 'Multipart' } as const
  bucket.objects.set(key, storedObject(joined(parts), about))
  bucket.uploads.delete(id)
  const result = {
    Location: `http://${call.headers['host']}/${key}`,
    Bucket: bucket.name,
    Key: key,
    ETag: etag,
  }
  return { status: 200, headers: { etag }, xml: element('CompleteMultipartUploadResult', result) }
}

function joined(parts: readonly Content[]): Content {
  const real = parts.filter((part) => part instanceof Uint8Array)
  if (real.length === parts.length) return Buffer.concat(real)
  return forgotten(parts.reduce((sum, part) => sum + sizeOf(part), 0))
}

export function abortUpload(call: OssCall, bucket: Bucket): Reply {
  bucket.uploads.delete(uploadOf(call, bucket).id)
  return { status: 204 }
}

export function listParts(call: OssCall, bucket: Bucket): Reply {
  const { id, upload } = uploadOf(call, bucket)
  const parts = [...upload.parts].sort(([a], [b]) => a - b)
  const result = {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: id,
    MaxParts: 1000,
    IsTruncated: false,
    Part: parts.map(([number, { bytes, etag }]) => ({
      PartNumber: number,
      LastModified: timeOf(upload.initiated),
      ETag: etag,
      Size: sizeOf(bytes),
    })),
  }
  return { status: 200, xml: element('ListPartsResult', result) }
}

/** All of them on one page: no test has a thousand. */
export function listUploads({ query }: OssRequest, bucket: Bucket): Reply {
  const prefix = query.get('prefix') ?? ''
  const uploads = [...bucket.uploads].filter(([, { key }]) => key.startsWith(prefix))
  const result = {
    Bucket: bucket.name,
    Prefix: prefix,
    MaxUploads: 1000,
    IsTruncated: false,
    Upload: uploads.map(([id, { key, initiated }]) => ({
      Key: key,
      UploadId: id,
      Initiated: timeOf(initiated),
    })),
  }
  return { status: 200, xml: element('ListMultipartUploadsResult', result) }
}
