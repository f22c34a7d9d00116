// What a bucket holds. The bytes of an object may be made on demand, so that a test can have an object of a gigabyte
// without holding a gigabyte.

import { createHash } from 'node:crypto'

/** Bytes that are made when they are read; `end` is the first byte that is not wanted. */
export interface VirtualBytes {
  readonly size: number
  readonly read: (start: number, end: number) => Uint8Array
}

export type Content = Uint8Array | VirtualBytes

export interface StoredObject {
  readonly bytes: Content
  /** With its quotes, as in the header. */
  readonly etag: string
  readonly lastModified: Date
  readonly contentType: string
  readonly userMeta: Readonly<Record<string, string>>
  readonly type: 'Normal' | 'Multipart' | 'Symlink'
  /** The key that a link leads to, not encoded. */
  readonly symlinkTarget?: string
}

/** An upload in parts that was begun and is not finished. */
export interface Upload {
  readonly key: string
  readonly contentType: string
  readonly userMeta: Readonly<Record<string, string>>
  readonly initiated: Date
  readonly parts: Map<number, { readonly bytes: Content; readonly etag: string }>
}

export interface Bucket {
  readonly name: string
  /** Else a link is put as what it is for who knows no links: an object without bytes. */
  readonly hasLinks: boolean
  /** Else only their sizes and ETags are kept, so that a test can save more than it has memory for. */
  readonly keepsParts: boolean
  readonly objects: Map<string, StoredObject>
  readonly uploads: Map<string, Upload>
}

export function sizeOf(content: Content): number {
  return content instanceof Uint8Array ? content.byteLength : content.size
}

/** So many bytes that nobody will ask for. */
export function forgotten(size: number): VirtualBytes {
  return { size, read: (start, end) => new Uint8Array(end - start) }
}

export function slice(content: Content, start: number, end: number): Uint8Array {
  return content instanceof Uint8Array ? content.subarray(start, end) : content.read(start, end)
}

export function md5(bytes: Uint8Array | string): Buffer {
  return createHash('md5').update(bytes).digest()
}

/** The ETag that OSS gives to what is put at once: MD5, in capitals and quotes. */
export function etagOf(content: Content): string {
  const hashed = content instanceof Uint8Array ? content : `virtual object of ${content.size} bytes`
  return `"${md5(hashed).toString('hex').toUpperCase()}"`
}

export function storedObject(bytes: Content, rest: Partial<StoredObject> = {}): StoredObject {
  return {
    bytes,
    etag: etagOf(bytes),
    lastModified: new Date(),
    contentType: 'application/octet-stream',
    userMeta: {},
    type: 'Normal',
    ...rest,
  }
}
