/**
 * The checks of one statement: attributes, columns, label, result, objective. Everything that an
 * engine would only find out when the step runs, perhaps hours into the workflow.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import { type EngineName, engines } from '../engines/table.ts'
import { attributeSchema } from '../statements/attribute-schema.ts'
import { attributes, attributesOf, words } from '../statements/table.ts'
import type { ExplainStatement, Kind, Statement } from '../syntax/ast.ts'
import { checkAttributes } from './attributes.ts'
import { checkOptimize } from './optimize.ts'
import { checkResult } from './result.ts'
import { checkTrain } from './train.ts'

export interface CheckContext {
  /** Of the model that the statement uses, when that is known. */
  readonly engine?: EngineName
  /** This program trains the model; of others less is certain. */
  readonly fromProgram: boolean
  readonly metadata?: { readonly estimator: string; readonly label?: string }
}

type Check<K extends Kind> = (statement: Statement<K>, context: CheckContext, report: Report) => void

/** What is checked of a kind besides the attributes that any verb, or any model, takes. */
const further: { readonly [K in Kind]?: Check<K> } = {
  train: (statement, _, report) => checkTrain(statement, report),
  predict: (statement, { metadata }, report) => checkResult(statement, metadata?.label, report),
  explain: (statement, _, report) => checkExplainer(statement, report),
  optimize: (statement, _, report) => checkOptimize(statement, report),
}

export function checkStatement<K extends Kind>(
  statement: Statement<K>,
  context: CheckContext,
  report: Report,
): void {
  checkGiven(statement, context, report)
  further[statement.kind]?.(statement, context, report)
}

/** The attributes; those of TRAIN are checked with all that its estimator asks. */
function checkGiven(statement: Statement, context: CheckContext, report: Report): void {
  const source = attributesOf(statement.kind)
  if (!source || source.of === 'estimator' || !('head' in statement)) return
  // Metadata from a store may name an engine that this version does not have.
  const { engine: name, fromProgram, metadata } = context
  const engine = name !== undefined && Object.hasOwn(engines, name) ? engines[name] : undefined
  const schema = attributeSchema(source, engine)
  if (!schema) return
  const estimator = metadata && engine?.estimator(metadata.estimator)
  // A class of the user's own may compute metrics of its own.
  const certain = source.of === 'verb' || (fromProgram && estimator?.builtIn !== false)
  checkAttributes(
    attributes(statement),
    {
      schema,
      owner: `TO ${words(statement)[0]?.toUpperCase()}`,
      place: statement.head,
      ...(certain ? {} : { metricSeverity: 'warning' }),
    },
    report,
  )
}

/** This explainer gives a table and no picture. */
function checkExplainer({ explainer, into }: ExplainStatement, report: Report): void {
  if (!explainer || into || explainer.value.toLowerCase() !== 'xgboostexplainer') return
  report({
    name: 'missing-clause',
    message: `\`${explainer.value}\` writes a table and draws nothing, and no INTO says which table`,
    span: explainer.span,
    help: 'add `INTO my_explanation`, or leave USING out for a picture',
  })
}
