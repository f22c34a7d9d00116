/**
 * Runs inputs in a thread of its own and watches it, so that also an input that never ends is told. Time is measured
 * against the same machine: CPU time for each byte, compared with what an ordinary program takes there and then.
 */
import { Worker } from 'node:worker_threads'
import type { Failure } from './checks.ts'
import { type FuzzEngine, type Input, inputOf } from './input.ts'

export interface Job {
  readonly engine: FuzzEngine
  readonly seed: number
  readonly from: number
  readonly count: number
}

export interface Found {
  readonly number: number
  readonly input: Input
  readonly failure: Failure
}

/** An input that takes longer never ends: the slowest take a thousandth of that. */
const longestMs = 120_000

/** Gives every failure to `found`. Ends when all inputs are through; after one that never ends goes on behind it. */
export async function fuzz(job: Job, found: (found: Found) => void): Promise<void> {
  const end = job.from + job.count
  for (let from = job.from; from < end; ) {
    const stuck = await run({ ...job, from, count: end - from }, found)
    if (stuck === undefined) return
    const input = inputOf(job.engine, job.seed, stuck)
    found({ number: stuck, input, failure: { check: 'it ends', message: `not within ${longestMs} ms` } })
    from = stuck + 1
  }
}

/** The number of the input that it got stuck at. */
function run(job: Job, found: (found: Found) => void): Promise<number | undefined> {
  const now = new Int32Array(new SharedArrayBuffer(4)).fill(job.from)
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { job, now } })
  return new Promise((resolve, reject) => {
    let last = -1
    let since = Date.now()
    const timer = setInterval(() => {
      const at = Atomics.load(now, 0)
      if (at !== last) {
        last = at
        since = Date.now()
      } else if (Date.now() - since > longestMs) {
        void worker.terminate().then(() => resolve(at))
      }
    }, 1000)
    worker.on('message', (message: { number: number; failure: Failure }) =>
      found({ ...message, input: inputOf(job.engine, job.seed, message.number) }),
    )
    worker.on('error', reject)
    worker.on('exit', () => {
      clearInterval(timer)
      resolve(undefined)
    })
  })
}
