/**
 * The checks of one statement: attributes, columns, label, result, objective. Everything that an
 * engine would only find out when the step runs, perhaps hours into the workflow.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import { optimizeSchema } from '../engines/data/optimize-attributes.ts'
import { useSchemas } from '../engines/data/use-attributes.ts'
import type { Engine, Schema, UseVerb } from '../engines/engine.ts'
import { type EngineName, engines } from '../engines/table.ts'
import type { EvaluateStatement, ExplainStatement, PredictStatement, Statement } from '../syntax/ast.ts'
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

export function checkStatement(statement: Statement, context: CheckContext, report: Report): void {
  switch (statement.kind) {
    case 'train':
      checkTrain(statement, report)
      break
    case 'predict':
      checkResult(statement, context.metadata?.label, report)
      checkUse(statement, context, report)
      break
    case 'evaluate':
      checkUse(statement, context, report)
      break
    case 'explain':
      checkExplainer(statement, report)
      checkUse(statement, context, report)
      break
    case 'optimize': {
      const owner = `TO ${statement.direction.toUpperCase()}`
      checkAttributes(statement.attributes, { schema: optimizeSchema, owner, place: statement.head }, report)
      checkOptimize(statement, report)
      break
    }
    case 'sql':
    case 'run':
    case 'show-train':
    case 'broken':
      break
  }
}

/** For a model whose engine is not known: what any of them takes. */
const anyEngine = useSchemas({
  names: Object.values(engines).flatMap(({ metrics }) => metrics),
})

export function schemaOf(verb: UseVerb, engine: Engine | undefined): Schema {
  return engine?.uses[verb] ?? anyEngine[verb]
}

function checkUse(
  statement: PredictStatement | EvaluateStatement | ExplainStatement,
  { engine: name, fromProgram, metadata }: CheckContext,
  report: Report,
): void {
  // Metadata from a store may name an engine that this version does not have.
  const engine = name !== undefined && Object.hasOwn(engines, name) ? engines[name] : undefined
  const estimator = metadata && engine?.estimator(metadata.estimator)
  // A class of the user's own may compute metrics of its own.
  const certain = fromProgram && estimator?.builtIn !== false
  checkAttributes(
    statement.attributes,
    {
      schema: schemaOf(statement.kind, engine),
      owner: `TO ${statement.kind.toUpperCase()}`,
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
