/**
 * SQLite itself judges the graph: random programs run in order, and then in orders that their compiled
 * steps allow, each step in a session of its own; databases and answers must be the same. And SQLite's
 * own record of what each statement touches is held against ours.
 */
import { describe, expect, test } from 'vitest'
import type { PlanResult } from '../../src/index.ts'
import { canRecord } from '../support/sql-authorizer.ts'
import { generateProgram, type SqlProgram } from '../support/sql-generator.ts'
import { shrink, told } from '../support/sql-shrink.ts'
import { judge, type Reference, type Verdict } from '../support/sql-soundness.ts'

/** Programs of one run; SQLFLOWC_PROGRAMS asks for more. */
const programs = Number(process.env['SQLFLOWC_PROGRAMS'] ?? 800)
const firstSeed = Number(process.env['SQLFLOWC_SEED'] ?? 1)

describe('soundness', () => {
  test(`${programs} programs end alike in every order that is tried`, async () => {
    const counts = { sound: 0, orders: 0, edges: 0, needless: 0, statements: 0, invalid: 0, fused: 0 }
    const record = new Record()
    for (let seed = firstSeed; seed < firstSeed + programs; seed++) {
      const program = generateProgram(seed)
      const verdict = await judge(program, false)
      if (verdict.kind === 'invalid') {
        counts.invalid++
        continue
      }
      if (verdict.kind !== 'sound') throw new Error(await complaint(program, verdict))
      counts.sound++
      counts.orders += verdict.orders
      counts.fused += verdict.fused
      counts.statements += program.statements.length
      const { edges, needless } = overOrdering(verdict.result, verdict.reference)
      counts.edges += edges
      counts.needless += needless
      record.add(verdict.result, verdict.reference)
    }
    expect(counts.sound).toBeGreaterThan(programs * 0.9)
    expect(counts.fused).toBeGreaterThan(0)
    const percent = ((100 * counts.needless) / Math.max(1, counts.edges)).toFixed(1)
    process.stdout.write(
      `soundness: ${counts.sound} programs, ${counts.statements} statements, ${counts.orders} orders, 0 unsound; ${counts.fused} steps fused; ` +
        `${counts.edges} edges, ${percent} % over-ordering\n${record.summary()}\n`,
    )
    expect(record.unreported).toEqual([])
  }, 600_000)
})

async function complaint(
  program: SqlProgram,
  verdict: Exclude<Verdict, { kind: 'sound' | 'invalid' }>,
): Promise<string> {
  const smaller = await shrink(program, verdict)
  return told(smaller.program, smaller.failure)
}

/**
 * Edges over tables between statements that touch none in common, by SQLite's own record. Most are a view
 * or trigger made after its tables, which SQLite allows the other way round and other databases do not.
 */
function overOrdering({ graph }: PlanResult, { touched }: Reference): { edges: number; needless: number } {
  let edges = 0
  let needless = 0
  for (const { from, to, reasons } of graph.edges) {
    if (
      !reasons.some(
        ({ kind, resource }) => kind !== 'session-state' && /^(table|temporary)$/.test(resource.kind),
      )
    )
      continue
    edges++
    const [a, b] = [touched[from], touched[to]]
    if (!a || !b) continue
    const meets = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
      [...left].some((name) => right.has(name))
    const [x, y] = [changes(a), changes(b)]
    if (!meets(x, b.reads) && !meets(a.reads, y) && !meets(x, y)) needless++
  }
  return { edges, needless }
}

/** Rows and schema alike. */
function changes({ writes, changed }: Reference['touched'][number]): ReadonlySet<string> {
  return new Set([...writes, ...changed])
}

/** Our reads and writes against SQLite's record of each statement. */
class Record {
  readonly unreported: string[] = []
  #statements = 0
  #sameReads = 0
  #sameWrites = 0

  add({ effects, program, source }: PlanResult, { touched }: Reference): void {
    if (!canRecord) return
    effects.forEach((effect, index) => {
      const told = touched[index]
      const statement = program.statements[index]
      // What looks at the catalog as a whole names no table; it is ordered by the catalog.
      const looks = statement?.kind === 'sql' && statement.readsCatalog
      if (!told || !statement || looks || effect.unknown !== undefined) return
      const reads = bare(new Set(effect.reads))
      const writes = bare(new Set(effect.writes))
      const seen = { reads: bare(told.reads), writes: bare(told.writes) }
      this.#statements++
      if (same(reads, seen.reads)) this.#sameReads++
      if (same(writes, seen.writes)) this.#sameWrites++
      const missed = [
        ...[...seen.reads]
          .filter((name) => !reads.has(name) && !writes.has(name))
          .map((name) => `reads ${name}`),
        ...[...seen.writes].filter((name) => !writes.has(name)).map((name) => `writes ${name}`),
      ]
      if (missed.length > 0 && this.unreported.length < 5)
        this.unreported.push(`${source.slice(statement.span)}: ${missed.join(', ')}`)
    })
  }

  summary(): string {
    if (!canRecord) return 'authorizer: left out, this Node does not have it'
    const percent = (count: number): string => ((100 * count) / Math.max(1, this.#statements)).toFixed(1)
    return `authorizer: ${this.#statements} statements, reads the same in ${percent(this.#sameReads)} %, writes in ${percent(this.#sameWrites)} %`
  }
}

/** Temporary and attached tables go by the names they are called; the engine's own lists are left out. */
function bare(names: ReadonlySet<string>): Set<string> {
  return new Set(
    [...names].map((name) => name.replace(/^(temp|aux)\./, '')).filter((name) => !name.startsWith('sqlite_')),
  )
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item))
}
