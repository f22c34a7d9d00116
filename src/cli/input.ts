/** Programs from files: bytes to text, with a message that says what is wrong with them. */
import type { Host } from '../host.ts'
import { EnvironmentError } from './errors.ts'

export interface Input {
  readonly path: string
  readonly text: string
  /** Offset in the text of the first byte that is no UTF-8. */
  readonly invalidAt?: number
  /** The byte order mark that the file begins with, which is no part of the text. */
  readonly mark?: '\ufeff'
}

/** A program; `-` is standard input. */
export async function readProgram(host: Host, path: string): Promise<Input> {
  return path === '-' ? decode('<stdin>', await host.readStdin()) : readText(host, path)
}

/** The longest text that JavaScript holds is little more. */
const mostBytes = 512 * 1024 * 1024 - 64

function decode(path: string, bytes: Uint8Array): Input {
  if (bytes.length > mostBytes) throw new EnvironmentError(`${path}: the file is too large`)
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const mark = isMarked ? ({ mark: '\ufeff' } as const) : {}
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), ...mark }
  } catch {
    return { path, text: new TextDecoder().decode(bytes), invalidAt: validPrefix(bytes) }
  }
}

/** A file that need not be there. */
export async function readOptional(host: Host, path: string): Promise<Input | undefined> {
  const bytes = await host.readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw failed(path, error)
  })
  return bytes && decode(path, bytes)
}

export async function readText(host: Host, path: string): Promise<Input> {
  return decode(path, await read(host, path))
}

export async function read(host: Host, path: string): Promise<Uint8Array> {
  return host.readFile(path).catch((error: unknown) => {
    throw failed(path, error)
  })
}

/** The end of a run whose file could not be read or written, in words for users. */
export function failed(path: string, error: unknown): EnvironmentError {
  return new EnvironmentError(`${path}: ${reason(error)}`)
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
  return reasons[codeOf(error)] ?? firstLine(error)
}

export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0] ?? ''
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
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
