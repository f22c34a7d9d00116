/** The type of the label and what the model is to learn are at odds. */
import type { KnownColumn } from '../../analysis/columns.ts'
import type { TrainStatement } from '../../syntax/ast.ts'
import { columnNamed } from '../columns.ts'
import type { Rule } from '../rule.ts'

const example = (type: string, objective: string): string =>
  `CREATE TABLE flowers (length DOUBLE, kind ${type});\nSELECT * FROM flowers\nTO TRAIN xgboost.gbtree WITH ${objective}\nLABEL kind\nINTO my_model;`

export const labelObjective: Rule = {
  name: 'label-objective',
  code: 'SF422',
  severity: 'warning',
  title: 'the label is not what the objective learns',
  explanation:
    'A regression learns a number: from texts it can not. A classifier learns classes: each different value of a DECIMAL or DOUBLE would be one. And a label of two values, BOOLEAN or BIT(1), needs no objective of many classes. Choose the objective that fits the label, or select the label as it is meant.',
  bad: example('VARCHAR(20)', 'objective = "reg:squarederror"'),
  good: example('VARCHAR(20)', 'objective = "multi:softmax", num_class = 3'),
  more: {
    bad: [
      example('BOOLEAN', 'objective = "multi:softmax", num_class = 5'),
      example('DECIMAL(10, 2)', 'objective = "binary:logistic"'),
      'CREATE TABLE t (a INT, b DOUBLE);\nSELECT * FROM t TO TRAIN DNNClassifier WITH model.hidden_units = [4], model.n_classes = 3 LABEL b INTO m;',
      'CREATE TABLE t (a INT, b TEXT);\nSELECT * FROM t TO TRAIN LinearRegressor LABEL b INTO m;',
    ],
    good: [
      example('BOOLEAN', 'objective = "binary:logistic"'),
      example('INT', 'objective = "multi:softmax", num_class = 3'),
      example('DECIMAL(10, 0)', 'objective = "multi:softmax", num_class = 3'),
      example('TINYINT', 'objective = "multi:softmax", num_class = 3'),
      'SELECT * FROM t TO TRAIN LinearRegressor LABEL b INTO m;',
    ],
  },
  check(context, report) {
    for (const [train, index] of context.each('train')) {
      const { label } = train
      const column = label && columnNamed(context.columns.ofQuery(index), label.value)
      const odds = column && oddsOf(column, taskOf(train))
      if (!label || !odds) continue
      report({
        message: `the label \`${label.value}\` is ${column.type}, and ${odds.message}`,
        span: label.span,
        labels: [{ span: train.estimator.span, message: 'trained here' }],
        help: odds.help,
      })
    }
  },
}

type Task = 'regression' | 'two classes' | 'many classes' | undefined

/** What is learned, where the objective or the estimator says it. */
function taskOf({ estimator, attributes }: TrainStatement): Task {
  const value = attributes.find(({ key }) => key.value.toLowerCase() === 'objective')?.value
  const objective =
    value?.kind === 'string'
      ? value.value
      : value?.kind === 'name'
        ? value.parts.map((part) => part.value).join('.')
        : ''
  if (/^(reg:|count:|survival:)/.test(objective)) return 'regression'
  if (/^binary:/.test(objective)) return 'two classes'
  if (/^multi:/.test(objective)) return 'many classes'
  if (/Regressor$/.test(estimator.name)) return 'regression'
  const classes = attributes.find(({ key }) => /^(model\.)?n_classes$/.test(key.value))?.value
  if (/^(DNN|Linear|DNNLinearCombined)Classifier$/.test(estimator.name)) {
    return classes?.kind === 'number' && Number(classes.text) > 2 ? 'many classes' : 'two classes'
  }
  return undefined
}

function oddsOf({ type = '' }: KnownColumn, task: Task): { message: string; help: string } | undefined {
  const isText = /^((var|n|nvar|bp)?char|character|(tiny|medium|long)?text|string|enum|clob)\b/.test(type)
  const isFraction = /^(float|double|real)\b/.test(type) || /^(decimal|numeric)\(\d+,[1-9]/.test(type)
  if (task === 'regression' && isText) {
    return {
      message: 'a regression learns numbers',
      help: 'choose an objective of classes, or CAST the label to a number',
    }
  }
  if ((task === 'two classes' || task === 'many classes') && isFraction) {
    return {
      message: 'each of its values would be a class',
      help: 'choose a regression, or select the label as whole numbers or texts',
    }
  }
  if (task === 'many classes' && /^(bool|boolean|bit\(1\)|bit|tinyint\(1\))$/.test(type)) {
    return {
      message: 'the objective is one of many classes',
      help: 'two classes need `binary:logistic`, or n_classes = 2',
    }
  }
  return undefined
}
