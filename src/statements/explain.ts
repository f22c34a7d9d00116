/** `SELECT … TO EXPLAIN model WITH … USING explainer INTO table` */
import { dotted, lastPart } from './names.ts'
import type { StatementKind } from './statement.ts'

export const explain: StatementKind<'explain'> = {
  touches: ({ query, model, into }) => ({
    scopes: [query.scope],
    results: into ? [into] : [],
    usesModel: model,
  }),
  words: ({ model }) => ['explain', lastPart(model)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  spec: ({ explainer, into }) => ({
    ...(explainer ? { explainer: explainer.value } : {}),
    ...(into ? { resultTable: dotted(into) } : {}),
  }),
}
