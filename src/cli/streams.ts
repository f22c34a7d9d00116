/** What becomes of a command whose standard output or standard error fails. */
import process from 'node:process'
import { exitCodes } from './errors.ts'
import { reason } from './input.ts'

/** Streams fail after they have been written to, when nothing waits for them any more. */
export function watchStreams(): void {
  process.stdout.on('error', (error) => {
    // A reader that has seen enough (`| head`) is no fault.
    if ('code' in error && error.code === 'EPIPE') process.exit(exitCodes.fine)
    process.stderr.write(`sqlflowc: standard output: ${reason(error)}\n`)
    process.exit(exitCodes.environment)
  })
  // Nobody is left to be told; the exit code still says it.
  process.stderr.on('error', () => {})
}
