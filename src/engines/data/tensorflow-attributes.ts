/** Attributes of TRAIN that steer TensorFlow's training, not the model; and those of PAI's clusters. */
import type { AttributeTable } from '../engine.ts'

/** https://www.tensorflow.org/api_docs/python/tf/keras/metrics; of these the step can compute the values. */
export const kerasMetrics: readonly string[] = [
  'Accuracy',
  'Precision',
  'Recall',
  'AUC',
  'TruePositives',
  'TrueNegatives',
  'FalsePositives',
  'FalseNegatives',
  'BinaryAccuracy',
  'CategoricalAccuracy',
  'TopKCategoricalAccuracy',
  'MeanAbsoluteError',
  'MeanAbsolutePercentageError',
  'MeanSquaredError',
  'RootMeanSquaredError',
]

export const trainAttributes: AttributeTable = {
  'train.batch_size': { type: 'int', min: 1, default: 1, doc: 'Rows of one step of training.' },
  'train.epoch': { type: 'int', min: 1, default: 1, doc: 'How often all rows are passed through.' },
  'train.verbose': {
    type: 'int',
    min: 0,
    max: 2,
    default: 0,
    doc: 'What is printed: 0 nothing, 1 the progress, 2 one line an epoch.',
  },
  'train.max_steps': { type: 'int', min: 0, default: 0, doc: 'The most steps of training; 0 is no limit.' },
  'train.save_checkpoints_steps': {
    type: 'int',
    min: 1,
    default: 100,
    doc: 'Steps between two checkpoints.',
  },
  'train.log_every_n_iter': { type: 'int', min: 1, default: 10, doc: 'Steps between two lines of the log.' },
}

export const validationAttributes: AttributeTable = {
  'validation.select': {
    type: 'string',
    default: '',
    doc: 'A query for rows that the model is measured on while it trains.',
  },
  'validation.metrics': {
    type: 'names',
    metrics: { of: 'for TensorFlow models', names: kerasMetrics },
    default: 'Accuracy',
    doc: 'Metrics to compute on the validation rows, separated by commas.',
  },
  'validation.steps': { type: 'int', min: 1, doc: 'Batches that one validation looks at; all when absent.' },
  'validation.start_delay_secs': {
    type: 'int',
    min: 0,
    default: 0,
    doc: 'Seconds before the first validation.',
  },
  'validation.throttle_secs': { type: 'int', min: 0, default: 0, doc: 'Seconds between two validations.' },
}

/** Machines of PAI and Alisa; elsewhere they have no effect. CPUs and GPUs count in hundredths. */
export const clusterAttributes: AttributeTable = {
  'train.num_workers': { type: 'int', min: 0, default: 1, doc: 'Workers that train together (PAI).' },
  'train.num_ps': { type: 'int', min: 0, default: 0, doc: 'Parameter servers (PAI).' },
  'train.worker_cpu': { type: 'int', min: 0, default: 400, doc: 'CPU of a worker in hundredths (PAI).' },
  'train.worker_gpu': { type: 'int', min: 0, default: 0, doc: 'GPU of a worker in hundredths (PAI).' },
  'train.ps_cpu': {
    type: 'int',
    min: 0,
    default: 200,
    doc: 'CPU of a parameter server in hundredths (PAI).',
  },
  'train.ps_gpu': { type: 'int', min: 0, default: 0, doc: 'GPU of a parameter server in hundredths (PAI).' },
  'train.num_evaluator': {
    type: 'int',
    min: 0,
    max: 1,
    default: 0,
    doc: 'One machine for validation, or none (PAI).',
  },
  'train.evaluator_cpu': {
    type: 'int',
    min: 0,
    default: 200,
    doc: 'CPU of the evaluator in hundredths (PAI).',
  },
  'train.evaluator_gpu': {
    type: 'int',
    min: 0,
    default: 0,
    doc: 'GPU of the evaluator in hundredths (PAI).',
  },
}
