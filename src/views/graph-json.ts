/** The graph as JSON: an interface that other tools read, see `graph.schema.json`. */
import type { Analysis } from '../analyze.ts'
import { jsonText } from '../diagnostics/render/json.ts'
import { resourceText } from '../effects/resource.ts'

export function render({ source, program, effects, graph }: Analysis): string {
  // The table of a model is the model: DROP TABLE m writes the model m.
  const models = new Set(
    effects.flatMap(({ accesses }) =>
      accesses
        .filter(({ model, resource }) => model && resource.kind === 'table')
        .map(({ resource }) => resource.key),
    ),
  )
  const asModels = (tables: readonly string[] = []): string[] => tables.filter((table) => models.has(table))
  const statements = program.statements.map((statement, index) => {
    const effect = effects[index]
    return {
      index,
      kind: statement.kind,
      span: source.locate(statement.span),
      reads: sorted(effect?.reads),
      writes: sorted(effect?.writes),
      models: {
        reads: sorted([...(effect?.modelReads ?? []), ...asModels(effect?.reads)]),
        writes: sorted([...(effect?.modelWrites ?? []), ...asModels(effect?.writes)]),
      },
      unknown: effect?.unknown !== undefined,
    }
  })
  const edges = graph.edges.map(({ from, to, reasons }) => ({
    from,
    to,
    reasons: reasons.map(({ kind, resource }) => ({ kind, resource: resourceText(resource) })),
  }))
  return `${jsonText({ version: 1, statements, edges }, 2)}\n`
}

function sorted(names: readonly string[] | undefined): string[] {
  return [...new Set(names ?? [])].sort()
}
