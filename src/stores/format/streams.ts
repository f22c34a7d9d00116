/** Streams that hold something open: a connection, a file. */

/** Passes the bytes on; `release` is called once, at their end, on `return()`, or when the signal is aborted. */
export function holding(
  bytes: AsyncIterable<Uint8Array>,
  release: () => Promise<void>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]()
  let released: Promise<void> | undefined
  const once = (): Promise<void> => {
    signal.removeEventListener('abort', onAbort)
    released ??= release()
    return released
  }
  const onAbort = (): void => {
    // Whoever waits for bytes gets the reason; nobody waits for this.
    once().catch(() => undefined)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        try {
          signal.throwIfAborted()
          const result = await source.next()
          if (result.done) await once()
          return result
        } catch (error) {
          await once()
          throw signal.aborted ? signal.reason : error
        }
      },
      return: async () => {
        await once()
        return { done: true, value: undefined }
      },
    }),
  }
}
