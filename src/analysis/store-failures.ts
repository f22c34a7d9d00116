/** What a store could not do, as a finding without its place. */
import type { Finding } from '../diagnostics/diagnostic.ts'
import { engines } from '../engines/table.ts'
import { listed } from '../keys.ts'
import { StoreError, type StoreFault } from '../stores/errors.ts'

type Failure = Pick<Finding, 'name' | 'message' | 'help'>

/** Why a model that is there is of no use, and what can be done. */
const advice: Partial<Record<StoreFault, string>> = {
  damaged: 'train it again, or restore it from a copy',
  newer: 'update sqlflowc, or train it again with this release',
  unsupported: `train it again with an estimator of ${listed(
    Object.values(engines).map(({ title }) => title),
    'or',
  )}`,
}

export function failureOf(model: string, url: string, error: unknown): Failure {
  const { fault, message, help } = described(error)
  if (fault === 'not-a-model') {
    return { name: 'not-a-model', message, help: help ?? 'name a model that TO TRAIN … INTO made' }
  }
  const ofModel = fault === undefined ? undefined : advice[fault]
  if (ofModel !== undefined) {
    return {
      name: 'unreadable-model',
      message: `the model \`${model}\` in ${url} can’t be used: ${message}`,
      help: help ?? ofModel,
    }
  }
  return {
    name: 'store-failed',
    message: `the model \`${model}\` could not be read from ${url}: ${message}`,
    help: help ?? 'check that the store can be reached, or train the model in this program',
  }
}

/** A store of another hand may reject with anything. */
function described(error: unknown): { fault?: StoreFault; message: string; help?: string } {
  if (error instanceof StoreError) return error
  const text = error instanceof Error ? error.message : String(error)
  return { message: text.split('\n', 1)[0] ?? '' }
}
