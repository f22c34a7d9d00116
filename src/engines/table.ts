/** The engines, and the one place that tells which of them an estimator belongs to. */
import { keysOf } from '../keys.ts'
import type { Engine } from './engine.ts'
import { tensorflow } from './tensorflow.ts'
import { xgboost } from './xgboost.ts'

/** The last one has the classes of users' images, which may have any name. */
const table = { xgboost, tensorflow }

export type EngineName = keyof typeof table

export const engines: Readonly<Record<EngineName, Engine>> = table

export const engineNames: readonly EngineName[] = keysOf(engines)

/** `xgboost.gbtree`, `XGBClassifier` (any case) → xgboost; everything else → tensorflow. */
export function engineOf(estimatorName: string): EngineName {
  const owner = engineNames.find((name) => engines[name].owns.test(estimatorName))
  if (owner === undefined) throw new Error(`bug: no engine has the estimator ${estimatorName}`)
  return owner
}
