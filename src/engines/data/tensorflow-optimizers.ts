/**
 * Optimizers and their arguments: Keras' classes and the older ones of TensorFlow 1.
 * https://www.tensorflow.org/api_docs/python/tf/keras/optimizers
 */
import type { AttributeSpec, AttributeTable } from '../engine.ts'

const decay = { type: 'float', min: 0, below: 1 } as const
const positive = { type: 'float', min: 0 } as const

const argumentSpecs = {
  learning_rate: { type: 'float', above: 0, doc: 'The size of a step.' },
  name: { type: 'string', doc: 'The name of the optimizer in graphs.' },
  epsilon: { ...positive, doc: 'A small number that keeps divisions sound.' },
  rho: { ...decay, doc: 'How slowly the mean of past gradients fades.' },
  momentum: { type: 'float', min: 0, doc: 'How much of the last step is kept.' },
  nesterov: { type: 'bool', doc: "Use Nesterov's momentum." },
  use_nesterov: { type: 'bool', doc: "Use Nesterov's momentum." },
  beta_1: { ...decay, doc: 'How slowly the mean of the gradients fades.' },
  beta_2: { ...decay, doc: 'How slowly the mean of their squares fades.' },
  beta1: { ...decay, doc: 'How slowly the mean of the gradients fades.' },
  beta2: { ...decay, doc: 'How slowly the mean of their squares fades.' },
  amsgrad: { type: 'bool', doc: 'Use the AMSGrad form of Adam.' },
  centered: { type: 'bool', doc: 'Normalise by the variance of the gradients.' },
  initial_accumulator_value: { ...positive, doc: 'What the sum of squared gradients starts from.' },
  learning_rate_power: { type: 'float', max: 0, doc: 'How the steps shrink while training; 0 keeps them.' },
  l1_regularization_strength: { ...positive, doc: 'L1 regularisation of the weights.' },
  l2_regularization_strength: { ...positive, doc: 'L2 regularisation of the weights.' },
  l2_shrinkage_regularization_strength: {
    ...positive,
    doc: 'L2 regularisation of the weights that appear in a row.',
  },
  beta: { ...positive, doc: 'The beta of the FTRL paper.' },
  accum_name: { type: 'string', doc: 'A suffix for the variable of the accumulator.' },
  linear_name: { type: 'string', doc: 'A suffix for the variable of the linear part.' },
  use_locking: { type: 'bool', doc: 'Lock variables while they change.' },
  decay: { ...positive, doc: 'How the learning rate shrinks with each step, or gradients fade.' },
  clipnorm: { ...positive, doc: 'Cut the norm of each gradient to this.' },
  clipvalue: { ...positive, doc: 'Cut each number of a gradient to this.' },
  global_clipnorm: { ...positive, doc: 'Cut the norm of all gradients together to this.' },
  weight_decay: { ...positive, doc: 'How much the weights shrink with each step.' },
  use_ema: { type: 'bool', doc: 'Keep a moving mean of the weights.' },
  ema_momentum: { ...decay, doc: 'How slowly the moving mean of the weights fades.' },
} as const satisfies Readonly<Record<string, AttributeSpec>>

type ArgumentName = keyof typeof argumentSpecs

function take(names: readonly ArgumentName[]): AttributeTable {
  return Object.fromEntries(names.map((name) => [name, argumentSpecs[name]]))
}

/** Every class of Keras takes these. */
function keras(...names: ArgumentName[]): AttributeTable {
  const shared = [
    'decay',
    'clipnorm',
    'clipvalue',
    'global_clipnorm',
    'weight_decay',
    'use_ema',
    'ema_momentum',
  ] as const
  return take(['learning_rate', ...names, 'name', ...shared])
}

function tensorflow1(...names: ArgumentName[]): AttributeTable {
  return take(['learning_rate', ...names, 'use_locking', 'name'])
}

const ftrl = [
  'learning_rate_power',
  'initial_accumulator_value',
  'l1_regularization_strength',
  'l2_regularization_strength',
  'l2_shrinkage_regularization_strength',
] as const

export const optimizers: Readonly<Record<string, AttributeTable>> = {
  Adadelta: keras('rho', 'epsilon'),
  Adagrad: keras('initial_accumulator_value', 'epsilon'),
  Adam: keras('beta_1', 'beta_2', 'epsilon', 'amsgrad'),
  AdamW: keras('beta_1', 'beta_2', 'epsilon', 'amsgrad'),
  Adamax: keras('beta_1', 'beta_2', 'epsilon'),
  Ftrl: keras(...ftrl, 'beta'),
  Nadam: keras('beta_1', 'beta_2', 'epsilon'),
  RMSprop: keras('rho', 'momentum', 'epsilon', 'centered'),
  SGD: keras('momentum', 'nesterov'),
  AdadeltaOptimizer: tensorflow1('rho', 'epsilon'),
  AdagradOptimizer: tensorflow1('initial_accumulator_value'),
  AdamOptimizer: tensorflow1('beta1', 'beta2', 'epsilon'),
  FtrlOptimizer: tensorflow1(...ftrl, 'accum_name', 'linear_name'),
  GradientDescentOptimizer: tensorflow1(),
  MomentumOptimizer: tensorflow1('momentum', 'use_nesterov'),
  RMSPropOptimizer: tensorflow1('decay', 'momentum', 'epsilon', 'centered'),
}

export const optimizerNames: readonly string[] = Object.keys(optimizers)
