/** The host of a real process. */
import { lstat, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import type { Host } from '../host.ts'

export function nodeHost(): Host {
  return {
    env: process.env,
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    readFile,
    readStdin: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks)
    },
    writeFile: writeAtomically,
    out: (text) => {
      process.stdout.write(text)
    },
    err: (text) => {
      process.stderr.write(text)
    },
  }
}

/** Written aside in the same folder and renamed, so that a reader sees the old text or the new one. */
async function writeAtomically(path: string, text: string): Promise<void> {
  const known = await lstat(path).catch(() => undefined)
  // A link keeps pointing where it did; /dev/stdout and pipes can only be written to.
  const target = known?.isSymbolicLink() ? await realpath(path) : path
  const old = await stat(target).catch(() => undefined)
  if (old?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  if (old && !old.isFile()) {
    const device = await open(target, 'w')
    await device.writeFile(text).finally(() => device.close())
    return
  }
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    const file = await open(aside, 'w', old ? old.mode & 0o777 : 0o666)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, target)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}
