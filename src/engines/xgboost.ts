/** XGBoost as an engine. */
import { useSchemas } from './data/use-attributes.ts'
import { modelParameters, trainAttributes } from './data/xgboost-attributes.ts'
import { objectiveConditions, type XgboostEstimator, xgboostEstimators } from './data/xgboost-estimators.ts'
import { sklearnMetrics, sklearnParameters } from './data/xgboost-names.ts'
import { type AttributeTable, defaultTarget, type Engine, type Estimator } from './engine.ts'

/** The classes have an objective of their own; boosters by name have none. */
const noObjective = 'a booster has no objective of its own'
const booster: AttributeTable = {
  booster: {
    type: 'string',
    values: ['gbtree', 'gblinear', 'dart'],
    default: 'gbtree',
    doc: 'What is boosted: trees, trees that drop out, or linear models.',
  },
}

/** Of a random forest they are trees, of all others rounds. */
const { n_estimators: trees } = modelParameters
const rounds: AttributeTable = trees ? { n_estimators: { ...trees, sameAs: 'train.num_boost_round' } } : {}

const namedBooster = { booster: 'the booster is the name of the estimator, as in `TO TRAIN xgboost.dart`' }

/** What is known of estimators, by the lower-cased last part of their name. */
const known: ReadonlyMap<string, XgboostEstimator> = new Map(
  xgboostEstimators.map((facts) => [facts.name.toLowerCase(), facts]),
)
/** Made when first asked for, and then kept. */
const made = new Map<XgboostEstimator, Estimator>()

function nameOf({ name, adds }: XgboostEstimator): string {
  return 'booster' in adds ? `xgboost.${name}` : name
}

function estimatorOf(facts: XgboostEstimator): Estimator {
  const old = made.get(facts)
  if (old) return old
  const { name, doc, adds } = facts
  const named = 'booster' in adds
  const estimator: Estimator = {
    name: nameOf(facts),
    doc,
    builtIn: true,
    train: { attributes: tableFor(named, name.startsWith('XGBRF')), open: [], families: [] },
    conditions: objectiveConditions,
    adds,
    label: 'required',
    targets: [defaultTarget],
    ...(named ? { instead: namedBooster } : {}),
  }
  made.set(facts, estimator)
  return estimator
}

/** Parameters of the model are written bare or behind `model.`; both are the same. */
function tableFor(named: boolean, forest: boolean): AttributeTable {
  const parameters = { ...modelParameters, ...(named ? {} : booster), ...(forest ? {} : rounds) }
  const prefixed = Object.entries(parameters).map(([key, spec]) => [
    `model.${key}`,
    { ...spec, sameAs: spec.sameAs ?? key },
  ])
  const { objective } = modelParameters
  return {
    ...Object.fromEntries(prefixed),
    ...parameters,
    ...(named && objective ? { objective: { ...objective, required: noObjective } } : {}),
    ...trainAttributes,
  }
}

export const xgboost: Engine = {
  title: 'XGBoost',
  owns: /^(?:xgboost\.|xgb)/i,
  pythonModules: ['xgboost', 'numpy'],
  estimators: xgboostEstimators.map(nameOf),
  estimator: (name) => {
    const facts = known.get(name.toLowerCase().replace(/^xgboost\./, ''))
    // `gbtree` alone would be a TensorFlow class, so the prefix is part of a booster's name.
    return !facts || (nameOf(facts).includes('.') && !name.includes('.')) ? undefined : estimatorOf(facts)
  },
  uses: useSchemas({ of: 'for XGBoost models', names: sklearnMetrics, parameters: sklearnParameters }),
  columnFunctions: ['DENSE', 'SPARSE', 'BUCKET', 'CATEGORY_ID', 'CATEGORY_HASH', 'INDICATOR'],
  metrics: sklearnMetrics,
  usualMetric: { classes: 'accuracy_score', numbers: 'mean_absolute_error' },
  parameterPrefix: '',
  kindOf: (_, objective) => {
    if (objective === undefined) return undefined
    return /^(binary|multi):/.test(objective) ? 'classes' : 'numbers'
  },
  family: (estimator, booster) => {
    const name = estimator.toLowerCase()
    const named = /^xgboost\.(gbtree|gblinear|dart)$/.exec(name)?.[1]
    const usual = name.includes('xgbrf') ? 'forest' : 'gbtree'
    return named ?? (typeof booster === 'string' ? booster.toLowerCase() : usual)
  },
}
