/** What XGBoost 2 and 3 can learn and measure; the metrics of EVALUATE are those of scikit-learn. */

/** https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters */
export const objectives: readonly string[] = [
  'reg:squarederror',
  'reg:squaredlogerror',
  'reg:logistic',
  'reg:pseudohubererror',
  'reg:absoluteerror',
  'reg:quantileerror',
  'reg:expectileerror',
  'reg:gamma',
  'reg:tweedie',
  'reg:linear',
  'binary:logistic',
  'binary:logitraw',
  'binary:hinge',
  'count:poisson',
  'multi:softmax',
  'multi:softprob',
  'rank:ndcg',
  'rank:map',
  'rank:pairwise',
  'survival:cox',
  'survival:aft',
]

/** Values of `eval_metric`. */
export const evaluationMetrics: readonly string[] = [
  'rmse',
  'rmsle',
  'mae',
  'mape',
  'mphe',
  'logloss',
  'error',
  'merror',
  'mlogloss',
  'auc',
  'aucpr',
  'pre',
  'ndcg',
  'ndcg-',
  'map',
  'map-',
  'ams',
  'quantile',
  'expectile',
  'poisson-nloglik',
  'gamma-nloglik',
  'gamma-deviance',
  'tweedie-nloglik',
  'cox-nloglik',
  'aft-nloglik',
  'interval-regression-accuracy',
]

/** Metrics that take a parameter after `@`; true where XGBoost refuses them without. */
export const metricParameters: Readonly<Record<string, boolean>> = {
  error: false,
  pre: false,
  ndcg: false,
  map: false,
  ams: true,
  'tweedie-nloglik': true,
}

/** https://scikit-learn.org/stable/api/sklearn.metrics.html */
export const sklearnMetrics: readonly string[] = [
  'accuracy_score',
  'average_precision_score',
  'balanced_accuracy_score',
  'brier_score_loss',
  'cohen_kappa_score',
  'explained_variance_score',
  'f1_score',
  'fbeta_score',
  'hamming_loss',
  'hinge_loss',
  'log_loss',
  'mean_absolute_error',
  'mean_squared_error',
  'mean_squared_log_error',
  'median_absolute_error',
  'precision_score',
  'r2_score',
  'recall_score',
  'roc_auc_score',
  'zero_one_loss',
]

/** The beta of F comes behind `@`; it is 1 when there is none. */
export const sklearnParameters: Readonly<Record<string, boolean>> = { fbeta_score: false }
