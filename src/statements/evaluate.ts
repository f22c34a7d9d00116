/** `SELECT … TO EVALUATE model WITH … LABEL column INTO table` */
import { lines, printIdentifier, printName, printWith } from '../syntax/print.ts'
import { dotted, lastPart } from './names.ts'
import type { Verb } from './statement.ts'

export const evaluate: Verb<'evaluate'> = {
  subject: 'model',
  clauses: {
    WITH: {},
    LABEL: {
      required: {
        example: 'LABEL class',
        purpose: 'predictions are compared with the column that holds the truth',
      },
    },
    INTO: {
      names: 'table',
      required: { example: 'INTO my_result', purpose: 'the metrics need a table to go to' },
    },
  },
  usage: {
    EVALUATE: {
      form: 'EVALUATE <my_model>\nWITH validation.metrics = "<accuracy_score>"\nLABEL <label_column>\nINTO <result_table>',
      documentation: 'Compares predictions with the label and writes metrics into a table.',
    },
  },
  build: (base, model, clauses) => {
    const label = clauses.label()
    const into = clauses.result()
    if (!label || !into) return undefined
    return { kind: 'evaluate', ...base, model, attributes: clauses.attributes, label, into }
  },
  print: ({ model, attributes, label, into }) =>
    lines(
      `TO EVALUATE ${printName(model)}`,
      printWith(attributes),
      `LABEL ${printIdentifier(label)}`,
      `INTO ${printName(into)}`,
    ),
  touches: ({ query, model, into }) => ({ scopes: [query.scope], results: [into], usesModel: model }),
  words: ({ into }) => ['evaluate', lastPart(into)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  attributesOf: { of: 'model', verb: 'evaluate' },
  program: (engine) => `${engine}.evaluate`,
  spec: ({ label, into }) => ({ label: label.value, resultTable: dotted(into) }),
  outline: ({ into, model }) => ({
    name: `EVALUATE ${dotted(into)}`,
    detail: `using ${dotted(model)}`,
    brings: 'result',
  }),
}
