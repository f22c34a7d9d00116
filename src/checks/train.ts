/** TRAIN: its estimator, and what the estimator asks of the other clauses. */
import type { Report } from '../diagnostics/diagnostic.ts'
import { meant, nearest, oneOf } from '../diagnostics/suggest.ts'
import { defaultTarget, type Engine, type Estimator } from '../engines/engine.ts'
import { engineOf, engines } from '../engines/table.ts'
import type { TrainStatement } from '../syntax/ast.ts'
import { checkAttributes } from './attributes.ts'
import { checkColumns } from './columns.ts'
import { estimatorSpan } from './spans.ts'
import { checkTargets } from './targets.ts'

export function checkTrain(statement: TrainStatement, report: Report): void {
  const { name } = statement.estimator
  const engine = engines[engineOf(name)]
  const estimator = engine.estimator(name)
  checkRows(statement, report)
  checkColumns(statement.columns, engine, report)
  if (!estimator) {
    reportUnknown(statement, engine, report)
    return
  }
  if (estimator.gone) {
    reportGone(statement, estimator.name, estimator.gone, report)
    return
  }
  if (!estimator.builtIn) warnOfSlip(statement, report)
  const place = estimatorSpan(statement.estimator)
  checkAttributes(
    statement.attributes,
    {
      schema: estimator.train,
      owner: estimator.name,
      place,
      custom: !estimator.builtIn,
      conditions: estimator.conditions,
      adds: estimator.adds,
      ...(estimator.instead ? { instead: estimator.instead } : {}),
      ...(statement.columns.length > 0
        ? {
            targets: new Set(statement.columns.map(({ target }) => target?.value ?? defaultTarget)),
          }
        : {}),
    },
    report,
  )
  checkTargets(statement, estimator, report)
  checkLabel(statement, estimator, report)
}

function checkRows({ query, head }: TrainStatement, report: Report): void {
  if (!query.empty) return
  report({
    name: 'no-training-rows',
    message: 'there are no rows to train on: the query ends in LIMIT 0',
    span: head,
    labels: [
      {
        span: { start: Math.max(query.span.start, query.span.end - 1), end: query.span.end },
        message: 'the query ends here',
      },
    ],
    help: 'leave out the LIMIT, or raise it',
  })
}

/** A continued training has the label of the model that it continues from. */
function checkLabel(
  { label, pretrained, head }: TrainStatement,
  { label: wanted, name }: Estimator,
  report: Report,
): void {
  if (label || pretrained || wanted !== 'required') return
  report({
    name: 'missing-label',
    message: `${name} needs a LABEL: it learns to predict the values of one column`,
    span: head,
    help: 'add `LABEL` and the name of that column, before INTO',
  })
}

function reportGone(
  { estimator }: TrainStatement,
  name: string,
  { because, instead }: NonNullable<Estimator['gone']>,
  report: Report,
): void {
  report({
    name: 'estimator-gone',
    message: `${name} can no longer be trained: ${because}`,
    span: estimatorSpan(estimator),
    help: `train \`${instead}\` instead, with the parameters of XGBoost`,
  })
}

function reportUnknown({ estimator }: TrainStatement, { title, estimators }: Engine, report: Report): void {
  report({
    name: 'unknown-estimator',
    message: `${title} has no estimator \`${estimator.name}\``,
    span: estimatorSpan(estimator),
    help: meant(estimator.name, estimators) ?? `expected ${oneOf(estimators)}`,
  })
}

/** A class of the user's own may have any name; one that is a letter off a known one is likely a slip. */
function warnOfSlip({ estimator }: TrainStatement, report: Report): void {
  const { name } = estimator
  const near = name.includes('.')
    ? undefined
    : nearest(
        name,
        Object.values(engines).flatMap((one) => one.estimators),
      )[0]
  if (near === undefined || !isSlip(name.toLowerCase(), near.toLowerCase())) return
  report({
    name: 'unknown-estimator',
    severity: 'warning',
    message: `\`${name}\` is no known estimator, so it is taken for a class of the image's own`,
    span: estimatorSpan(estimator),
    help: `perhaps \`${near}\` was meant`,
  })
}

/** `MyDNNClassifier` and `DNNClassifierV2` are names of their own, `gbtree` lacks its `xgboost.`. */
function isSlip(name: string, near: string): boolean {
  if (near === name || near.endsWith(`.${name}`)) return true
  if (name.length < 6 || Math.abs(near.length - name.length) > 1) return false
  return !near.includes(name) && !name.includes(near)
}
