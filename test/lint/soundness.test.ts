/**
 * SQLite judges the rules that report errors in ordinary SQL: they say nothing of programs that SQLite runs to their
 * end, also after a statement was taken out, repeated or moved; and most of what they say is what SQLite says.
 */
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { lint } from '../../src/lint/lint.ts'
import { generateProgram, programText } from '../support/sql-generator.ts'
import { Random } from '../support/sql-random.ts'
import { Session } from '../support/sql-session.ts'

const programs = Number(process.env['SQLFLOWC_PROGRAMS'] ?? 400)
const tables = /^SF44[3-6]$/

test(`of ${programs} programs and their alterations none that runs has an error`, () => {
  let ran = 0
  let failed = 0
  let foretold = 0
  for (let seed = 1; seed <= programs; seed++) {
    const { setup, statements: whole } = generateProgram(seed)
    for (const statements of [whole, altered(whole, seed), altered(whole, seed + programs)]) {
      const text = programText({ statements })
      const errors = foundIn(text)
      const failure = firstFailure([...setup, ...statements.map(({ sql }) => sql)])
      if (failure === undefined) {
        ran++
        expect(
          errors.map(({ code, message }) => `${code} ${message}`),
          `seed ${seed}\n${text}`,
        ).toEqual([])
        continue
      }
      if (!/no such table|already exists/.test(failure)) continue
      failed++
      if (errors.some(({ code }) => tables.test(code))) foretold++
    }
  }
  process.stdout.write(`lint: ${ran} programs ran; of ${failed} failures of tables ${foretold} foretold\n`)
  expect(ran).toBeGreaterThan(programs)
  expect(foretold).toBeGreaterThan(0)
}, 120_000)

/** Without those inside a WITH: SQLite never looks at a query of it that nobody uses. */
function foundIn(text: string): readonly Diagnostic[] {
  const { diagnostics, program } = lint(text, { path: 'program.sql', dialect: 'sqlite' })
  return diagnostics.filter(({ code, severity, span }) => {
    const statement = program.statements.find((one) => one.span.end >= span.end)
    const before = text.slice(statement?.span.start ?? 0, span.start)
    return severity === 'error' && /^SF4/.test(code) && !/\bwith\b/i.test(before)
  })
}

type Statements = ReturnType<typeof generateProgram>['statements']

/** A statement taken out, repeated, or moved to where another was. */
function altered(statements: Statements, seed: number): Statements {
  const random = new Random(seed)
  const out = [...statements]
  const at = random.below(out.length)
  const [taken] = out.splice(at, 1)
  if (!taken) return out
  const what = random.below(3)
  if (what === 1) out.splice(at, 0, taken, taken)
  if (what === 2) out.splice(random.below(out.length + 1), 0, taken)
  return out
}

function firstFailure(texts: readonly string[]): string | undefined {
  const session = new Session()
  try {
    for (const sql of texts) {
      const { error } = session.run(sql)
      if (error !== undefined) return error
    }
    return undefined
  } finally {
    session.finish()
  }
}
