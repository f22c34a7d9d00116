/** TensorFlow's ready-made estimators, and PAI's two that are no TensorFlow, with their parameters. */
import type { AttributeTable, Estimator } from '../engine.ts'
import { defaultTarget } from '../engine.ts'
import type { estimatorParameters } from './tensorflow-parameters.ts'

type Parameter = keyof typeof estimatorParameters

export interface ReadyMade {
  readonly doc: string
  readonly parameters: readonly Parameter[]
  /** Prefixes of optimizer arguments, each with the class that applies when none is named. */
  readonly optimizers: Readonly<Record<string, readonly string[]>>
  readonly targets: readonly string[]
  readonly gone?: Estimator['gone']
}

const common: readonly Parameter[] = ['config', 'model_dir', 'weight_column']
const network: readonly Parameter[] = [...common, 'batch_norm', 'loss_reduction']
const deep: readonly Parameter[] = [...network, 'activation_fn', 'dropout', 'hidden_units', 'optimizer']
const linear: readonly Parameter[] = [...common, 'loss_reduction', 'optimizer', 'sparse_combiner']
const combined: readonly Parameter[] = [
  ...network,
  'dnn_activation_fn',
  'dnn_dropout',
  'dnn_hidden_units',
  'dnn_optimizer',
  'linear_optimizer',
  'linear_sparse_combiner',
]
const trees: readonly Parameter[] = [
  ...common,
  'center_bias',
  'l1_regularization',
  'l2_regularization',
  'learning_rate',
  'max_depth',
  'min_node_weight',
  'n_batches_per_layer',
  'n_trees',
  'pruning_mode',
  'quantile_sketch_epsilon',
  'train_in_memory',
  'tree_complexity',
]
const classes: readonly Parameter[] = ['n_classes', 'label_vocabulary']

const one = {
  optimizers: { optimizer: ['Adagrad'] },
  targets: [defaultTarget],
}
const oneLinear = {
  optimizers: { optimizer: ['Ftrl'] },
  targets: [defaultTarget],
}
const noTrees = (instead: string): Pick<ReadyMade, 'optimizers' | 'targets' | 'gone'> => ({
  optimizers: {},
  targets: [defaultTarget],
  gone: { because: 'TensorFlow has had no boosted trees since its release 2.16', instead },
})
const two = {
  optimizers: { dnn_optimizer: ['Adagrad'], linear_optimizer: ['Ftrl'] },
  targets: ['dnn_feature_columns', 'linear_feature_columns'],
}

/** https://www.tensorflow.org/versions/r2.3/api_docs/python/tf/estimator */
export const readyMade: Readonly<Record<string, ReadyMade>> = {
  DNNClassifier: {
    doc: 'A deep neural network that tells classes apart.',
    parameters: [...deep, ...classes],
    ...one,
  },
  DNNRegressor: {
    doc: 'A deep neural network that predicts a number.',
    parameters: [...deep, 'label_dimension'],
    ...one,
  },
  LinearClassifier: {
    doc: 'A linear model that tells classes apart.',
    parameters: [...linear, ...classes],
    ...oneLinear,
  },
  LinearRegressor: {
    doc: 'A linear model that predicts a number.',
    parameters: [...linear, 'label_dimension'],
    ...oneLinear,
  },
  BoostedTreesClassifier: {
    doc: 'Boosted trees that tell classes apart.',
    parameters: [...trees, ...classes],
    ...noTrees('XGBClassifier'),
  },
  BoostedTreesRegressor: {
    doc: 'Boosted trees that predict a number.',
    parameters: [...trees, 'label_dimension'],
    ...noTrees('XGBRegressor'),
  },
  DNNLinearCombinedClassifier: {
    doc: 'A linear and a deep part together (wide and deep) that tell classes apart.',
    parameters: [...combined, ...classes],
    ...two,
  },
  DNNLinearCombinedRegressor: {
    doc: 'A linear and a deep part together (wide and deep) that predict a number.',
    parameters: [...combined, 'label_dimension'],
    ...two,
  },
}

export interface PaiEstimator {
  readonly doc: string
  readonly parameters: AttributeTable
  readonly label: Estimator['label']
}

/** Estimators of PAI, written in any case; their parameters bare or behind `model.`. */
export const paiEstimators: Readonly<Record<string, PaiEstimator>> = {
  KMeans: {
    doc: 'Clusters of rows that are like each other, on PAI.',
    label: 'optional',
    parameters: {
      center_count: { type: 'int', min: 1, default: 3, doc: 'How many clusters to look for.' },
      excluded_columns: { type: 'names', doc: 'Columns that are no features, separated by commas.' },
      idx_table_name: {
        type: 'string',
        required: 'the cluster of each row goes to a table of its own',
        example: 'my_clusters',
        doc: 'The table that gets the cluster of each row.',
      },
    },
  },
  RandomForests: {
    doc: 'A random forest on PAI.',
    label: 'required',
    parameters: {
      tree_num: { type: 'int', min: 1, default: 1, doc: 'Trees of the forest.' },
    },
  },
}
