/** Parameters that TensorFlow's estimators share. https://www.tensorflow.org/versions/r2.3/api_docs/python/tf/estimator */
import type { AttributeSpec } from '../engine.ts'
import { optimizerNames } from './tensorflow-optimizers.ts'

/** Of Keras, by the names that the step knows too. https://keras.io/api/layers/activations/ */
const activations: readonly string[] = [
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'swish',
  'mish',
  'tanh',
  'sigmoid',
  'hard_sigmoid',
  'softplus',
  'softsign',
  'exponential',
  'linear',
]

const fraction = { type: 'float', min: 0, below: 1 } as const
const positive = { type: 'float', min: 0 } as const
const count = { type: 'int', min: 1 } as const
const optimizer = { type: 'string', values: optimizerNames, anyCase: true } as const
const units = {
  type: 'int-list',
  min: 1,
  example: '[64, 32]',
  required: 'it says how many layers there are and how wide they are',
} as const
const activation = { type: 'string', values: activations, anyCase: true, default: 'relu' } as const
const combiner = { type: 'string', values: ['sum', 'mean', 'sqrtn'] } as const

export const estimatorParameters = {
  activation_fn: { ...activation, doc: 'The activation of each hidden layer.' },
  batch_norm: { type: 'bool', default: false, doc: 'Normalise each batch after every hidden layer.' },
  center_bias: { type: 'bool', default: false, doc: 'Start from the mean of the labels.' },
  config: { type: 'any', doc: "The run's configuration; the step makes its own." },
  dnn_activation_fn: { ...activation, doc: 'The activation of each layer of the deep part.' },
  dnn_dropout: { ...fraction, doc: 'The share of outputs that drop out in the deep part.' },
  dnn_hidden_units: {
    ...units,
    forTarget: 'dnn_feature_columns',
    doc: 'Units of each hidden layer of the deep part, first layer first.',
  },
  dnn_optimizer: {
    ...optimizer,
    default: 'Adagrad',
    doc: 'Optimizer of the deep part; its arguments are `dnn_optimizer.*`.',
  },
  dropout: { ...fraction, doc: 'The share of outputs that drop out while training.' },
  hidden_units: { ...units, doc: 'Units of each hidden layer, first layer first.' },
  l1_regularization: { ...positive, default: 0, doc: 'L1 regularisation of the leaves.' },
  l2_regularization: { ...positive, default: 0, doc: 'L2 regularisation of the leaves.' },
  label_dimension: { ...count, default: 1, doc: 'Numbers that a label has.' },
  label_vocabulary: { type: 'list', doc: 'The texts that labels are, in the order of their class.' },
  learning_rate: { type: 'float', above: 0, default: 0.1, doc: 'How much of each new tree is added.' },
  linear_optimizer: {
    ...optimizer,
    default: 'Ftrl',
    doc: 'Optimizer of the linear part; its arguments are `linear_optimizer.*`.',
  },
  linear_sparse_combiner: {
    ...combiner,
    default: 'sum',
    doc: 'How several values of one cell are joined in the linear part.',
  },
  loss_reduction: {
    type: 'string',
    values: ['sum_over_batch_size', 'sum'],
    anyCase: true,
    default: 'sum_over_batch_size',
    doc: 'How the losses of a batch become one: their mean, or their sum.',
  },
  max_depth: { ...count, default: 6, doc: 'The greatest depth of a tree.' },
  min_node_weight: { ...positive, default: 0, doc: 'The least weight that a leaf must hold.' },
  model_dir: { type: 'string', doc: 'Where checkpoints go; the step has its own folder.' },
  n_batches_per_layer: { ...count, doc: 'Batches to read for each layer of a tree.' },
  n_classes: {
    type: 'int',
    min: 2,
    doc: 'How many classes there are; as many as the labels have when absent.',
  },
  n_trees: { ...count, default: 100, doc: 'Trees to make.' },
  optimizer: {
    ...optimizer,
    default: 'Adagrad',
    doc: 'The class that adjusts the weights; its arguments are `optimizer.*`.',
  },
  pruning_mode: {
    type: 'string',
    values: ['none', 'pre', 'post'],
    default: 'none',
    doc: 'When branches that gain nothing are cut.',
  },
  quantile_sketch_epsilon: {
    type: 'float',
    above: 0,
    below: 1,
    default: 0.01,
    doc: 'Precision of the quantiles that splits are looked for at.',
  },
  sparse_combiner: { ...combiner, default: 'sum', doc: 'How several values of one cell are joined.' },
  train_in_memory: { type: 'bool', default: false, doc: 'Keep all rows in memory.' },
  tree_complexity: { ...positive, default: 0, doc: 'The cost of a leaf.' },
  weight_column: { type: 'string', doc: "The column that holds each row's weight." },
} as const satisfies Readonly<Record<string, AttributeSpec>>
