/** `SELECT … TO EVALUATE model WITH … LABEL column INTO table` */
import { dotted, lastPart } from './names.ts'
import type { StatementKind } from './statement.ts'

export const evaluate: StatementKind<'evaluate'> = {
  touches: ({ query, model, into }) => ({ scopes: [query.scope], results: [into], usesModel: model }),
  words: ({ into }) => ['evaluate', lastPart(into)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  spec: ({ label, into }) => ({ label: label.value, resultTable: dotted(into) }),
}
