/** The thread that checks inputs one after another, and says which one it is at. */
import { parentPort, workerData } from 'node:worker_threads'
import { failureOf } from './checks.ts'
import { inputOf } from './input.ts'
import { Pace } from './pace.ts'
import type { Job } from './watch.ts'

const { job, now }: { job: Job; now: Int32Array } = workerData
const pace = await Pace.measured()
for (let number = job.from; number < job.from + job.count; number++) {
  Atomics.store(now, 0, number)
  const input = inputOf(job.engine, job.seed, number)
  const failure = await pace.failureOf(input, failureOf)
  if (failure) parentPort?.postMessage({ number, failure })
}
