/**
 * Standard output and standard error, and what becomes of a command whose output fails. Files and pipes are written to as
 * they are: the streams that Node makes of them are a tenth of a command's start.
 */

import process from 'node:process'
import type { WriteStream } from 'node:tty'
import { exitCodes } from './errors.ts'
import { reason } from './input.ts'

export interface Output {
  readonly isTerminal: boolean
  write(text: string): void
}

export const output: Output = standard(1, () => process.stdout, failedOutput)
export const errors: Output = standard(2, () => process.stderr, ignored)

/** For who uses the streams themselves. They fail after they have been written to, when nothing waits for them any more. */
export function watchStreams(): void {
  process.stdout.on('error', failedOutput)
  process.stderr.on('error', ignored)
}

function failedOutput(error: unknown): never {
  // A reader that has seen enough (`| head`) is no fault.
  if (codeOf(error) === 'EPIPE') process.exit(exitCodes.fine)
  errors.write(`sqlflowc: standard output: ${reason(error)}\n`)
  process.exit(exitCodes.environment)
}

/** Nobody is left to be told; the exit code still says it. */
function ignored(): void {}

function standard(file: number, stream: () => WriteStream, fail: (error: unknown) => void): Output {
  let own = isPlain(file)
  let watched = false
  const writeToStream = (bytes: string | Uint8Array): void => {
    if (!watched) stream().on('error', fail)
    watched = true
    stream().write(bytes)
  }
  return {
    isTerminal: !own && stream().isTTY === true,
    write: (text) => {
      if (!own) return writeToStream(text)
      const rest = writeAll(file, Buffer.from(text), fail)
      // Who shares the pipe has made it one that does not wait; Node's stream does.
      own = rest.length === 0
      if (!own) writeToStream(rest)
    },
  }
}

/** A file, a pipe or what Node takes for a pipe. On Windows the streams know more. */
function isPlain(file: number): boolean {
  if (process.platform === 'win32') return false
  try {
    const found = process.getBuiltinModule('node:fs').fstatSync(file)
    return found.isFile() || found.isFIFO() || found.isSocket()
  } catch {
    return false
  }
}

/** What could not be written without waiting. */
function writeAll(file: number, bytes: Uint8Array, fail: (error: unknown) => void): Uint8Array {
  const { writeSync } = process.getBuiltinModule('node:fs')
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(file, bytes, at)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return bytes.subarray(at)
    fail(error)
  }
  return bytes.subarray(bytes.length)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
