// Sends an answer, whole or as a fault has it: cut off in the middle, or a few bytes at a time. A large body is made
// and sent piece by piece, as fast as the client takes it.

import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Planned } from './faults.ts'
import { slice } from './objects.ts'
import type { Reply } from './request.ts'

const pieceSize = 64 * 1024

export async function send(
  response: ServerResponse,
  reply: Reply,
  { planned, count }: { readonly planned: Planned | undefined; readonly count: (bytes: number) => void },
): Promise<void> {
  const xml = reply.xml === undefined ? undefined : Buffer.from(reply.xml)
  const body = xml ? { content: xml, start: 0, end: xml.byteLength } : reply.body
  const size = body ? body.end - body.start : 0
  const cut = planned?.fault === 'truncate' || planned?.fault === 'stall'
  const isHead = response.req.method === 'HEAD'
  if (cut && (size === 0 || isHead)) {
    // Without a body it is the head that does not arrive.
    if (planned.fault === 'truncate') response.socket?.destroy()
    return
  }
  const withoutBody = reply.status === 304 || reply.status === 204
  response.writeHead(reply.status, {
    ...(xml ? { 'content-type': 'application/xml' } : {}),
    ...(withoutBody ? {} : { 'content-length': size }),
    ...reply.headers,
  })
  const slow = planned?.fault === 'slow' ? planned.options : undefined
  const step = slow ? (slow.bytesAtATime ?? 16) : pieceSize
  const end = cut ? Math.floor(size / 2) : size
  for (let at = 0; at < end && body && !isHead; at += step) {
    if (response.destroyed) return
    const bytes = slice(body.content, body.start + at, body.start + Math.min(at + step, end))
    await write(response, bytes)
    count(bytes.byteLength)
    if (slow) await sleep(slow.everyMs ?? 20)
  }
  if (!cut) response.end()
  // Not a reset: the bytes sent are to arrive.
  else if (planned.fault === 'truncate') response.socket?.end()
}

/** Waits until there is room for more, or nobody to take it. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> | undefined {
  if (response.write(bytes)) return undefined
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}
