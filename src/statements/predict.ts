/** `SELECT … TO PREDICT db.table.column USING model` */
import { lines, printName, printWith } from '../syntax/print.ts'
import { dotted, lastPart, tableOfResult } from './names.ts'
import type { Verb } from './statement.ts'

export const predict: Verb<'predict'> = {
  subject: 'table',
  clauses: {
    WITH: {},
    USING: {
      names: 'model',
      required: { example: 'USING my_model', purpose: 'a prediction needs a model' },
    },
  },
  usage: {
    PREDICT: {
      form: 'PREDICT <result_table.result_column>\nUSING <my_model>',
      documentation: 'Writes the rows and what the model predicts for each of them into a table.',
    },
  },
  build: (base, result, clauses) => {
    const model = clauses.using()
    return model && { kind: 'predict', ...base, result, attributes: clauses.attributes, model }
  },
  print: ({ result, attributes, model }) =>
    lines(`TO PREDICT ${printName(result)}`, printWith(attributes), `USING ${printName(model)}`),
  touches: ({ query, result, model }) => ({
    scopes: [query.scope],
    results: result.parts.length > 1 ? [tableOfResult(result)] : [],
    usesModel: model,
  }),
  words: ({ result }) => ['predict', lastPart(result)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  attributesOf: { of: 'model', verb: 'predict' },
  program: (engine) => `${engine}.predict`,
  spec: ({ result }) => ({ resultTable: dotted(tableOfResult(result)), resultColumn: lastPart(result) }),
  outline: ({ result, model }) => ({
    name: `PREDICT ${dotted(result)}`,
    detail: `using ${dotted(model)}`,
    brings: 'result',
  }),
}
