// One request, taken apart as the service takes it apart: which bucket, which key, which parameters.

import type { IncomingMessage } from 'node:http'
import type { Content } from './objects.ts'

export interface OssRequest {
  readonly method: string
  /** Empty where the request is about the service. */
  readonly bucket: string
  /** Decoded; empty where the request is about the bucket. */
  readonly key: string
  /** Decoded; '' for a parameter that has no value. */
  readonly query: ReadonlyMap<string, string>
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** A request with all of its body. */
export interface OssCall extends OssRequest {
  readonly body: Uint8Array
  readonly now: Date
}

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly xml?: string
  /** What is sent of a content, from `start` up to `end` (not included). */
  readonly body?: { readonly content: Content; readonly start: number; readonly end: number }
}

/** A request that was seen. */
export interface SeenRequest {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: Readonly<Record<string, string>>
  readonly range: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** 0 as long as there is no answer. */
  status: number
}

export function requestOf(incoming: IncomingMessage, pathStyle: boolean): OssRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    const text = Array.isArray(value) ? value.join(',') : value
    // Node reads headers as Latin-1; who signs one that isn't ASCII signs its UTF-8.
    if (text !== undefined) headers[name] = Buffer.from(text, 'latin1').toString('utf8')
  }
  const [path = '/', search = ''] = splitOnce(incoming.url ?? '/', '?')
  const byHost = bucketOfHost(headers['host'] ?? '')
  const inPath = path.replace(/^\//, '')
  const [bucket, key] = pathStyle || byHost === undefined ? splitOnce(inPath, '/') : [byHost, inPath]
  const pairs = search.split('&').filter((pair) => pair !== '')
  const query = pairs.map((pair): [string, string] => {
    const [name, value] = splitOnce(pair, '=')
    return [decode(name), decode(value)]
  })
  const { method = 'GET' } = incoming
  return { method, bucket: decode(bucket), key: decode(key), query: new Map(query), headers }
}

/** An address or a plain name says nothing of a bucket: then it is in the path. */
function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '')
  if (/^[\d.]+$|^\[|^[^.]*$/.test(name)) return undefined
  const [label = ''] = name.split('.')
  return label.startsWith('oss-') ? undefined : label
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** What isn't encoded as it should be stays as it is; it can't be what the client signed. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Headers `x-oss-meta-*`, without that beginning. */
export function userMetaOf({ headers }: OssRequest): Record<string, string> {
  const meta = Object.entries(headers).filter(([name]) => name.startsWith('x-oss-meta-'))
  return Object.fromEntries(meta.map(([name, value]) => [name.slice('x-oss-meta-'.length), value]))
}

export function seenOf({ method, bucket, key, query, headers }: OssRequest): SeenRequest {
  return {
    method,
    bucket,
    key,
    query: Object.fromEntries(query),
    range: headers['range'],
    headers,
    status: 0,
  }
}

export async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  return Buffer.concat(pieces)
}
