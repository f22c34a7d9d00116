/** `SELECT … TO EXPLAIN model WITH … USING explainer INTO table` */
import { lines, printIdentifier, printName, printWith } from '../syntax/print.ts'
import { dotted, lastPart } from './names.ts'
import type { Verb } from './statement.ts'

export const explain: Verb<'explain'> = {
  subject: 'model',
  clauses: {
    WITH: {},
    USING: { names: ['TreeExplainer', 'XGBoostExplainer'] },
    INTO: { names: 'table' },
  },
  usage: {
    EXPLAIN: {
      form: 'EXPLAIN <my_model>\nINTO <result_table>',
      documentation: 'Shows how much each feature counts in what the model predicts.',
    },
  },
  build: (base, model, clauses) => {
    const explainer = clauses.usedWord()
    const into = clauses.result()
    return {
      kind: 'explain',
      ...base,
      model,
      attributes: clauses.attributes,
      ...(explainer ? { explainer } : {}),
      ...(into ? { into } : {}),
    }
  },
  print: ({ model, attributes, explainer, into }) =>
    lines(
      `TO EXPLAIN ${printName(model)}`,
      printWith(attributes),
      explainer ? `USING ${printIdentifier(explainer)}` : '',
      into ? `INTO ${printName(into)}` : '',
    ),
  touches: ({ query, model, into }) => ({
    scopes: [query.scope],
    results: into ? [into] : [],
    usesModel: model,
  }),
  words: ({ model }) => ['explain', lastPart(model)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  attributesOf: { of: 'model', verb: 'explain' },
  program: (engine) => `${engine}.explain`,
  spec: ({ explainer, into }) => ({
    ...(explainer ? { explainer: explainer.value } : {}),
    ...(into ? { resultTable: dotted(into) } : {}),
  }),
  outline: ({ model, into }) => ({
    name: `EXPLAIN ${dotted(into ?? model)}`,
    ...(into ? { detail: `using ${dotted(model)}` } : {}),
    brings: 'result',
  }),
}
