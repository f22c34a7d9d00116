/** The graph as JSON: an interface that other tools read, see `graph.schema.json`. */
import type { Analysis } from '../compile.ts'

export function render({ source, program, effects, graph }: Analysis): string {
  const statements = program.statements.map((statement, index) => {
    const effect = effects[index]
    return {
      index,
      kind: statement.kind,
      span: source.locate(statement.span),
      reads: sorted(effect?.reads),
      writes: sorted(effect?.writes),
      models: { reads: sorted(effect?.modelReads), writes: sorted(effect?.modelWrites) },
      unknown: effect?.unknown !== undefined,
    }
  })
  return `${JSON.stringify({ version: 1, statements, edges: graph.edges }, null, 2)}\n`
}

function sorted(names: readonly string[] | undefined): string[] {
  return [...(names ?? [])].sort()
}
