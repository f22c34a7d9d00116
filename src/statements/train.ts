/** `SELECT … TO TRAIN image/Estimator WITH … COLUMN … LABEL … USING … INTO model` */
import type { Attribute, ColumnClause, EstimatorName, Identifier, Name } from '../syntax/ast.ts'
import {
  isPlain,
  lines,
  printExpression,
  printIdentifier,
  printName,
  printString,
  printWith,
} from '../syntax/print.ts'
import { dotted, lastPart } from './names.ts'
import type { Verb } from './statement.ts'

export const train: Verb<'train'> = {
  subject: 'estimator',
  clauses: {
    WITH: {},
    COLUMN: {},
    LABEL: {},
    USING: { names: 'model' },
    INTO: {
      names: 'model',
      required: { example: 'INTO my_model', purpose: 'the trained model needs a name' },
    },
  },
  usage: {
    TRAIN: {
      form: 'TRAIN <xgboost.gbtree>\nWITH <objective = "binary:logistic">\nLABEL <label_column>\nINTO <my_model>',
      documentation: 'Trains a model on the rows and saves it under a name.',
    },
  },
  build: (base, subject, clauses) => {
    const into = clauses.result()
    const label = clauses.label()
    const pretrained = clauses.using()
    if (!into) return undefined
    return {
      kind: 'train',
      ...base,
      estimator: estimatorOf(subject),
      attributes: clauses.attributes,
      columns: clauses.columns(),
      into,
      ...(label ? { label } : {}),
      ...(pretrained ? { pretrained } : {}),
    }
  },
  print: ({ estimator, attributes, columns, label, pretrained, into }) =>
    lines(
      `TO TRAIN ${printEstimator(estimator)}`,
      printWith(attributes),
      ...columns.map(printColumn),
      label ? `LABEL ${printIdentifier(label)}` : '',
      pretrained ? `USING ${printName(pretrained)}` : '',
      `INTO ${printName(into)}`,
    ),
  touches: ({ query, attributes, into, pretrained }) => ({
    scopes: [query.scope],
    results: attributes.flatMap(outputTable),
    makesModel: into,
    ...(pretrained ? { usesModel: pretrained } : {}),
  }),
  words: ({ into }) => ['train', lastPart(into)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  image: ({ estimator: { image, span } }) => (image === undefined ? undefined : { value: image, span }),
  attributesOf: { of: 'estimator' },
  program: (engine) => `${engine}.train`,
  spec: () => ({}),
  outline: ({ into, estimator }, text) => ({
    name: `TRAIN ${dotted(into)}`,
    detail: text.slice(estimator.span.start, estimator.span.end),
    brings: 'model',
  }),
}

/** Everything before the last slash is the image. */
function estimatorOf({ value, span }: Identifier): EstimatorName {
  const slash = value.lastIndexOf('/')
  if (slash < 0) return { kind: 'estimator', name: value, span }
  return { kind: 'estimator', image: value.slice(0, slash), name: value.slice(slash + 1), span }
}

function printEstimator({ image, name }: EstimatorName): string {
  const text = image === undefined ? name : `${image}/${name}`
  return isPlain(text) ? text : printString(text)
}

function printColumn({ columns, target }: ColumnClause): string {
  return `COLUMN ${columns.map(printExpression).join(', ')}${target ? ` FOR ${printIdentifier(target)}` : ''}`
}

/** KMeans names a second table in an attribute, for the cluster of each row. */
function outputTable({ key, value }: Attribute): Name[] {
  if (!/^(model\.)?idx_table_name$/.test(key.value)) return []
  if (value.kind === 'name') return [value]
  if (value.kind !== 'string' || value.value === '') return []
  const parts = value.value
    .split('.')
    .map((part) => ({ kind: 'identifier' as const, value: part, span: value.span }))
  return [{ kind: 'name', parts, span: value.span }]
}
