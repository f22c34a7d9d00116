/**
 * The judgement over one program: run it in order, then in orders that its compiled steps allow, each
 * step in a session of its own, and compare the databases and every answer.
 */
import { defaultSettings, type PlanResult, plan, type Step } from '../../src/index.ts'
import { recorded, type Touched } from './sql-authorizer.ts'
import { programText, type SqlProgram } from './sql-generator.ts'
import { someOrders } from './sql-orders.ts'
import { Random } from './sql-random.ts'
import { type Disk, dump, Session } from './sql-session.ts'

export interface Reference {
  readonly disk: Disk
  readonly state: readonly string[]
  /** The rows of each statement. */
  readonly answers: readonly string[]
  readonly touched: readonly Touched[]
}

export type Verdict =
  | {
      readonly kind: 'sound'
      readonly result: PlanResult
      readonly reference: Reference
      readonly orders: number
      /** Steps that several statements were fused into. */
      readonly fused: number
    }
  | {
      readonly kind: 'broken'
      readonly result: PlanResult
      readonly order: readonly number[]
      readonly problem: string
    }
  | { readonly kind: 'refused'; readonly problem: string }
  /** SQLite itself does not run it in order. */
  | { readonly kind: 'invalid' }

interface Script {
  /** Begun, given up after some statements, and begun again. */
  readonly restarts: boolean
  readonly settings: readonly string[]
  readonly lines: readonly { readonly sql: string; readonly statement: number | undefined }[]
}

/** The program in its own order, in one session. */
function runInOrder(program: SqlProgram): Reference | undefined {
  const start = prepared(program)
  if (!start) return undefined
  const session = new Session(start)
  const answers: string[] = []
  const touched: Touched[] = []
  let failed = false
  for (const { sql } of program.statements) {
    touched.push(
      recorded(session.db, sql, () => {
        const { rows, error } = session.run(sql)
        failed = error !== undefined
        answers.push(rows)
      }),
    )
    if (failed) break
  }
  // Nor is it known what a program means that leaves a transaction open.
  if (failed || session.db.isTransaction) {
    session.close()
    return undefined
  }
  const disk = session.finish()
  const state = dump(disk)
  return state && { disk, state, answers, touched }
}

function prepared(program: SqlProgram): Disk | undefined {
  const session = new Session()
  const failed = program.setup.some((sql) => session.run(sql).error !== undefined)
  const disk = session.finish()
  return failed ? undefined : disk
}

export async function judge(program: SqlProgram, exhaustive: boolean): Promise<Verdict> {
  const reference = runInOrder(program)
  const start = prepared(program)
  if (!reference || !start) return { kind: 'invalid' }
  const random = new Random(program.seed)
  const result = await plan(programText(program), { dialect: 'sqlite', offline: true })
  const fused = result.plan?.fused?.chains.length ?? 0
  // What is fused must be sound by itself as well: nothing may hang on the statements' sharing a session.
  const settings = { ...defaultSettings, plan: { fuse: false } }
  const apart =
    fused === 0 ? [] : [await plan(programText(program), { dialect: 'sqlite', offline: true, settings })]
  let orders = 0
  for (const one of [result, ...apart]) {
    const tried = tryOrders(program, one, { start, reference, random, exhaustive })
    if (typeof tried !== 'number') return tried
    orders += tried
  }
  return { kind: 'sound', result, reference, orders, fused }
}

interface Trial {
  readonly start: Disk
  readonly reference: Reference
  readonly random: Random
  readonly exhaustive: boolean
}

/** How many orders of the plan's steps end alike. */
function tryOrders(
  program: SqlProgram,
  result: PlanResult,
  { start, reference, random, exhaustive }: Trial,
): number | Exclude<Verdict, { kind: 'sound' }> {
  const count = result.program.statements.length
  if (!result.plan || count !== program.statements.length) {
    const said = result.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ message }) => message)
    return { kind: 'refused', problem: `${count} statements; ${said.join('; ')}` }
  }
  const { steps, fused } = result.plan
  const places = new Map(steps.map(({ id }, place) => [id, place]))
  const waits = steps.map(({ dependsOn }) => dependsOn.map((id) => places.get(id) ?? 0))
  const chains = new Set(fused?.chains.map(([first]) => first))
  const scripts = steps.map((step) => scriptOf(step, result, chains.has(step.statements[0])))
  const orders = someOrders(waits, random, exhaustive)
  for (const order of orders) {
    const problem = runSteps(start, scripts, order, reference, random)
    if (problem !== undefined) {
      const statements = order.flatMap((place) => steps[place]?.statements ?? [])
      return { kind: 'broken', result, order: statements, problem }
    }
  }
  return orders.length
}

/** What a pod would get to run: taken from the step's own spec, the answers matched to the statements. */
function scriptOf(step: Step, { program }: PlanResult, restarts: boolean): Script {
  const { spec } = step
  if (typeof spec !== 'object' || spec === null || !('statements' in spec)) throw new Error('no statements')
  const { statements, settings } = spec
  const waiting = [...step.statements]
  const lines = listOf(statements).map((line) => {
    const sql = typeof line === 'object' && line !== null && 'sql' in line ? String(line['sql']) : ''
    const span = program.statements[waiting[0] ?? -1]?.span
    const own = span && program.text.slice(span.start, span.end).replace(/\s*;\s*$/, '') === sql
    return { sql, statement: own ? waiting.shift() : undefined }
  })
  if (waiting.length > 0) throw new Error(`the step ${step.id} does not run all of its statements`)
  return { restarts, settings: listOf(settings).map(String), lines }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function runSteps(
  start: Disk,
  scripts: readonly Script[],
  order: readonly number[],
  reference: Reference,
  random: Random,
): string | undefined {
  let disk = start
  for (const place of order) {
    const script = scripts[place]
    if (!script) continue
    if (script.restarts) disk = givenUp(disk, script, random)
    const session = new Session(disk)
    for (const sql of script.settings) session.run(sql)
    for (const { sql, statement } of script.lines) {
      const { rows, error } = session.run(sql)
      if (error !== undefined) {
        session.close()
        return `statement ${statement}: ${error}`
      }
      if (statement !== undefined && rows !== reference.answers[statement]) {
        session.close()
        return `statement ${statement} answers\n${rows}\ninstead of\n${reference.answers[statement]}`
      }
    }
    disk = session.finish()
  }
  const state = dump(disk)
  if (!state) return 'the database can not be opened again'
  if (state.join('\n') === reference.state.join('\n')) return undefined
  const more = state.filter((line) => !reference.state.includes(line)).map((line) => `+ ${line}`)
  const fewer = reference.state.filter((line) => !state.includes(line)).map((line) => `- ${line}`)
  return `the database differs at the end\n${[...fewer, ...more].join('\n')}`
}

/** A step that fails at one of its statements leaves what those before it have done. */
function givenUp(disk: Disk, { settings, lines }: Script, random: Random): Disk {
  const session = new Session(disk)
  for (const sql of settings) session.run(sql)
  for (const { sql } of lines.slice(0, random.below(lines.length))) session.run(sql)
  return session.finish()
}
