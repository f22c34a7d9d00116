/** What is written down of a run, `state.json`: what each step did, so that a later run can go on from there. */
import { isObject, type Json } from '../metadata/json.ts'
import type { Step } from '../plan/plan.ts'
import type { StepStatus } from './scheduler.ts'

export interface StepRecord {
  readonly status: StepStatus
  /** Of what the program says the step does. */
  readonly digest: string
  readonly line: number
  readonly seconds?: number
  /** Why it failed, in one line. */
  readonly error?: string
  /** The failed step on whose account it was skipped. */
  readonly cause?: string
  /** The run in which it was done, when that was an earlier one. */
  readonly from?: string
}

export interface RunRecord {
  readonly version: 1
  /** The program's path from the root. */
  readonly program: string
  /** Where tables and models are, without passwords. */
  readonly places: string
  /** The number of the process that runs it. */
  readonly pid: number
  readonly status: 'running' | 'done' | 'failed' | 'stopped'
  readonly started: string
  readonly ended?: string
  /** The run that this one goes on from. */
  readonly resumed?: string
  readonly steps: Readonly<Record<string, StepRecord>>
}

/**
 * What makes a step another one: what its statements say, and not where they stand or what this release adds.
 * The metadata of a model is left out: a model that was trained anew elsewhere is no change of the program.
 */
export function substance({ spec }: Step): Json {
  if (!isObject(spec)) return spec
  const { step: _s, line: _l, compiler: _c, version: _v, metadata: _m, preTrained: _p, ...rest } = spec
  const { statements } = rest
  return Array.isArray(statements) ? { ...rest, statements: statements.map(withoutLine) } : rest
}

function withoutLine(statement: Json): Json {
  if (!isObject(statement)) return statement
  const { line: _, ...rest } = statement
  return rest
}

/** Nothing when the text is no such record: of another release, or cut short. */
export function readRecord(text: string): RunRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is RunRecord {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    ['program', 'places', 'status', 'started'].every((key) => typeof value[key] === 'string') &&
    typeof value['pid'] === 'number' &&
    isObject(value['steps']) &&
    Object.values(value['steps']).every(
      (step) => isObject(step) && typeof step['status'] === 'string' && typeof step['digest'] === 'string',
    )
  )
}
