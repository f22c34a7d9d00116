/**
 * Which steps may be skipped when they were done before, and the key that says when. Argo looks only at the key, so all
 * that a step's outcome hangs on must be in it: what the step does, its image and settings, the compiler, and the versions
 * of what it reads. A table's version is known when a memoized step of the program makes the table (its key), or when
 * the program or the settings tell it. A step for which anything is missing is run each time, and it is said why.
 */
import type { Effects } from '../analysis/effects.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { canonical, isObject, type Json } from '../metadata/json.ts'
import type { Program } from '../syntax/ast.ts'
import type { Plan, Step } from './plan.ts'
import { Restart } from './restart.ts'
import { varyingIn } from './varying.ts'

export interface MemoizeInput {
  readonly plan: Plan
  readonly program: Program
  readonly effects: readonly Effects[]
  readonly dialect: Dialect
  /** Versions that the settings tell, by table. */
  readonly versions: Readonly<Record<string, string>>
  /** What else every step hangs on: where tables and models are, the variables of the steps. */
  readonly surroundings: Json
}

export interface Memoized {
  readonly plan: Plan
  /** Why a step is not: by its first statement. */
  readonly refused: readonly { readonly statement: number; readonly reason: string }[]
}

/** Resources of a step, and what others do with them. */
interface Touched {
  readonly reads: ReadonlySet<string>
  readonly writes: ReadonlySet<string>
}

export async function memoize(input: MemoizeInput): Promise<Memoized> {
  const { steps } = input.plan
  const touched = steps.map((step) => touchedBy(step, input.effects))
  const writers = writersOf(touched)
  const keys = new Map<number, string>()
  const refused: { statement: number; reason: string }[] = []
  const made: Step[] = []
  // Steps come after those that they wait for, so the keys of what they read are there.
  for (const [at, step] of steps.entries()) {
    const found = inputsOf(input, at, touched, writers, keys)
    if (typeof found === 'string') {
      refused.push({ statement: step.statements[0] ?? 0, reason: found })
      made.push(step)
      continue
    }
    const { image, spec, program } = step
    const key = await digest({
      image,
      program,
      spec: withoutPlace(spec),
      surroundings: input.surroundings,
      inputs: found,
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
): Record<string, string> | string {
  const step = input.plan.steps[at]
  const own = touched[at]
  if (!step || !own) throw new Error('bug: a step that is not of the plan')
  const problem = unfit(step, input)
  if (problem !== undefined) return problem
  for (const resource of own.writes) {
    const other = writers.get(nameOf(resource))?.find((writer) => writer !== at)
    if (other !== undefined)
      return `${input.plan.steps[other]?.id} changes ${shown(resource)} too, and may run when this one is skipped`
  }
  const inputs: Record<string, string> = Object.create(null)
  for (const resource of own.reads) {
    if (own.writes.has(resource)) {
      if (step.kind === 'sql') continue
      return `it reads ${shown(resource)} and changes it`
    }
    const [maker] = writers.get(nameOf(resource)) ?? []
    const key = maker === undefined ? undefined : keys.get(maker)
    if (maker !== undefined && maker > at)
      return `it reads ${shown(resource)} before ${input.plan.steps[maker]?.id} changes it`
    if (maker !== undefined && key === undefined)
      return `it reads ${shown(resource)}, which ${input.plan.steps[maker]?.id} makes anew each time`
    const version =
      key ??
      versionOf(resource, input.versions) ??
      toldVersion(resource, step, input) ??
      modelVersion(resource, step)
    if (version === undefined) return `it reads ${shown(resource)}, and the version of that is not known`
    inputs[resource] = version
  }
  return inputs
}

/** What is wrong with a step by itself. */
function unfit(step: Step, { program, effects, dialect }: MemoizeInput): string | undefined {
  if (step.kind === 'run') return 'what the command does with its surroundings is not known'
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
    if (effect.session || effect.temporaries.length > 0 || effect.variables.length > 0 || effect.asksSession)
      return 'it hangs on its session'
    restart.add(statement, effect)
  }
  if (step.kind === 'sql' && !restart.makesAll)
    return 'it changes what was there: only a step that makes its tables anew (DROP TABLE IF EXISTS or CREATE OR REPLACE) can be skipped'
  return undefined
}

function touchedBy(step: Step, effects: readonly Effects[]): Touched {
  const reads = new Set<string>()
  const writes = new Set<string>()
  for (const index of step.statements) {
    for (const { resource, write } of effects[index]?.accesses ?? []) {
      if (/^(table|model|file|temporary):/.test(resource)) (write ? writes : reads).add(resource)
    }
  }
  return { reads, writes }
}

/** By the last part of a name: `t` and `db.t` may be one table. */
function nameOf(resource: string): string {
  const name = resource.slice(resource.indexOf(':') + 1)
  return name.slice(name.lastIndexOf('.') + 1)
}

function shown(resource: string): string {
  return `\`${resource.slice(resource.indexOf(':') + 1)}\``
}

function writersOf(touched: readonly Touched[]): Map<string, number[]> {
  const writers = new Map<string, number[]>()
  touched.forEach(({ writes }, at) => {
    for (const name of new Set([...writes].map(nameOf))) {
      const list = writers.get(name)
      if (list) list.push(at)
      else writers.set(name, [at])
    }
  })
  return writers
}

function versionOf(resource: string, versions: Readonly<Record<string, string>>): string | undefined {
  const name = resource.slice(resource.indexOf(':') + 1)
  return Object.hasOwn(versions, name) ? versions[name] : undefined
}

/** A model of a store is told apart by the digest of its bytes. */
function modelVersion(resource: string, { model, metadata }: Step): string | undefined {
  if (model === undefined || model.from === 'program') return undefined
  if (resource.slice(resource.indexOf(':') + 1) !== model.name) return undefined
  return metadata?.sha256
}

const told = /(?:^|\n)[ \t;]*(?:--|#)[ \t]*sqlflow-version:[ \t]*(\S[^\n]*)/

/** `-- sqlflow-version: x` in front of a statement: the version of all that it reads from elsewhere. */
function toldVersion(resource: string, step: Step, { program, effects }: MemoizeInput): string | undefined {
  const versions: string[] = []
  for (const index of step.statements) {
    if (!effects[index]?.accesses.some((access) => !access.write && access.resource === resource)) continue
    const start = program.statements[index - 1]?.span.end ?? 0
    const version = told.exec(program.text.slice(start, program.statements[index]?.span.start ?? 0))?.[1]
    if (version === undefined) return undefined
    versions.push(version.trim())
  }
  return versions.length === 0 ? undefined : versions.join('\n')
}

/** Where a statement stands, and the name of its step, change nothing of what it does. */
function withoutPlace(spec: Json): Json {
  if (!isObject(spec)) return spec
  const { step: _s, line: _l, ...rest } = spec
  const { statements } = rest
  if (!Array.isArray(statements)) return rest
  return {
    ...rest,
    statements: statements.map((one: Json) => (isObject(one) ? { ...one, line: undefined } : one)),
  }
}

/** Argo takes letters, digits and `-` for a key. */
async function digest(value: Json): Promise<string> {
  const bytes = new TextEncoder().encode(canonical(value))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
