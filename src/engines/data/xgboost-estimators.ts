/** XGBoost's estimators and what each of them sets where the program is silent. */
import type { Condition, Scalar } from '../engine.ts'

export interface XgboostEstimator {
  /** The part after `xgboost.`; the prefix may be left out for the XGB* classes. */
  readonly name: string
  readonly doc: string
  readonly adds: Readonly<Record<string, Scalar>>
}

/** What makes boosting a random forest: https://xgboost.readthedocs.io/en/stable/tutorials/rf.html */
const forest = { learning_rate: 1, subsample: 0.8, colsample_bynode: 0.8, reg_lambda: 1e-5 }

export const xgboostEstimators: readonly XgboostEstimator[] = [
  { name: 'gbtree', doc: 'Boosted trees, with an objective of choice.', adds: { booster: 'gbtree' } },
  {
    name: 'gblinear',
    doc: 'Boosted linear models, with an objective of choice.',
    adds: { booster: 'gblinear' },
  },
  {
    name: 'dart',
    doc: 'Boosted trees that drop out at random, with an objective of choice.',
    adds: { booster: 'dart' },
  },
  {
    name: 'XGBClassifier',
    doc: 'Boosted trees that tell classes apart.',
    adds: { objective: 'binary:logistic' },
  },
  {
    name: 'XGBRegressor',
    doc: 'Boosted trees that predict a number.',
    adds: { objective: 'reg:squarederror' },
  },
  {
    name: 'XGBRFClassifier',
    doc: 'A random forest that tells classes apart.',
    adds: { objective: 'multi:softprob', ...forest },
  },
  {
    name: 'XGBRFRegressor',
    doc: 'A random forest that predicts a number.',
    adds: { objective: 'reg:squarederror', ...forest },
  },
  {
    name: 'XGBRanker',
    doc: 'Boosted trees that put the rows of a query in order.',
    adds: { objective: 'rank:pairwise' },
  },
]

/** Parameters that go with some objectives; XGBoost fails on the rest only when it trains. */
export const objectiveConditions: readonly Condition[] = [
  {
    attribute: 'num_class',
    on: 'objective',
    startsWith: 'multi:',
    only: 'multi:softprob',
    because: 'it has one score for each class',
  },
  {
    attribute: 'quantile_alpha',
    on: 'objective',
    startsWith: 'reg:quantileerror',
    because: 'it learns a quantile, and must know which',
  },
  {
    attribute: 'expectile_alpha',
    on: 'objective',
    startsWith: 'reg:expectileerror',
    because: 'it learns an expectile, and must know which',
  },
]
