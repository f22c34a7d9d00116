/** Every estimator and objective of XGBoost predicts, row by row, what XGBoost called directly predicts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DirectCase, Ground, makePoints, missing, numbers } from '../../support/xgboost/steps.ts'

interface Case {
  readonly estimator: string
  /** As the program writes them. */
  readonly attributes: string
  readonly label: string
  /** The label as a number, in SQL. */
  readonly coded?: string
  readonly params: Readonly<Record<string, unknown>>
  readonly rounds?: number
  readonly wrapper?: string
  /** What the result table should hold for a value of XGBoost. */
  readonly cell?: (value: never) => unknown
}

const argmax = (values: number[]): number => values.indexOf(Math.max(...values))
const classOf = (value: number): number => (value > 0.5 ? 1 : 0)
const nameOf = (values: number[]): string => ['high', 'low', 'mid'][argmax(values)] ?? ''

const estimators: readonly Case[] = [
  {
    estimator: 'xgboost.gbtree',
    attributes:
      'objective = "reg:squarederror", model.max_depth = 3, eta = 0.5, train.num_boost_round = 7, seed = 3, subsample = 0.7',
    label: 'y',
    params: { objective: 'reg:squarederror', max_depth: 3, eta: 0.5, seed: 3, subsample: 0.7 },
    rounds: 7,
  },
  {
    estimator: 'xgboost.gblinear',
    attributes: 'objective = "reg:squarederror", updater = coord_descent, lambda = 0.1',
    label: 'y',
    params: { booster: 'gblinear', objective: 'reg:squarederror', updater: 'coord_descent', lambda: 0.1 },
    rounds: 10,
  },
  {
    estimator: 'xgboost.dart',
    attributes: 'objective = "binary:logistic", rate_drop = 0.3, random_state = 5, n_estimators = 12',
    label: 'two',
    params: { booster: 'dart', objective: 'binary:logistic', rate_drop: 0.3, seed: 5 },
    rounds: 12,
    cell: classOf,
  },
  {
    estimator: 'XGBClassifier',
    attributes: 'max_depth = 4, learning_rate = 0.2, n_estimators = 9',
    label: 'two',
    params: { max_depth: 4, learning_rate: 0.2, n_estimators: 9 },
    wrapper: 'XGBClassifier',
  },
  {
    estimator: 'XGBRegressor',
    attributes: 'n_estimators = 8, colsample_bytree = 0.6, random_state = 11',
    label: 'y',
    params: { n_estimators: 8, colsample_bytree: 0.6, random_state: 11 },
    wrapper: 'XGBRegressor',
  },
  {
    estimator: 'XGBRFClassifier',
    attributes: 'num_class = 3, n_estimators = 15, random_state = 2',
    label: 'k',
    params: { n_estimators: 15, random_state: 2 },
    wrapper: 'XGBRFClassifier',
  },
  {
    estimator: 'xgboost.XGBRFRegressor',
    attributes: 'random_state = 2',
    label: 'y',
    params: { random_state: 2 },
    wrapper: 'XGBRFRegressor',
  },
  {
    estimator: 'XGBRanker',
    attributes: 'objective = "rank:ndcg", n_estimators = 6',
    label: 'k',
    params: { objective: 'rank:ndcg', n_estimators: 6 },
    wrapper: 'XGBRanker',
  },
]

const objective = (name: string, label: string, more: Partial<Case> = {}): Case => ({
  estimator: 'xgboost.gbtree',
  attributes: `objective = "${name}", max_depth = 2, train.num_boost_round = 4`,
  label,
  rounds: 4,
  ...more,
  params: { objective: name, max_depth: 2, ...more.params },
})

const coded = `CASE name WHEN 'high' THEN 0 WHEN 'low' THEN 1 ELSE 2 END`
const objectives: readonly Case[] = [
  objective('multi:softmax', 'k', {
    attributes: 'objective = "multi:softmax", num_class = 3, max_depth = 2, train.num_boost_round = 4',
    params: { num_class: 3 },
  }),
  objective('multi:softprob', 'name', {
    attributes: 'objective = "multi:softprob", num_class = 3, max_depth = 2, train.num_boost_round = 4',
    coded,
    params: { num_class: 3 },
    cell: nameOf,
  }),
  objective('binary:hinge', 'two'),
  objective('binary:logitraw', 'two'),
  objective('reg:quantileerror', 'y', {
    attributes:
      'objective = "reg:quantileerror", quantile_alpha = [0.1, 0.9], max_depth = 2, train.num_boost_round = 4',
    params: { quantile_alpha: [0.1, 0.9] },
    cell: (values: number[]) => values,
  }),
  ...['reg:squaredlogerror', 'reg:pseudohubererror', 'reg:absoluteerror', 'reg:gamma', 'reg:tweedie'].map(
    (name) => objective(name, 'y'),
  ),
  ...['count:poisson', 'survival:cox', 'survival:aft'].map((name) => objective(name, 'y')),
  objective('reg:logistic', 'two'),
  ...['rank:pairwise', 'rank:map'].map((name) => objective(name, 'two')),
]

const parameters: readonly Case[] = [
  {
    estimator: 'xgboost.gbtree',
    attributes:
      'objective = "reg:squarederror", tree_method = "hist", max_bin = 16, min_child_weight = 3, gamma = 0.1, alpha = 0.5, lambda = 2, grow_policy = "lossguide", max_leaves = 7, base_score = 0.3',
    label: 'y',
    params: {
      ...{ tree_method: 'hist', max_bin: 16, min_child_weight: 3, gamma: 0.1, alpha: 0.5, lambda: 2 },
      ...{ grow_policy: 'lossguide', max_leaves: 7, base_score: 0.3 },
    },
    rounds: 10,
  },
  {
    estimator: 'xgboost.gbtree',
    attributes:
      'objective = "reg:squarederror", monotone_constraints = "(1,-1,0)", interaction_constraints = "[[0,1],[2]]"',
    label: 'y',
    params: { monotone_constraints: '(1,-1,0)', interaction_constraints: '[[0,1],[2]]' },
    rounds: 10,
  },
  {
    estimator: 'XGBClassifier',
    attributes: 'scale_pos_weight = 3, max_delta_step = 1, n_estimators = 4',
    label: 'two',
    params: { objective: 'binary:logistic', scale_pos_weight: 3, max_delta_step: 1 },
    rounds: 4,
    cell: classOf,
  },
  {
    estimator: 'XGBRegressor',
    attributes: 'train.disk_cache = true, max_depth = 3',
    label: 'y',
    params: { max_depth: 3 },
    rounds: 10,
  },
]

describe.skipIf(missing !== undefined)(`XGBoost's estimators${missing ? ` (${missing})` : ''}`, () => {
  const ground = new Ground()
  beforeAll(() => makePoints(ground))
  afterAll(() => ground.remove())

  /** All cases in one program; what the result tables hold against what XGBoost gives. */
  async function compare(cases: readonly Case[], prefix: string): Promise<void> {
    const program = cases.map(
      ({ estimator, attributes, label }, at) => `SELECT a, b, c, ${label} FROM points ORDER BY id
TO TRAIN ${estimator} WITH ${attributes} LABEL ${label} INTO ${prefix}_model_${at};
SELECT id, ${label}, c, a, b FROM points
TO PREDICT ${prefix}_result_${at}.predicted USING ${prefix}_model_${at};`,
    )
    const direct = cases.map(
      (one): DirectCase => ({
        train: `SELECT ${one.coded ?? one.label}, ${numbers} FROM points ORDER BY id`,
        predict: `SELECT ${numbers} FROM points ORDER BY id`,
        params: one.params,
        rounds: one.rounds ?? 0,
        ...(one.wrapper ? { wrapper: one.wrapper } : {}),
      }),
    )
    const half = Math.ceil(program.length / 2)
    await Promise.all(
      [program.slice(0, half), program.slice(half)].map((part) => ground.succeed(part.join('\n'))),
    )
    const wanted = ground.direct(...direct) as never[][]
    cases.forEach(({ estimator, attributes, cell = (value: never) => value }, at) => {
      const query = `SELECT predicted FROM ${prefix}_result_${at} ORDER BY id`
      const got = ground
        .column(query)
        .map((one) => (typeof one === 'string' && one.includes(',') ? one.split(',').map(Number) : one))
      expect(got, `${estimator} ${attributes}`).toEqual(wanted[at]?.map(cell))
    })
  }

  test('each estimator predicts as XGBoost does', () => compare(estimators, 'estimator'))
  test('parameters of the booster arrive there', () => compare(parameters, 'parameters'))
  test('each objective predicts as XGBoost does', () => compare(objectives, 'objective'))
})
