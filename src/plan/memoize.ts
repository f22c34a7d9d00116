/**
 * Which steps may be skipped when they were done before, and the key that says when. Argo looks only at the key, so all
 * that a step's outcome hangs on must be in it: what the step does, its image and settings, the compiler, and the versions
 * of what it reads. A table's version is known when a memoized step of the program makes the table (its key), or when
 * the program or the settings declare it. A step for which anything is missing is run each time, and it is said why.
 */
import type { Dialect } from '../dialects/dialect.ts'
import type { Effects } from '../effects/effects.ts'
import { type Resource, type ResourceKind, resourceText, tableName } from '../effects/resource.ts'
import type { Json } from '../metadata/json.ts'
import { isOpaque } from '../statements/table.ts'
import type { Program } from '../syntax/ast.ts'
import { digest, withoutPlace } from './digest.ts'
import type { Plan, Step } from './plan.ts'
import { Restart } from './restart.ts'
import { varyingIn } from './varying.ts'

export interface MemoizeInput {
  readonly plan: Plan
  readonly program: Program
  readonly effects: readonly Effects[]
  readonly dialect: Dialect
  /** Versions that the settings declare, by table. */
  readonly versions: Readonly<Record<string, string>>
  /** What else every step hangs on: where tables and models are, the variables of the steps. */
  readonly surroundings: Json
}

export interface Memoized {
  readonly plan: Plan
  /** Why a step is not: by its first statement. */
  readonly refused: readonly (Refusal & { readonly statement: number })[]
}

export interface Refusal {
  readonly reason: string
  /** All that is missing is the version of a table that the step reads, which can be told. */
  readonly needsVersion: boolean
}

interface Inputs {
  /** By resource. */
  readonly versions: Readonly<Record<string, string>>
}

function refusal(reason: string, needsVersion = false): Refusal {
  return { reason, needsVersion }
}

/** Resources of a step, and what others do with them. */
interface Touched {
  readonly reads: ReadonlySet<Resource>
  readonly writes: ReadonlySet<Resource>
}

export async function memoize(input: MemoizeInput): Promise<Memoized> {
  const { steps } = input.plan
  const touched = steps.map((step) => touchedBy(step, input.effects))
  const writers = writersOf(touched)
  const keys = new Map<number, string>()
  const refused: (Refusal & { statement: number })[] = []
  const made: Step[] = []
  // Steps come after those that they wait for, so the keys of what they read are there.
  for (const [at, step] of steps.entries()) {
    const found = inputsOf(input, at, touched, writers, keys)
    if ('reason' in found) {
      refused.push({ statement: step.statements[0] ?? 0, ...found })
      made.push(step)
      continue
    }
    const { image, spec, program } = step
    const key = await digest({
      image,
      program,
      spec: withoutPlace(spec),
      surroundings: input.surroundings,
      inputs: found.versions,
    })
    keys.set(at, key)
    made.push({ ...step, memoKey: key })
  }
  return { plan: { ...input.plan, steps: made }, refused }
}

/** The versions of all that a step reads, or why it can not be skipped. */
function inputsOf(
  input: MemoizeInput,
  at: number,
  touched: readonly Touched[],
  writers: ReadonlyMap<string, readonly number[]>,
  keys: ReadonlyMap<number, string>,
): Inputs | Refusal {
  const step = input.plan.steps[at]
  const own = touched[at]
  if (!step || !own) throw new Error('bug: a step that is not of the plan')
  const problem = unfit(step, input)
  if (problem !== undefined) return refusal(problem)
  for (const resource of own.writes) {
    const other = writers.get(tableName(resource))?.find((writer) => writer !== at)
    if (other !== undefined)
      return refusal(
        `${input.plan.steps[other]?.id} changes ${shown(resource)} too, and may run when this one is skipped`,
      )
  }
  const versions: Record<string, string> = Object.create(null)
  for (const resource of own.reads) {
    if (own.writes.has(resource)) {
      if (step.kind === 'sql') continue
      return refusal(`it reads ${shown(resource)} and changes it`)
    }
    const [maker] = writers.get(tableName(resource)) ?? []
    const key = maker === undefined ? undefined : keys.get(maker)
    if (maker !== undefined && maker > at)
      return refusal(`it reads ${shown(resource)} before ${input.plan.steps[maker]?.id} changes it`)
    if (maker !== undefined && key === undefined)
      return refusal(`it reads ${shown(resource)}, which ${input.plan.steps[maker]?.id} makes anew each time`)
    const version =
      key ??
      versionOf(resource, input.versions) ??
      declaredVersion(resource, step, input) ??
      modelVersion(resource, step)
    if (version === undefined)
      return refusal(`it reads ${shown(resource)}, and the version of that is not known`, true)
    versions[resourceText(resource)] = version
  }
  return { versions }
}

/** What is wrong with a step by itself. */
function unfit(step: Step, { program, effects, dialect }: MemoizeInput): string | undefined {
  if (isOpaque(step.kind)) return 'what the command does with its surroundings is not known'
  const own = step.statements.flatMap((index) => effects[index] ?? [])
  if (own.some(({ unknown }) => unknown !== undefined)) return 'what it reads and writes is not known'
  if (own.every(({ writes, makes }) => writes.length === 0 && makes === undefined))
    return 'it makes no table and no model: its answer is all that it is for'
  const restart = new Restart()
  for (const index of step.statements) {
    const statement = program.statements[index]
    const varying = statement && varyingIn(statement, program.text, dialect)
    if (varying !== undefined) return `${varying} may have another value in each run`
    const effect = effects[index]
    if (statement?.kind !== 'sql' || !effect) continue
    if (statement.readsCatalog) return 'it reads the list of all tables, which has no version'
    if (
      effect.session ||
      effect.sharesSession.length > 0 ||
      effect.variables.length > 0 ||
      effect.asksSession
    )
      return 'it hangs on its session'
    restart.add(statement, effect)
  }
  if (step.kind === 'sql' && !restart.makesAll)
    return 'it changes what was there: only a step that makes its tables anew (DROP TABLE IF EXISTS or CREATE OR REPLACE) can be skipped'
  return undefined
}

/** What a step may read of, or leave behind. */
const versioned: ReadonlySet<ResourceKind> = new Set(['table', 'model', 'file', 'temporary'])

function touchedBy(step: Step, effects: readonly Effects[]): Touched {
  const reads = new Set<Resource>()
  const writes = new Set<Resource>()
  for (const index of step.statements) {
    for (const { resource, write } of effects[index]?.accesses ?? []) {
      if (versioned.has(resource.kind)) (write ? writes : reads).add(resource)
    }
  }
  return { reads, writes }
}

function shown({ key }: Resource): string {
  return `\`${key}\``
}

/** By the name without a database: `t` and `db.t` may be one table. */
function writersOf(touched: readonly Touched[]): Map<string, number[]> {
  const writers = new Map<string, number[]>()
  touched.forEach(({ writes }, at) => {
    for (const name of new Set([...writes].map(tableName))) {
      const list = writers.get(name)
      if (list) list.push(at)
      else writers.set(name, [at])
    }
  })
  return writers
}

function versionOf({ key }: Resource, versions: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(versions, key) ? versions[key] : undefined
}

/** A model of a store is told apart by the digest of its bytes. */
function modelVersion({ key }: Resource, { model, metadata }: Step): string | undefined {
  if (model === undefined || model.from === 'program') return undefined
  if (key !== model.name) return undefined
  return metadata?.sha256
}

const declared = /(?:^|\n)[ \t;]*(?:--|#)[ \t]*sqlflow-version:[ \t]*(\S[^\n]*)/

/** `-- sqlflow-version: x` in front of a statement: the version of all that it reads from elsewhere. */
function declaredVersion(
  resource: Resource,
  step: Step,
  { program, effects }: MemoizeInput,
): string | undefined {
  const versions: string[] = []
  for (const index of step.statements) {
    if (!effects[index]?.accesses.some((access) => !access.write && access.resource === resource)) continue
    const start = program.statements[index - 1]?.span.end ?? 0
    const version = declared.exec(program.text.slice(start, program.statements[index]?.span.start ?? 0))?.[1]
    if (version === undefined) return undefined
    versions.push(version.trim())
  }
  return versions.length === 0 ? undefined : versions.join('\n')
}
