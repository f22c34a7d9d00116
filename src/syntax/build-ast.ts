/**
 * CST of the clause to statements. The grammar takes every clause after every verb; here each verb
 * takes what is its own, and what is missing or too much is said with the verb's name.
 */
import type { IToken } from 'chevrotain'
import type * as cst from '../../grammar/cst.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Clause, EstimatorName, Query } from './ast.ts'
import { buildExpression, buildName, clauseIdentifier } from './expressions.ts'
import { type ClauseContext, Parts } from './parts.ts'
import { spanOf } from './shallow-parse.ts'

/** The statement, or nothing where too little of it could be read; the reasons are reported. */
export function buildClause(
  node: cst.ClauseCstNode | undefined,
  clause: Span,
  context: ClauseContext,
): Clause | undefined {
  const shown = node?.children.showTrain?.[0]
  if (shown) {
    const model = buildName(shown.children.name?.[0])
    const head = spanOfAll([...shown.children.Show, ...shown.children.Train])
    return model ? { kind: 'show-train', span: context.span, clause, head, model } : undefined
  }
  const extended = node?.children.extended?.[0]
  const verbs = extended?.children.verb?.[0]?.children
  const to = extended?.children.To?.[0]
  if (!extended || !verbs || !to || !context.query) return undefined
  const optimized = verbs.optimize?.[0]?.children
  const verb =
    verbs.train?.[0]?.children.Train?.[0] ??
    verbs.predict?.[0]?.children.Predict?.[0] ??
    verbs.evaluate?.[0]?.children.Evaluate?.[0] ??
    verbs.explain?.[0]?.children.Explain?.[0] ??
    verbs.run?.[0]?.children.Run?.[0] ??
    optimized?.Maximize?.[0] ??
    optimized?.Minimize?.[0]
  if (!verb) return undefined
  const head = spanOfAll([to, verb])
  const parts = new Parts(extended.children.part ?? [], verb, head, context)
  const base = { span: context.span, clause, head, query: context.query }
  return buildVerb(verbs, parts, base)
}

interface Base {
  readonly span: Span
  readonly clause: Span
  readonly head: Span
  readonly query: Query
}

function buildVerb(verbs: cst.VerbCstChildren, parts: Parts, base: Base): Clause | undefined {
  const complete = parts.check()
  const attributes = parts.attributes()
  const into = parts.name('INTO')
  const using = parts.name('USING')
  if (!complete) return undefined
  const trained = verbs.train?.[0]
  if (trained) {
    const estimator = buildEstimator(trained.children.ClauseName?.[0])
    const label = parts.label()
    if (!estimator || !into) return undefined
    const columns = parts.columns()
    return {
      kind: 'train',
      ...base,
      estimator,
      attributes,
      columns,
      into,
      ...(label ? { label } : {}),
      ...(using ? { pretrained: using } : {}),
    }
  }
  const predicted = verbs.predict?.[0]
  if (predicted) {
    const result = buildName(predicted.children.name?.[0])
    return result && using ? { kind: 'predict', ...base, result, attributes, model: using } : undefined
  }
  const evaluated = verbs.evaluate?.[0]
  if (evaluated) {
    const model = buildName(evaluated.children.name?.[0])
    const label = parts.label()
    return model && label && into ? { kind: 'evaluate', ...base, model, attributes, label, into } : undefined
  }
  const explained = verbs.explain?.[0]
  if (explained) {
    const model = buildName(explained.children.name?.[0])
    if (!model) return undefined
    const explainer = parts.identifier('USING')
    return {
      kind: 'explain',
      ...base,
      model,
      attributes,
      ...(explainer ? { explainer } : {}),
      ...(into ? { into } : {}),
    }
  }
  const run = verbs.run?.[0]
  if (run) {
    const image = run.children.ClauseName?.[0]
    if (!image) return undefined
    return {
      kind: 'run',
      ...base,
      image: clauseIdentifier(image),
      command: parts.command(),
      into: parts.names('INTO'),
    }
  }
  const optimized = verbs.optimize?.[0]
  const objective = buildExpression(optimized?.children.expression?.[0])
  if (!optimized || !objective || !into) return undefined
  const direction = optimized.children.Maximize ? 'maximize' : 'minimize'
  const constraints = parts.constraints()
  const solver = parts.identifier('USING')
  return {
    kind: 'optimize',
    ...base,
    direction,
    objective,
    constraints,
    attributes,
    into,
    ...(solver ? { solver } : {}),
  }
}

/** Everything before the last slash is the image. */
function buildEstimator(token: IToken | undefined): EstimatorName | undefined {
  if (!token) return undefined
  const text = clauseIdentifier(token).value
  const slash = text.lastIndexOf('/')
  const span = spanOf(token)
  if (slash < 0) return { kind: 'estimator', name: text, span }
  return { kind: 'estimator', image: text.slice(0, slash), name: text.slice(slash + 1), span }
}

function spanOfAll(tokens: readonly IToken[]): Span {
  return {
    start: Math.min(...tokens.map((token) => token.startOffset)),
    end: Math.max(...tokens.map((token) => spanOf(token).end)),
  }
}
