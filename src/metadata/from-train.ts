/** The metadata of a model from the TRAIN statement that makes it. */

import { engineOf } from '../engines/table.ts'
import { dotted } from '../statements/names.ts'
import { withoutSemicolon } from '../statements/text.ts'
import type { ColumnClause, Expression, TrainStatement } from '../syntax/ast.ts'
import { toJson } from '../syntax/constants.ts'
import type { Json } from './json.ts'
import { type Metadata, metadataVersion } from './metadata.ts'

/** The target that columns without FOR belong to. */
const defaultTarget = 'feature_columns'

/**
 * What the statement says, and where it is silent what the model says that it continues from: its
 * image, features and label.
 */
export function metadataFromTrain(statement: TrainStatement, text: string, pretrained?: Metadata): Metadata {
  const { estimator, query, label } = statement
  const image = estimator.image ?? pretrained?.image
  const features = statement.columns.length > 0 ? featuresOf(statement.columns) : (pretrained?.features ?? {})
  const labelName = label?.value ?? pretrained?.label
  const validation = statement.attributes.find(({ key }) => key.value === 'validation.select')?.value
  return {
    formatVersion: metadataVersion,
    originalSql: withoutSemicolon(text.slice(statement.span.start, statement.extension.end)),
    select: text.slice(query.span.start, query.span.end),
    ...(validation?.kind === 'string' ? { validationSelect: validation.value } : {}),
    ...(image === undefined ? {} : { image }),
    estimator: estimator.name,
    engine: engineOf(estimator.name),
    attributes: Object.fromEntries(statement.attributes.map(({ key, value }) => [key.value, toJson(value)])),
    features,
    ...(labelName === undefined ? {} : { label: labelName }),
    ...(statement.pretrained ? { preTrainedModel: dotted(statement.pretrained) } : {}),
    into: dotted(statement.into),
  }
}

function featuresOf(clauses: readonly ColumnClause[]): Record<string, Json> {
  return Object.fromEntries(
    clauses.map(({ columns, target }) => [target?.value ?? defaultTarget, columns.map(columnJson)]),
  )
}

/** `DENSE(c, 4)` → `{"function":"DENSE","arguments":[{"column":"c"},4]}`; a bare word is a column. */
function columnJson(expression: Expression): Json {
  switch (expression.kind) {
    case 'call':
      return {
        function: expression.function.value.toUpperCase(),
        arguments: expression.arguments.map(columnJson),
      }
    case 'name':
      return { column: dotted(expression) }
    case 'star':
      return { column: '*' }
    case 'list':
      return expression.items.map(columnJson)
    default:
      return toJson(expression)
  }
}
