/** A metric of classes for a model that predicts numbers, or the other way round. */
import type { Span } from '../../diagnostics/source.ts'
import type { ModelKind } from '../../engines/engine.ts'
import { engines } from '../../engines/table.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import type { Attribute } from '../../syntax/ast.ts'
import { kindOfModel, objectiveOf } from '../model-kind.ts'
import type { Rule } from '../rule.ts'

const program = (objective: string, metrics: string): string =>
  `SELECT amount, items, days FROM shop.orders\nTO TRAIN xgboost.gbtree\nWITH objective = "${objective}"\nLABEL days\nINTO delivery;\n\nSELECT amount, items, days FROM shop.orders_of_march\nTO EVALUATE delivery\nWITH validation.metrics = "${metrics}"\nLABEL days\nINTO shop.quality;`
const watched = (objective: string, metric: string): string =>
  `SELECT a, b, c FROM t\nTO TRAIN xgboost.gbtree\nWITH objective = "${objective}", eval_metric = ${metric}\nLABEL c INTO m;`

export const metricOfOtherKind: Rule = {
  name: 'metric-of-other-kind',
  code: 'SF414',
  severity: 'warning',
  title: 'a metric is for classes and the model predicts numbers, or the other way round',
  explanation:
    'Accuracy, F1 and the like count right and wrong classes; a model that predicts numbers has neither, and the step fails when it comes to measure. Errors such as the mean squared one measure how far two numbers are apart; the number of a class is only its name, so class 2 is no farther from class 0 than class 1. Take a metric of the kind of the model; or the objective was not the one that is meant.',
  bad: program('reg:squarederror', 'accuracy_score'),
  good: program('reg:squarederror', 'mean_absolute_error,r2_score'),
  more: {
    bad: [
      program('multi:softmax", num_class = "3', 'r2_score').replace('"3"', '3'),
      watched('reg:squarederror', 'auc'),
      watched('binary:logistic', 'mlogloss'),
      'SELECT a, b FROM t TO TRAIN DNNRegressor WITH model.hidden_units = [8], validation.metrics = "AUC" LABEL b INTO m;',
    ],
    good: [
      program('binary:logistic', 'accuracy_score,roc_auc_score'),
      // Of two classes it is the Brier score.
      program('binary:logistic', 'mean_squared_error'),
      watched('binary:logistic', 'rmse'),
      watched('reg:logistic', 'auc'),
      watched('reg:squarederror', 'rmse'),
      'SELECT a, b FROM t TO TRAIN r/i:1/MyRegressor WITH validation.metrics = "AUC" LABEL b INTO m;',
    ],
  },
  check(context, report) {
    const { models } = context.analysis
    const look = (attributes: readonly Attribute[], metadata: Metadata | undefined, trained?: Span): void => {
      for (const { key, value } of metadata ? attributes : []) {
        const isOwn = key.value === 'eval_metric' || key.value === 'model.eval_metric'
        if (!metadata || (!isOwn && key.value !== 'validation.metrics')) continue
        const kind = kindOfModel(metadata)
        for (const name of kind ? namesIn(value) : []) {
          const of = isOwn ? watchedFault(name, metadata) : measuredFault(name, kind, metadata)
          if (of === undefined) continue
          report({
            message: `\`${name}\` measures ${of}, and the model ${predicts(metadata, kind)}`,
            span: value.span,
            ...(trained ? { labels: [{ span: trained, message: 'trained here' }] } : {}),
            help: `take a metric of ${kind === 'classes' ? 'classes' : 'numbers'}, as in \`${examples(isOwn, metadata, kind)}\``,
          })
        }
      }
    }
    for (const [{ attributes }, index] of context.each('train')) look(attributes, models.made[index])
    for (const [{ attributes }, index] of context.each('evaluate')) {
      const use = models.uses[index]
      const producer = use?.producer === undefined ? undefined : context.statements[use.producer]
      look(attributes, use?.metadata, producer?.kind === 'train' ? producer.estimator.span : undefined)
    }
  },
}

const ofNumbers = new Set(
  'explained_variance_score mean_absolute_error mean_squared_error mean_squared_log_error median_absolute_error r2_score MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError RootMeanSquaredError'.split(
    ' ',
  ),
)
const known =
  /^(accuracy_score|average_precision_score|balanced_accuracy_score|brier_score_loss|cohen_kappa_score|f1_score|fbeta_score|hamming_loss|hinge_loss|log_loss|precision_score|recall_score|roc_auc_score|zero_one_loss|Accuracy|Precision|Recall|AUC|(True|False)(Positives|Negatives)|(Binary|Categorical|TopKCategorical)Accuracy)$/

/** What a metric of `validation.metrics` measures, where the model has it not. */
function measuredFault(name: string, kind: ModelKind | undefined, metadata: Metadata): string | undefined {
  const base = name.split('@', 1)[0] ?? ''
  if (kind === 'numbers') return known.test(base) ? 'classes' : undefined
  const classes = metadata.attributes['model.n_classes'] ?? metadata.attributes['num_class']
  // Numbers of two classes are 0 and 1, and their squared error means something.
  return ofNumbers.has(base) && typeof classes === 'number' && classes > 2 ? 'numbers' : undefined
}

/** The same of `eval_metric`, whose names are XGBoost's. */
function watchedFault(name: string, metadata: Metadata): string | undefined {
  const base = name.split('@', 1)[0] ?? ''
  const objective = objectiveOf(metadata) ?? ''
  const many = /^(merror|mlogloss)$/.test(base)
  const two = /^(error|logloss|aucpr)$/.test(base)
  if (objective.startsWith('binary:')) return many ? 'more than two classes' : undefined
  if (objective.startsWith('multi:')) {
    if (/^(error|logloss)$/.test(base)) return 'two classes'
    return /^(rmse|rmsle|mae|mape)$/.test(base) ? 'numbers' : undefined
  }
  if (!objective.startsWith('reg:') || objective === 'reg:logistic') return undefined
  return many || two || base === 'auc' ? 'classes' : undefined
}

function predicts(metadata: Metadata, kind: ModelKind | undefined): string {
  const objective = objectiveOf(metadata)
  const why = objective?.includes(':') && !objective.endsWith(':') ? ` (\`${objective}\`)` : ''
  if (objective?.startsWith('binary:')) return `tells two classes apart${why}`
  return kind === 'classes' ? `tells classes apart${why}` : `predicts numbers${why}`
}

function examples(isOwn: boolean, { engine, attributes }: Metadata, kind: ModelKind | undefined): string {
  if (!isOwn) return engines[engine].usualMetric[kind ?? 'numbers']
  if (kind === 'numbers') return 'rmse'
  return attributes['num_class'] === undefined ? 'logloss' : 'mlogloss'
}

/** `"a, b"`, `a` or `["a", "b"]`. */
function namesIn(value: Attribute['value']): string[] {
  if (value.kind === 'list') return value.items.flatMap((item) => (item.kind === 'list' ? [] : namesIn(item)))
  const text =
    value.kind === 'string'
      ? value.value
      : value.kind === 'name'
        ? value.parts.map((part) => part.value).join('.')
        : ''
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
