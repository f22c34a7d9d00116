/** The run that another goes on from: found, compared with what is to be run now, and what of it counts as done. */
import { createHash } from 'node:crypto'
import { redact } from '../config/url.ts'
import type { Host } from '../host.ts'
import { canonical } from '../metadata/json.ts'
import type { Plan } from '../plan/plan.ts'
import { substance } from '../runner/record.ts'
import { findStep, resume, type StepDigest } from '../runner/resume.ts'
import { ProblemError, UsageError } from './errors.ts'
import type { Places, RunCommandOptions } from './run-checks.ts'
import { goesOn, type KnownRun, lastRun } from './run-folder.ts'

export interface Beginning {
  /** Steps that need not run. */
  readonly done: ReadonlySet<string>
  readonly earlier?: KnownRun
}

export function digestsOf({ steps }: Plan): StepDigest[] {
  return steps.map((step) => ({
    step,
    digest: createHash('sha256')
      .update(canonical(substance(step)))
      .digest('hex'),
  }))
}

export async function beginning(
  host: Host,
  path: string,
  places: Places,
  digests: readonly StepDigest[],
  { from: named, resume: again, force = false }: RunCommandOptions,
): Promise<Beginning> {
  if (named === undefined && !again) return { done: new Set() }
  const steps = digests.map(({ step }) => step)
  const from = named === undefined ? undefined : findStep(steps, named)
  if (from && 'unknown' in from) throw new UsageError(from.unknown)
  const earlier = await lastRun(host, host.machine.absolute(path))
  if (!earlier && !(from && force)) {
    const advice = from ? '; --force starts there all the same' : ''
    throw new ProblemError(`there is no earlier run of ${path} to go on from${advice}`)
  }
  const problem = earlier && unfit(host, earlier, places)
  if (problem !== undefined && !force) throw new ProblemError(`${problem}; --force goes on all the same`)
  const { done, refusal } = resume(digests, earlier?.record ?? { steps: {} }, {
    force,
    ...(from ? { from } : {}),
  })
  if (done === undefined) throw new ProblemError(refusal)
  return { done, ...(earlier ? { earlier } : {}) }
}

function unfit(host: Host, { path, record }: KnownRun, places: Places): string | undefined {
  if (goesOn(host, record)) return `the last run goes on still: ${path}, process ${record.pid}`
  const now = placesText(places)
  if (record.places === now) return undefined
  return `the last run (${path}) worked on ${record.places}, and this one is for ${now}`
}

/** Without passwords. */
export function placesText({ datasource, modelStore }: Places): string {
  return modelStore === undefined
    ? redact(datasource)
    : `${redact(datasource)} with models in ${redact(modelStore)}`
}
