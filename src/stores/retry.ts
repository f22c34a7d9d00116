/** Another try for what can pass: a lost connection, a busy server. */
import { withAbort } from './abort.ts'
import { StoreError } from './errors.ts'

export interface RetryOptions {
  readonly tries?: number
  /** Before the second try; each further one waits twice as long, at random up to a half less. */
  readonly firstWaitMs?: number
}

/** Runs an operation until it succeeds, fails for good, has been tried often enough, or is aborted. */
export async function retrying<T>(
  operation: () => Promise<T>,
  signal: AbortSignal,
  { tries = 4, firstWaitMs = 100 }: RetryOptions = {},
): Promise<T> {
  for (let done = 1; ; done++) {
    try {
      return await operation()
    } catch (error) {
      const mayPass = error instanceof StoreError && error.transient
      if (!mayPass || done >= tries || signal.aborted) throw error
      // Many that failed together do not come back together.
      await pause(firstWaitMs * 2 ** (done - 1) * (0.5 + Math.random() / 2), signal)
    }
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  await withAbort(promise, signal).finally(() => clearTimeout(timer))
}
