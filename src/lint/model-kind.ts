/** Whether a model tells classes apart or predicts numbers, where its estimator and its objective decide it. */
import type { ModelKind } from '../engines/engine.ts'
import { engines } from '../engines/table.ts'
import type { Metadata } from '../metadata/metadata.ts'

/** What a class of XGBoost learns where the statement is silent. */
const objectives: Readonly<Record<string, string>> = {
  xgbclassifier: 'binary:',
  xgbrfclassifier: 'multi:',
  xgbregressor: 'reg:',
  xgbrfregressor: 'reg:',
  xgbranker: 'rank:',
}

/** `multi:softmax`, or what goes without saying. */
export function objectiveOf({ estimator, attributes }: Metadata): string | undefined {
  const given = attributes['objective'] ?? attributes['model.objective']
  if (given !== undefined) return typeof given === 'string' ? given : undefined
  const name = estimator.toLowerCase().replace(/^xgboost\./, '')
  return Object.hasOwn(objectives, name) ? objectives[name] : undefined
}

export function kindOfModel(metadata: Metadata): ModelKind | undefined {
  return engines[metadata.engine].kindOf(metadata.estimator, objectiveOf(metadata))
}
