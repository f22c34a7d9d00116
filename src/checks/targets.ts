/** COLUMN … FOR target: which inputs of the estimator the columns go to. */
import type { Report } from '../diagnostics/diagnostic.ts'
import { meant, oneOf } from '../diagnostics/suggest.ts'
import { defaultTarget, type Estimator } from '../engines/engine.ts'
import type { ColumnClause, TrainStatement } from '../syntax/ast.ts'
import { estimatorSpan } from './spans.ts'

export function checkTargets(statement: TrainStatement, estimator: Estimator, report: Report): void {
  const seen = new Map<string, ColumnClause>()
  for (const clause of statement.columns) {
    const target = clause.target?.value ?? defaultTarget
    const before = seen.get(target)
    if (before) reportRepeated(target, before, clause, report)
    else {
      seen.set(target, clause)
      checkTarget(target, clause, estimator, report)
    }
  }
  const { targets } = estimator
  // Columns of the SELECT that are not listed go to the one target there is; here there is none.
  if (statement.columns.length > 0 || statement.pretrained || !targets || targets.includes(defaultTarget))
    return
  report({
    name: 'column-target',
    message: `${estimator.name} needs to be told which columns go to ${oneOf(targets)}`,
    span: estimatorSpan(statement.estimator),
    help: `add \`COLUMN … FOR ${targets[0] ?? ''}\` to the statement`,
  })
}

function checkTarget(target: string, clause: ColumnClause, estimator: Estimator, report: Report): void {
  const { targets, name } = estimator
  if (!targets || targets.includes(target)) return
  const near = meant(target, targets)
  if (clause.target) {
    report({
      name: 'column-target',
      message: `${name} has no \`${target}\` for columns to go to`,
      span: clause.target.span,
      help:
        targets.length === 1
          ? `leave out \`FOR ${target}\`: all columns go to \`${targets[0]}\``
          : (near ?? `its targets are ${oneOf(targets)}`),
    })
    return
  }
  report({
    name: 'column-target',
    message: `${name} has more than one target, and COLUMN does not say which`,
    span: { start: clause.span.start, end: Math.min(clause.span.end, clause.span.start + 'COLUMN'.length) },
    help: `end the clause with ${oneOf(targets.map((one) => `FOR ${one}`))}`,
  })
}

function reportRepeated(target: string, before: ColumnClause, clause: ColumnClause, report: Report): void {
  const places = [before, clause].map(({ target: named, span }) => named?.span ?? span)
  const [first = before.span, second = clause.span] = places
  report({
    name: 'column-target',
    message: `two COLUMN clauses have the target \`${target}\``,
    span: second,
    labels: [{ span: first, message: 'the first one' }],
    help: clause.target
      ? 'list all its columns in one COLUMN clause'
      : `list all columns in one COLUMN clause, or end each with FOR and a target of its own`,
  })
}
