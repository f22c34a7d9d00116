/**
 * Files as promises. Node's own module of these takes long to load, as it brings streams and watchers with it; to look whether a
 * file is there and to read it, which every command does, it is not needed.
 */
import * as fs from 'node:fs'
import process from 'node:process'
import { promisify } from 'node:util'

export const stat: (path: string) => Promise<fs.Stats> = promisify(fs.stat)
export const readFile: (path: string) => Promise<Buffer> = promisify(fs.readFile)

/** All the rest. */
export function promises(): typeof import('node:fs/promises') {
  return process.getBuiltinModule('node:fs/promises')
}
