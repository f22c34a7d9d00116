/** A failing program made small, and told in full: statements, what was found of them, the order that broke it. */
import { resourceText } from '../../src/effects/resource.ts'
import { programText, type SqlProgram } from './sql-generator.ts'
import { judge, type Verdict } from './sql-soundness.ts'

export type Failure = Extract<Verdict, { readonly kind: 'broken' | 'refused' }>

/** Leaves out statements as long as the rest still fails in the same way. */
export async function shrink(
  program: SqlProgram,
  failure: Failure,
): Promise<{ readonly program: SqlProgram; readonly failure: Failure }> {
  let small = { program, failure }
  for (let at = program.statements.length - 1; at >= 0; at--) {
    const shorter = await stillFails(
      { ...small.program, statements: small.program.statements.filter((_, index) => index !== at) },
      failure,
    )
    if (!shorter) continue
    small = shorter
    // What was needed before may be needless now.
    at = small.program.statements.length
  }
  for (let at = program.setup.length - 1; at >= 0; at--) {
    const shorter = await stillFails(
      { ...small.program, setup: small.program.setup.filter((_, index) => index !== at) },
      failure,
    )
    if (shorter) small = shorter
  }
  return small
}

async function stillFails(
  program: SqlProgram,
  failure: Failure,
): Promise<{ program: SqlProgram; failure: Failure } | undefined> {
  const verdict = await judge(program, true)
  return verdict.kind === failure.kind && (verdict.kind === 'broken' || verdict.kind === 'refused')
    ? { program, failure: verdict }
    : undefined
}

/** The whole case, to be put into a report as it is. */
export function told(program: SqlProgram, failure: Failure): string {
  const head = `seed ${program.seed}: ${failure.kind}\n${failure.problem}`
  const setup = program.setup.map((sql) => `${sql};\n`).join('')
  const before = setup === '' ? '' : `\n-- there before:\n${setup}`
  if (failure.kind === 'refused') return `${head}${before}\n-- the program:\n${programText(program)}`
  const { effects, graph, sessions } = failure.result
  const statements = program.statements.map(({ sql }, index) => {
    const effect = effects[index]
    const facts = [
      effect?.reads.length ? `reads ${effect.reads.join(', ')}` : '',
      effect?.writes.length ? `writes ${effect.writes.join(', ')}` : '',
      effect?.unknown === undefined ? '' : `unknown: ${effect.unknown}`,
      sessions.carried.has(index) ? 'replayed' : '',
    ].filter((fact) => fact !== '')
    return `${index}  ${sql};\n     -- ${facts.join('; ')}`
  })
  const edges = graph.edges.map(({ from, to, reasons }) => {
    return `${from} -> ${to}  ${reasons.map(({ kind, resource }) => `${kind} ${resourceText(resource)}`).join('; ')}`
  })
  const order = `-- broken in the order ${failure.order.join(' ')}`
  return [head, before, statements.join('\n'), '', ...edges, order].join('\n')
}
