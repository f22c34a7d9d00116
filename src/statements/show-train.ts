/** `SHOW TRAIN model`: prints the statement that trained it. */
import { lastPart } from './names.ts'
import type { StatementKind } from './statement.ts'

export const showTrain: StatementKind<'show-train'> = {
  touches: ({ model }) => ({ scopes: [], results: [], usesModel: model }),
  words: ({ model }) => ['show-train', lastPart(model)],
  query: () => undefined,
  attributes: () => [],
  spec: () => ({}),
}
