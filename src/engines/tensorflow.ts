/** TensorFlow as an engine: its ready-made estimators, PAI's two, and classes of the user's own. */
import {
  clusterAttributes,
  kerasMetrics,
  trainAttributes,
  validationAttributes,
} from './data/tensorflow-attributes.ts'
import { type PaiEstimator, paiEstimators, type ReadyMade, readyMade } from './data/tensorflow-estimators.ts'
import { optimizers } from './data/tensorflow-optimizers.ts'
import { estimatorParameters } from './data/tensorflow-parameters.ts'
import { useSchemas } from './data/use-attributes.ts'
import {
  type ArgumentFamily,
  type AttributeTable,
  defaultTarget,
  type Engine,
  type Estimator,
} from './engine.ts'

const general: AttributeTable = {
  ...trainAttributes,
  ...validationAttributes,
  ...clusterAttributes,
}

const functions = [
  'DENSE',
  'SPARSE',
  'BUCKET',
  'CROSS',
  'CATEGORY_ID',
  'SEQ_CATEGORY_ID',
  'CATEGORY_HASH',
  'WEIGHTED_CATEGORY',
  'EMBEDDING',
  'INDICATOR',
]

function family(name: string, otherwise: readonly string[]): ArgumentFamily {
  return {
    prefix: `${name}.`,
    chosenBy: `model.${name}`,
    otherwise,
    classes: optimizers,
  }
}

function fromTensorflow(name: string, facts: ReadyMade): Estimator {
  const { doc, parameters, optimizers: families, targets, gone } = facts
  return {
    name,
    doc,
    builtIn: true,
    train: {
      attributes: {
        ...Object.fromEntries(
          parameters.map((key) => {
            const choice = families[key]?.[0]
            return [
              `model.${key}`,
              { ...estimatorParameters[key], ...(choice === undefined ? {} : { default: choice }) },
            ]
          }),
        ),
        ...general,
      },
      open: [],
      families: Object.entries(families).map(([key, otherwise]) => family(key, otherwise)),
    },
    conditions: [],
    adds: {},
    label: 'required',
    instead: { warm_start_from: 'a model to begin from is named behind USING, before INTO' },
    ...(gone ? { gone } : {}),
    targets,
  }
}

function fromPai(name: string, { doc, parameters, label }: PaiEstimator): Estimator {
  const prefixed = Object.entries(parameters).map(([key, { required: _, ...spec }]) => [
    `model.${key}`,
    { ...spec, sameAs: key },
  ])
  return {
    name,
    doc,
    builtIn: true,
    train: {
      attributes: { ...Object.fromEntries(prefixed), ...parameters, ...clusterAttributes },
      open: [],
      families: [],
    },
    conditions: [],
    adds: {},
    label,
    owner: 'PAI',
    targets: [defaultTarget],
  }
}

/** Only its image knows what a class of the user's own takes. */
function custom(name: string): Estimator {
  return {
    name,
    doc: 'A class of the image.',
    builtIn: false,
    train: {
      attributes: {
        'model.optimizer': {
          type: 'string',
          default: 'Adagrad',
          doc: 'The class that adjusts the weights; its arguments are `optimizer.*`.',
        },
        'model.loss': { type: 'string', doc: 'The loss to minimise; its arguments are `loss.*`.' },
        ...general,
      },
      open: [
        { prefix: 'model.', doc: `A parameter of ${name}.` },
        { prefix: 'loss.', doc: 'An argument of `model.loss`.' },
      ],
      families: ['optimizer', 'dnn_optimizer', 'linear_optimizer'].map((key) => family(key, [])),
    },
    conditions: [],
    adds: {},
    label: 'optional',
  }
}

/** Made when first asked for, and then kept: all of them together are thousands of attributes. */
const made = new Map<string, Estimator>()

function known(name: string): Estimator | undefined {
  const facts = Object.hasOwn(readyMade, name) ? readyMade[name] : undefined
  if (facts && !made.has(name)) made.set(name, fromTensorflow(name, facts))
  return made.get(name)
}

const pai = new Map(
  Object.entries(paiEstimators).map(([name, facts]) => [name.toLowerCase(), fromPai(name, facts)]),
)

export const tensorflow: Engine = {
  title: 'TensorFlow',
  owns: /^/,
  pythonModules: ['tensorflow', 'keras', 'numpy'],
  estimators: [
    ...Object.entries(readyMade).flatMap(([name, { gone }]) => (gone ? [] : [name])),
    ...Object.keys(paiEstimators),
  ],
  estimator: (name) => known(name) ?? pai.get(name.toLowerCase()) ?? custom(name),
  uses: useSchemas({ of: 'for TensorFlow models', names: kerasMetrics }),
  columnFunctions: functions,
  metrics: kerasMetrics,
  usualMetric: { classes: 'Accuracy', numbers: 'MeanAbsoluteError' },
  parameterPrefix: 'model.',
  kindOf: (estimator) => {
    const [, kind] = /^(?:DNN|Linear|DNNLinearCombined)(Classifier|Regressor)$/.exec(estimator) ?? []
    return kind === undefined ? undefined : kind === 'Classifier' ? 'classes' : 'numbers'
  },
  family: (estimator) => estimator,
}
