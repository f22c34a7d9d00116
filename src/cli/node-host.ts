/** The host of a real process: with `node-machine.ts` and `streams.ts` what the command knows of Node. */
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import type { Host } from '../host.ts'
import { promises, readFile, stat } from './files.ts'
import { nodeMachine } from './node-machine.ts'
import { errors, output } from './streams.ts'

export function nodeHost(): Host {
  return {
    env: process.env,
    stdoutIsTerminal: output.isTerminal,
    stderrIsTerminal: errors.isTerminal,
    exists: (path) =>
      stat(path).then(
        () => true,
        () => false,
      ),
    kind: (path) =>
      stat(path).then(
        (found) => (found.isDirectory() ? 'folder' : 'file'),
        () => undefined,
      ),
    entries: async (path) => {
      const entries = await promises().readdir(path, { withFileTypes: true })
      // Reading a pipe would never end, and what a link leads to may be anything.
      return entries
        .filter((entry) => entry.isFile() || entry.isDirectory())
        .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    },
    readFile,
    readStdin: async () => {
      const chunks: Buffer[] = []
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks)
    },
    writeFile: writeAtomically,
    out: output.write,
    err: errors.write,
    machine: nodeMachine(),
  }
}

/** Written aside in the same folder and renamed, so that a reader sees the old text or the new one. */
async function writeAtomically(path: string, text: string): Promise<void> {
  const old = await stat(path).catch(() => undefined)
  if (old?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  if (old && !old.isFile()) return writeThrough(path, text)
  const target = old ? await promises().realpath(path) : await linkedTo(path)
  const aside = join(dirname(target), `.sqlflowc-${crypto.randomUUID()}.tmp`)
  const file = await promises().open(aside, 'wx')
  try {
    try {
      await file.writeFile(text)
      if (old) await keepRights(file, old)
      await file.sync()
    } finally {
      await file.close()
    }
    await promises().rename(aside, target)
  } catch (error) {
    await promises().rm(aside, { force: true })
    throw error
  }
}

/** /dev/stdout, pipes and the like can't be replaced. */
async function writeThrough(path: string, text: string): Promise<void> {
  const file = await promises().open(path, 'w')
  await file.writeFile(text).finally(() => file.close())
}

/** Where a link points, though nothing is there yet. */
async function linkedTo(path: string): Promise<string> {
  const isLink =
    (
      await promises()
        .lstat(path)
        .catch(() => undefined)
    )?.isSymbolicLink() === true
  return isLink ? resolve(dirname(path), await promises().readlink(path)) : path
}

/** The mode always; the owner where this process may give files away. */
async function keepRights(file: FileHandle, old: Stats): Promise<void> {
  await file.chown(old.uid, old.gid).catch(() => undefined)
  await file.chmod(old.mode & 0o7777)
}
