/** The columns that an expression of COLUMN names. */
import type { Expression, Identifier, TrainStatement } from '../syntax/ast.ts'

function columnsIn(expression: Expression): Identifier[] {
  if (expression.kind === 'name') return expression.parts.slice(-1)
  if (expression.kind === 'call') return expression.arguments.slice(0, 1).flatMap(columnsIn)
  return expression.kind === 'list' ? expression.items.flatMap(columnsIn) : []
}

/** All that a TRAIN names after COLUMN. */
export function namedColumns({ columns }: TrainStatement): Identifier[] {
  return columns.flatMap((clause) => clause.columns.flatMap(columnsIn))
}
