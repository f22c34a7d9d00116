/** Tarballs as SQLFlow left them, the same bytes on every machine. */
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { collect } from './models.ts'

export type Member = readonly [name: string, text: string]

export async function tar(members: readonly Member[]): Promise<Buffer> {
  const archive = pack()
  for (const [name, text] of members) archive.entry({ name, mtime: new Date(0) }, text)
  archive.finalize()
  return collect(Readable.from(archive))
}

export async function tarball(members: readonly Member[]): Promise<Buffer> {
  // Stored, not compressed: compressors differ from machine to machine.
  const bytes = gzipSync(await tar(members), { level: 0 })
  // The byte that tells the operating system.
  bytes[9] = 255
  return bytes
}
