/** What a store rejects with, as one line of text for tests. */
import { expect } from 'vitest'
import { StoreError } from '../../../src/index.ts'

/** `refused: the server refused the user or the password`, with `~` where another try may help. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreError)
  if (!(error instanceof StoreError)) return ''
  const { fault, transient, scope, message } = error
  expect(message).not.toMatch(/\n|undefined|\[object/)
  return `${fault}${transient ? '~' : ''}${scope === 'model' ? '' : ' of the store'}: ${message}`
}
