/** Attributes of TRAIN with XGBoost: `train.*`, `validation.*` and the parameters of a booster. */
import type { AttributeTable } from '../engine.ts'
import { boosterParameters } from './xgboost-boosters.ts'
import {
  evaluationMetrics,
  metricParameters,
  objectives,
  sklearnMetrics,
  sklearnParameters,
} from './xgboost-names.ts'

/** What steers the training, not the model. */
export const trainAttributes: AttributeTable = {
  'train.num_boost_round': {
    type: 'int',
    min: 1,
    default: 10,
    doc: 'Rounds of boosting: how many trees are added, one after the other; 1 for a random forest.',
  },
  'train.early_stopping_rounds': {
    type: 'int',
    min: 1,
    doc: 'Stop when the last metric on the validation rows has not improved for so many rounds.',
  },
  'train.batch_size': {
    type: 'int',
    min: -1,
    default: -1,
    doc: 'Rows of one batch, each of which adds rounds of its own; -1 trains on all rows at once.',
  },
  'train.epoch': {
    type: 'int',
    min: 1,
    default: 1,
    doc: 'How often the rows are passed through; each time adds rounds.',
  },
  'train.disk_cache': {
    type: 'bool',
    default: false,
    doc: 'Keep the training rows on disk instead of in memory.',
  },
  'train.num_workers': { type: 'int', min: 1, max: 128, default: 1, doc: 'Machines that train together.' },
  'validation.select': {
    type: 'string',
    default: '',
    doc: 'A query for rows that the model is measured on while it trains.',
  },
  'validation.metrics': {
    type: 'names',
    metrics: {
      of: 'for XGBoost models',
      names: sklearnMetrics,
      parameters: sklearnParameters,
      elsewhere: { key: 'eval_metric', names: evaluationMetrics },
    },
    doc: 'Metrics of scikit-learn to compute on the validation rows, separated by commas.',
  },
}

/** What is to be learned. https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters */
const taskParameters: AttributeTable = {
  objective: {
    type: 'string',
    values: objectives,
    example: '"binary:logistic"',
    doc: 'What to learn: the loss and the form of the prediction, as in `reg:squarederror`.',
  },
  num_class: {
    type: 'int',
    min: 2,
    example: '3',
    doc: 'How many classes there are, for `multi:` objectives; labels are 0 to num_class - 1.',
  },
  eval_metric: {
    type: 'names',
    metrics: {
      of: 'of XGBoost itself',
      names: evaluationMetrics,
      parameters: metricParameters,
      elsewhere: { key: 'validation.metrics', names: sklearnMetrics },
    },
    doc: 'Metrics that XGBoost computes in every round, as in `auc` or `ndcg@5`; several are separated by commas.',
  },
  base_score: { type: 'any', doc: 'The prediction that boosting starts from, the same for all rows.' },
  seed: { type: 'int', default: 0, doc: 'Seed of the random numbers.' },
  random_state: { type: 'int', sameAs: 'seed', doc: 'Seed of the random numbers; another name of `seed`.' },
  seed_per_iteration: { type: 'bool', default: false, doc: 'Seed the random numbers anew in every round.' },
  disable_default_eval_metric: {
    type: 'bool',
    default: false,
    doc: "Do not compute the objective's own metric.",
  },
  tweedie_variance_power: {
    type: 'float',
    min: 1,
    below: 2,
    default: 1.5,
    doc: 'Variance of `reg:tweedie`: near 2 is a gamma, near 1 a Poisson distribution.',
  },
  huber_slope: {
    type: 'float',
    above: 0,
    default: 1,
    doc: 'Where `reg:pseudohubererror` turns from square to linear.',
  },
  quantile_alpha: {
    type: 'any',
    example: '0.5',
    doc: 'The quantile, or a list of quantiles, that `reg:quantileerror` learns.',
  },
  expectile_alpha: {
    type: 'any',
    example: '0.5',
    doc: 'The expectile, or a list of expectiles, that `reg:expectileerror` learns.',
  },
  aft_loss_distribution: {
    type: 'string',
    values: ['normal', 'logistic', 'extreme'],
    default: 'normal',
    doc: 'Distribution of the noise for `survival:aft`.',
  },
  aft_loss_distribution_scale: {
    type: 'float',
    above: 0,
    default: 1,
    doc: 'Scale of the noise for `survival:aft`.',
  },
  lambdarank_pair_method: {
    type: 'string',
    values: ['mean', 'topk'],
    default: 'topk',
    doc: 'How pairs are made for `rank:` objectives.',
  },
  lambdarank_num_pair_per_sample: {
    type: 'int',
    min: 1,
    doc: 'Pairs for each row (`mean`), or how many of the best rows are paired (`topk`).',
  },
  lambdarank_normalization: {
    type: 'bool',
    default: true,
    doc: 'Normalise the gradients of a ranking list.',
  },
  lambdarank_score_normalization: {
    type: 'bool',
    default: true,
    doc: "Normalise a pair's gradient by the difference of its scores.",
  },
  lambdarank_unbiased: {
    type: 'bool',
    default: false,
    doc: 'Correct for clicks that depend on the position.',
  },
  lambdarank_bias_norm: {
    type: 'float',
    min: 0,
    default: 1,
    doc: 'Norm for the correction of position bias.',
  },
  ndcg_exp_gain: { type: 'bool', default: true, doc: 'Use 2^relevance - 1 as the gain of NDCG.' },
}

/** What the wrapper classes of the Python package take, and where it computes. */
const generalParameters: AttributeTable = {
  n_estimators: {
    type: 'int',
    min: 1,
    doc: 'Rounds of boosting, another name of `train.num_boost_round`; of a random forest the trees of its one round.',
  },
  missing: { type: 'float', doc: 'The number that stands for a missing value.' },
  importance_type: {
    type: 'string',
    values: ['gain', 'weight', 'cover', 'total_gain', 'total_cover'],
    doc: 'How the importance of a feature is measured.',
  },
  nthread: { type: 'int', doc: 'Threads to compute with; all when absent.' },
  n_jobs: { type: 'int', sameAs: 'nthread', doc: 'Threads to compute with; another name of `nthread`.' },
  device: { type: 'string', doc: 'Where to compute: `cpu`, `cuda`, `cuda:0`, `gpu`.' },
  gpu_id: { type: 'int', doc: 'The number of the GPU, for XGBoost before 2.0; now `device`.' },
  fail_on_invalid_gpu_id: {
    type: 'bool',
    default: false,
    doc: 'Fail when the GPU does not exist, instead of taking another.',
  },
  predictor: {
    type: 'string',
    values: ['auto', 'cpu_predictor', 'gpu_predictor'],
    doc: 'How to predict, for XGBoost before 2.0; now `device`.',
  },
  verbosity: {
    type: 'int',
    min: 0,
    max: 3,
    default: 1,
    doc: 'What XGBoost prints: 0 nothing, 1 warnings, 2 information, 3 everything.',
  },
  silent: { type: 'any', doc: 'Print nothing, for XGBoost before 1.0; now `verbosity`.' },
  use_rmm: { type: 'bool', default: false, doc: "Take GPU memory from RAPIDS' memory manager." },
  validate_parameters: {
    type: 'bool',
    default: true,
    doc: 'Warn of parameters that no part of XGBoost takes.',
  },
  enable_categorical: { type: 'bool', default: false, doc: 'Treat columns of category type as categories.' },
  feature_types: { type: 'any', doc: 'The types of the features, for data that does not say.' },
}

/** SQLFlow checks these two strictly, and so do we. */
const strict = new Set(['num_class', 'eta'])

/** Every parameter that goes to the booster. XGBoost parses text itself, so quoted numbers are numbers. */
export const modelParameters: AttributeTable = Object.fromEntries(
  Object.entries({
    ...taskParameters,
    ...boosterParameters,
    ...generalParameters,
  }).map(([key, spec]) => [key, strict.has(key) ? spec : { ...spec, textual: true }]),
)
