/** The engines, and the one place that tells which of them an estimator belongs to. */
import type { Engine, EngineName } from './engine.ts'
import { tensorflow } from './tensorflow.ts'
import { xgboost } from './xgboost.ts'

export const engines: { readonly [K in EngineName]: Engine } = {
  xgboost,
  tensorflow,
}

/** `xgboost.gbtree`, `XGBClassifier` (any case) → xgboost; everything else → tensorflow. */
export function engineOf(estimatorName: string): EngineName {
  return /^(xgboost\.|xgb)/i.test(estimatorName) ? 'xgboost' : 'tensorflow'
}
