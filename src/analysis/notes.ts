/** What a reader of the plan should know: statements that nothing is known of, programs with nothing in them. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Effects } from '../effects/effects.ts'
import type { Program } from '../syntax/ast.ts'
import { headline } from './headline.ts'

export function noteUnknownEffects(program: Program, effects: readonly Effects[], report: Report): void {
  program.statements.forEach((statement, index) => {
    const reason = effects[index]?.unknown
    if (reason === undefined) return
    report({
      name: 'unknown-effects',
      message: `what this statement reads and writes is not known: ${reason}`,
      span: headline(program, statement),
      help: 'all statements before it run first, and all after it wait for it',
    })
  })
  if (program.statements.length > 0) return
  report({
    name: 'nothing-to-run',
    message: 'the program has no statement',
    span: { start: 0, end: 0 },
    help: 'write a statement; comments and semicolons alone make no workflow',
  })
}
