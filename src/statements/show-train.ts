/** `SHOW TRAIN model`: prints the statement that trained it. */
import { printName } from '../syntax/print.ts'
import { dotted, lastPart } from './names.ts'
import type { ExtendedFacts, Usage } from './statement.ts'

export const showTrain: ExtendedFacts<'show-train'> = {
  print: ({ model }) => `SHOW TRAIN ${printName(model)}`,
  touches: ({ model }) => ({ scopes: [], results: [], usesModel: model }),
  words: ({ model }) => ['show-train', lastPart(model)],
  query: () => undefined,
  attributes: () => [],
  program: 'show-train',
  spec: () => ({}),
  outline: ({ model }) => ({ name: `SHOW TRAIN ${dotted(model)}`, brings: 'nothing' }),
}

export const showTrainUsage: Usage = {
  form: 'SHOW TRAIN <my_model>',
  documentation: 'Shows the statement that trained a model.',
}
