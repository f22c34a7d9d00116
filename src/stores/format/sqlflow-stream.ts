/**
 * What SQLFlow wrote into its tables: every block a base64 text of 32768 bytes; in the newer form ten
 * characters `0x%08x` with the length of the metadata, the metadata, and a tarball; in the older form the
 * tarball alone, with `model_meta.json` inside.
 */
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { StoreError } from '../errors.ts'
import type { ByteReader } from './byte-reader.ts'
import { believable } from './limits.ts'

const headerBytes = 10
const memberName = 'model_meta.json'

/** How base64 of `0x` and of gzip's magic number begin. A length of ours never begins like that. */
export function isBase64(start: Uint8Array): boolean {
  const text = Buffer.from(start).toString('latin1')
  return /^(MH[g-j]|H4s)/.test(text)
}

/** The length of the metadata, when the stream begins as SQLFlow's do. */
export async function sqlflowHeader(reader: ByteReader): Promise<number | undefined> {
  const start = Buffer.from(await reader.peek(headerBytes)).toString('latin1')
  if (!start.startsWith('0x')) return undefined
  if (!/^0x[0-9a-f]{8}$/i.test(start)) {
    throw new StoreError(
      'damaged',
      'it begins like a model of SQLFlow, but the length of its metadata is no number',
    )
  }
  await reader.take(headerBytes)
  return believable(BigInt(start))
}

/** Unpacks a tarball up to its metadata. What comes before is passed over, never kept. */
export async function textOfTarball(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const { extract } = await import('tar-stream')
  const tar = extract()
  const source = Readable.from(stream)
  const unpacked = source.pipe(createGunzip())
  // pipe() passes no errors on.
  source.on('error', (error) => tar.destroy(error))
  unpacked.on('error', (error) => tar.destroy(error))
  unpacked.pipe(tar)
  try {
    for await (const entry of tar) {
      if (entry.header.name.replace(/^(\.\/)+/, '') === memberName)
        return await contents(entry, entry.header.size)
      entry.resume()
    }
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError(
      'damaged',
      'it is a tarball that can’t be unpacked: it is cut off, or parts are overwritten',
    )
  } finally {
    source.destroy()
    unpacked.destroy()
  }
  throw new StoreError('damaged', `it is a tarball without ${memberName}, so nothing says what it is`)
}

/** tar-stream's entries are streams of Buffers; their type says less. */
async function contents(entry: AsyncIterable<unknown>, size: number | undefined): Promise<Uint8Array> {
  believable(BigInt(size ?? 0))
  const parts: Uint8Array[] = []
  for await (const part of entry) if (part instanceof Uint8Array) parts.push(part)
  return Buffer.concat(parts)
}
