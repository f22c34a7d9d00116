/** `SELECT … TO PREDICT db.table.column USING model` */
import { dotted, lastPart, tableOfResult } from './names.ts'
import type { StatementKind } from './statement.ts'

export const predict: StatementKind<'predict'> = {
  touches: ({ query, result, model }) => ({
    scopes: [query.scope],
    results: result.parts.length > 1 ? [tableOfResult(result)] : [],
    usesModel: model,
  }),
  words: ({ result }) => ['predict', lastPart(result)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  spec: ({ result }) => ({ resultTable: dotted(tableOfResult(result)), resultColumn: lastPart(result) }),
}
