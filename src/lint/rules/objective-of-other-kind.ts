/** A classifier with an objective of numbers, a regressor with one of classes. */
import { constantOf } from '../../syntax/constants.ts'
import type { LintContext } from '../context.ts'
import { kindOfModel } from '../model-kind.ts'
import type { Rule } from '../rule.ts'

const program = (estimator: string, objective: string): string =>
  `SELECT amount, items, late FROM shop.orders\nTO TRAIN ${estimator}\nWITH objective = "${objective}"\nLABEL late\nINTO delivery;`

const typed = (type: string): string => `CREATE TABLE shop.orders (amount INT, items INT, late ${type});\n`

export const objectiveOfOtherKind: Rule = {
  name: 'objective-of-other-kind',
  code: 'SF417',
  severity: 'warning',
  title: 'the objective contradicts the estimator or the label',
  explanation:
    'XGBClassifier tells classes apart, XGBRegressor predicts numbers and XGBRanker puts rows in order; the objective says what is really learned. Here they contradict each other: the objective wins, so a classifier with `reg:squarederror` predicts numbers between the classes, and a regressor with `multi:softmax` predicts classes. Name the estimator that fits the objective, or a booster such as `xgboost.gbtree`, which goes with all of them. Where the type of the label is known, it is compared too: a text is no number that could be predicted, and a truth value has no third class.',
  bad: program('XGBClassifier', 'reg:squarederror'),
  good: program('XGBClassifier', 'binary:logistic'),
  more: {
    bad: [
      program('XGBRegressor', 'binary:logistic'),
      program('xgboost.XGBRFClassifier', 'count:poisson'),
      program('XGBRanker', 'reg:squarederror'),
      `${typed('VARCHAR(10)')}${program('xgboost.gbtree', 'reg:squarederror')}`,
      `${typed('TEXT')}SELECT amount, items, late FROM shop.orders TO TRAIN XGBRegressor LABEL late INTO delivery;`,
      `${typed('VARCHAR(10)')}SELECT amount, items, late FROM shop.orders TO TRAIN DNNRegressor WITH model.hidden_units = [8] LABEL late INTO delivery;`,
      `${typed('BOOLEAN')}${program('xgboost.gbtree', 'multi:softmax", num_class = "3').replace('"3"', '3')}`,
    ],
    good: [
      program('xgboost.gbtree', 'reg:squarederror'),
      program('XGBRegressor', 'reg:logistic'),
      program('XGBRegressor', 'count:poisson'),
      program('XGBRegressor', 'survival:cox'),
      program('XGBRanker', 'rank:ndcg'),
      `${typed('VARCHAR(10)')}${program('xgboost.gbtree', 'binary:logistic')}`,
      `${typed('BOOLEAN')}${program('xgboost.gbtree', 'binary:logistic')}`,
      `${typed('INT')}${program('xgboost.gbtree', 'multi:softmax", num_class = "3').replace('"3"', '3')}`,
    ],
  },
  check(context, report) {
    for (const [{ estimator, attributes, label }, index] of context.each('train')) {
      const fault = label && labelFault(context, index, label.value)
      if (fault !== undefined) {
        report({
          message: `the label \`${label?.value}\` ${fault}`,
          span: label?.span ?? estimator.span,
          labels: [{ span: estimator.span, message: 'the model' }],
          help: 'take an estimator or an objective that fits the label',
        })
      }
      const name = estimator.name.toLowerCase().replace(/^xgboost\./, '')
      const fitting = Object.hasOwn(families, name) ? families[name] : undefined
      const given = attributes.find(({ key }) => key.value === 'objective' || key.value === 'model.objective')
      const objective = given && constantOf(given.value)
      if (!fitting || objective?.kind !== 'string' || !objective.value.includes(':')) continue
      if (fitting.test(objective.value)) continue
      report({
        message: `${estimator.name} ${purposes[name] ?? ''}, and the objective \`${objective.value}\` is none for that`,
        span: given?.value.span ?? estimator.span,
        labels: [{ span: estimator.span, message: 'the estimator' }],
        help: 'name the estimator that fits the objective, or the objective that fits the estimator',
      })
    }
  },
}

/** What the type of the label has against what the model learns. */
function labelFault(context: LintContext, index: number, label: string): string | undefined {
  const metadata = context.analysis.models.made[index]
  const columns = metadata && context.columns.ofQuery(index)
  const { type } = columns?.find(({ name }) => name.toLowerCase() === label.toLowerCase()) ?? {}
  if (!metadata || type === undefined) return undefined
  if (/^((var|n|nvar)?char\b|(tiny|medium|long)?text\b|string\b|enum\b)/.test(type)) {
    return kindOfModel(metadata) === 'numbers'
      ? `is a text (\`${type}\`), and the model predicts numbers`
      : undefined
  }
  const classes = metadata.attributes['num_class'] ?? metadata.attributes['model.n_classes']
  const isTruth = /^(bool(ean)?|bit\(1\)|bit|tinyint\(1\))$/.test(type)
  return isTruth && typeof classes === 'number' && classes > 2
    ? `has two values (\`${type}\`), and the model tells ${classes} classes apart`
    : undefined
}

const classifies = /^(binary|multi):/
const predicts = /^(reg|count|survival):/
const families: Readonly<Record<string, RegExp>> = {
  xgbclassifier: classifies,
  xgbrfclassifier: classifies,
  xgbregressor: predicts,
  xgbrfregressor: predicts,
  xgbranker: /^rank:/,
}
const purposes: Readonly<Record<string, string>> = {
  xgbclassifier: 'tells classes apart',
  xgbrfclassifier: 'tells classes apart',
  xgbregressor: 'predicts numbers',
  xgbrfregressor: 'predicts numbers',
  xgbranker: 'puts rows in order',
}
