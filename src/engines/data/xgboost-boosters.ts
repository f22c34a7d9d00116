/** Parameters of XGBoost's three boosters. https://xgboost.readthedocs.io/en/stable/parameter.html */
import type { AttributeTable } from '../engine.ts'

const fraction = { type: 'float', min: 0, max: 1 } as const
const positive = { type: 'float', min: 0 } as const

/** Parameters of tree boosters, `gbtree` and `dart`. */
const treeParameters: AttributeTable = {
  eta: { ...fraction, default: 0.3, doc: 'Learning rate: how much of each new tree is added.' },
  learning_rate: {
    ...positive,
    sameAs: 'eta',
    doc: 'Learning rate: how much of each new tree is added; another name of `eta`.',
  },
  gamma: { ...positive, default: 0, doc: 'The least gain for which a leaf is split.' },
  min_split_loss: {
    ...positive,
    sameAs: 'gamma',
    doc: 'The least gain for which a leaf is split; another name of `gamma`.',
  },
  max_depth: { type: 'int', min: 0, default: 6, doc: 'The greatest depth of a tree; 0 is no limit.' },
  max_leaves: { type: 'int', min: 0, default: 0, doc: 'The most leaves of a tree; 0 is no limit.' },
  min_child_weight: { ...positive, default: 1, doc: 'The least weight that a leaf must hold.' },
  max_delta_step: {
    ...positive,
    default: 0,
    doc: 'The most a leaf may change its prediction; 0 is no limit.',
  },
  subsample: { ...fraction, default: 1, doc: 'The share of rows that each tree is grown on.' },
  sampling_method: {
    type: 'string',
    values: ['uniform', 'gradient_based'],
    default: 'uniform',
    doc: 'How the rows of a tree are drawn.',
  },
  colsample_bytree: { ...fraction, default: 1, doc: 'The share of columns that each tree is grown on.' },
  colsample_bylevel: { ...fraction, default: 1, doc: 'The share of columns for each level of a tree.' },
  colsample_bynode: { ...fraction, default: 1, doc: 'The share of columns for each split.' },
  lambda: { ...positive, default: 1, doc: 'L2 regularisation of the weights.' },
  reg_lambda: {
    ...positive,
    sameAs: 'lambda',
    doc: 'L2 regularisation of the weights; another name of `lambda`.',
  },
  alpha: { ...positive, default: 0, doc: 'L1 regularisation of the weights.' },
  reg_alpha: {
    ...positive,
    sameAs: 'alpha',
    doc: 'L1 regularisation of the weights; another name of `alpha`.',
  },
  tree_method: {
    type: 'string',
    values: ['auto', 'exact', 'approx', 'hist', 'gpu_hist'],
    default: 'auto',
    doc: 'How splits are looked for.',
  },
  scale_pos_weight: {
    ...positive,
    default: 1,
    doc: 'Weight of the positive rows, for classes of unequal size.',
  },
  grow_policy: {
    type: 'string',
    values: ['depthwise', 'lossguide'],
    default: 'depthwise',
    doc: 'Which leaf is split next: the one nearest the root, or the one that gains most.',
  },
  max_bin: { type: 'int', min: 2, default: 256, doc: 'The most bins that a column is cut into, for `hist`.' },
  num_parallel_tree: {
    type: 'int',
    min: 1,
    default: 1,
    doc: 'Trees grown in each round; more than one is a random forest.',
  },
  monotone_constraints: { type: 'any', doc: 'For each feature 1 (rising), -1 (falling) or 0.' },
  interaction_constraints: { type: 'any', doc: 'Groups of features that may meet in a tree.' },
  multi_strategy: {
    type: 'string',
    values: ['one_output_per_tree', 'multi_output_tree'],
    default: 'one_output_per_tree',
    doc: 'One tree for each class or target, or one tree for all.',
  },
  max_cat_to_onehot: { type: 'int', min: 1, doc: 'Below so many categories each is split off alone.' },
  max_cat_threshold: { type: 'int', min: 1, doc: 'The most categories that one split looks at.' },
  max_cached_hist_node: { type: 'int', min: 1, doc: 'Histograms that are kept, for `hist`.' },
  process_type: {
    type: 'string',
    values: ['default', 'update'],
    default: 'default',
    doc: 'Grow new trees, or update those that are there.',
  },
  refresh_leaf: { type: 'any', doc: 'Update the leaves, not only the counts, when trees are refreshed.' },
  updater: {
    type: 'names',
    doc: 'The steps of growing a tree, or how gblinear learns: `coord_descent`, `shotgun`.',
  },
  sketch_eps: {
    type: 'float',
    above: 0,
    below: 1,
    doc: 'Precision of bins, for XGBoost before 1.6; now `max_bin`.',
  },
  sketch_ratio: { ...positive, doc: 'Size of the sketch that bins are made of, for `approx`.' },
  sparse_threshold: { ...fraction, doc: 'From which share of filled cells a column counts as dense.' },
  single_precision_histogram: {
    type: 'bool',
    doc: 'Histograms of single precision, for XGBoost before 1.7.',
  },
  deterministic_histogram: { type: 'bool', doc: 'The same histogram every time, for XGBoost before 1.7.' },
  extmem_single_page: { type: 'bool', doc: 'Training rows from a file are read as one page.' },
  debug_synchronize: {
    type: 'bool',
    default: false,
    doc: 'Check that machines that train together have the same trees.',
  },
}

/** Of `dart`: trees that drop out. */
const dartParameters: AttributeTable = {
  sample_type: {
    type: 'string',
    values: ['uniform', 'weighted'],
    default: 'uniform',
    doc: 'How the trees that drop out are chosen, for dart.',
  },
  normalize_type: {
    type: 'string',
    values: ['tree', 'forest'],
    default: 'tree',
    doc: 'How new trees are weighted against the dropped ones, for dart.',
  },
  rate_drop: { ...fraction, default: 0, doc: 'The share of trees that drop out in a round, for dart.' },
  one_drop: { type: 'any', doc: 'Drop at least one tree in each round, for dart.' },
  skip_drop: { ...fraction, default: 0, doc: 'How often a round drops nothing, for dart.' },
}

/** Of `gblinear`. */
const linearParameters: AttributeTable = {
  feature_selector: {
    type: 'string',
    values: ['cyclic', 'shuffle', 'random', 'greedy', 'thrifty'],
    default: 'cyclic',
    doc: 'The order in which features are updated, for gblinear.',
  },
  top_k: { type: 'int', min: 0, default: 0, doc: 'How many features `greedy` and `thrifty` take; 0 is all.' },
  tolerance: { ...positive, doc: 'Stop when the weights change less than this, for gblinear.' },
}

export const boosterParameters: AttributeTable = {
  ...treeParameters,
  ...dartParameters,
  ...linearParameters,
}
