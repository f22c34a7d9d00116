/** Programs from files: bytes to text, with a message that says what is wrong with them. */
import type { Host } from '../host.ts'
import { EnvironmentError } from './errors.ts'

export interface Input {
  readonly path: string
  readonly text: string
  /** Offset in the text of the first byte that is no UTF-8. */
  readonly invalidAt?: number
}

/** `-` is standard input. */
export async function readProgram(host: Host, path: string): Promise<Input> {
  const bytes = path === '-' ? await host.readStdin() : await read(host, path)
  const name = path === '-' ? '<stdin>' : path
  try {
    return { path: name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const valid = validPrefix(bytes)
    return { path: name, text: new TextDecoder().decode(bytes), invalidAt: valid }
  }
}

export async function read(host: Host, path: string): Promise<Uint8Array> {
  try {
    return await host.readFile(path)
  } catch (error) {
    throw new EnvironmentError(`${path}: ${reason(error)}`)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'it may not be read or written',
  EPERM: 'it may not be read or written',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of this path is not a folder',
  ENAMETOOLONG: 'this path is too long',
  ERR_FS_FILE_TOO_LARGE: 'the file is too large',
}

export function reason(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
}

/** How many UTF-16 units of the text stand before the first byte that is no UTF-8; found by halving. */
function validPrefix(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  const isValid = (end: number): boolean => {
    try {
      // A character cut in two by the end is not the fault that is looked for.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true })
      return true
    } catch {
      return false
    }
  }
  while (good + 1 < bad) {
    const middle = (good + bad) >> 1
    if (isValid(middle)) good = middle
    else bad = middle
  }
  return new TextDecoder('utf-8').decode(bytes.subarray(0, good), { stream: true }).length
}
