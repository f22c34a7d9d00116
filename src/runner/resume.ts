/** Going on from an earlier run: which steps count as done, and why it would not be right to go on. */
import { nearest, perhaps } from '../diagnostics/suggest.ts'
import type { Step } from '../plan/plan.ts'
import type { RunRecord } from './record.ts'

export interface ResumeRequest {
  /** The step to start at again; without it all that was not done runs. */
  readonly from?: Step
  /** Take the user's word for what can't be known. */
  readonly force: boolean
}

/** A step, and the digest of what it does. */
export interface StepDigest {
  readonly step: Step
  readonly digest: string
}

export type Resumption =
  | { readonly done: ReadonlySet<string>; readonly refusal?: never }
  | { readonly refusal: string; readonly done?: never }

/** The step that a user names: `s003-train-my-model`, `s003`, or `3`. */
export function findStep(steps: readonly Step[], name: string): Step | { readonly unknown: string } {
  const number = /^s?(\d{1,9})$/i.exec(name)?.[1]
  const found =
    number === undefined
      ? steps.find(({ id }) => id === name.toLowerCase())
      : steps.find(({ statements }) => statements.includes(Number(number) - 1))
  if (found) return found
  const ids = steps.map(({ id }) => id)
  const advice = perhaps(nearest(name, ids, 2)) ?? `it has ${ids[0] ?? 'none'} to ${ids.at(-1) ?? ''}`
  return { unknown: `the program has no step \`${name}\`; ${advice}` }
}

/**
 * With `from`, that step runs, all that depends on it, and of what stands behind it in the program all that was
 * not done; what stands before it counts as done. Without, all that was not done runs.
 */
export function resume(
  steps: readonly StepDigest[],
  record: Pick<RunRecord, 'steps'>,
  { from, force }: ResumeRequest,
): Resumption {
  const done = doneBefore(steps, record)
  const start = steps.findIndex(({ step }) => step === from)
  if (!force) {
    const refusal =
      changed(steps, record, done, from) ??
      (from ? missing(steps.slice(0, start), record, done, from) : overtaken(steps, done))
    if (refusal !== undefined) return { refusal }
  }
  if (!from) return { done }
  for (const { step } of steps.slice(0, start)) done.add(step.id)
  done.delete(from.id)
  // What runs again changes what comes after it.
  for (const { step } of steps.slice(start)) {
    if (step.dependsOn.some((id) => !done.has(id))) done.delete(step.id)
  }
  return { done }
}

/** Steps that the earlier run has done, by what they do: a statement more or less gives others new numbers. */
function doneBefore(steps: readonly StepDigest[], record: Pick<RunRecord, 'steps'>): Set<string> {
  const recorded = new Map<string, boolean[]>()
  for (const { digest, status } of Object.values(record.steps)) {
    const same = recorded.get(digest)
    if (same) same.push(status === 'done')
    else recorded.set(digest, [status === 'done'])
  }
  return new Set(steps.flatMap(({ step, digest }) => (recorded.get(digest)?.shift() ? [step.id] : [])))
}

/** A step that was done, and that the program does not have any more as it was. */
function changed(
  steps: readonly StepDigest[],
  record: Pick<RunRecord, 'steps'>,
  done: ReadonlySet<string>,
  from: Step | undefined,
): string | undefined {
  const left = new Map<string, number>()
  for (const { step, digest } of steps) {
    if (done.has(step.id)) left.set(digest, (left.get(digest) ?? 0) + 1)
  }
  for (const [id, { status, digest, line }] of Object.entries(record.steps)) {
    // What stands behind the start is not taken for done on the word of the record alone.
    if (status !== 'done' || (from && numberOf(id) >= numberOf(from.id))) continue
    const same = left.get(digest) ?? 0
    left.set(digest, same - 1)
    if (same > 0) continue
    const now = steps.find(({ step }) => step.id === id)?.step
    if (now) return `the statement at line ${now.line} (${id}) has changed since it was done; ${advice(id)}`
    return `the statement that stood at line ${line} (${id}) was done, and is not in the program as it was; ${advice()}`
  }
  return undefined
}

/** A step before the start that the earlier run has not done. */
function missing(
  before: readonly StepDigest[],
  record: Pick<RunRecord, 'steps'>,
  done: ReadonlySet<string>,
  from: Step,
): string | undefined {
  const first = before.find(({ step }) => !done.has(step.id))?.step
  if (!first) return undefined
  const how = words.get(record.steps[first.id]?.status ?? '') ?? 'was not run'
  return `${first.id} (line ${first.line}) ${how} in the last run, and --from ${from.id} would count it as done; ${advice(first.id)}`
}

/** A step that was done, though what it depends on now was not. */
function overtaken(steps: readonly StepDigest[], done: ReadonlySet<string>): string | undefined {
  for (const { step } of steps) {
    const before = done.has(step.id) ? step.dependsOn.find((id) => !done.has(id)) : undefined
    if (before !== undefined) return `${step.id} was done, and now comes after ${before}; ${advice(before)}`
  }
  return undefined
}

function advice(id?: string): string {
  const again = id === undefined ? '' : `start again with --from ${id}, or `
  return `${again}count what was done as done with --force`
}

const words: ReadonlyMap<string, string> = new Map([
  ['failed', 'failed'],
  ['skipped', 'was skipped'],
  ['stopped', 'was stopped'],
])

/** `s012-train-m` → 12 */
function numberOf(id: string): number {
  return Number.parseInt(id.slice(1), 10)
}
