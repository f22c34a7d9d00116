/**
 * CST of what stands behind the SELECT to statements. The grammar takes every clause after every verb; here each verb takes
 * what is its own, and what is missing or too much is said with the verb's name.
 */
import type { CstElement, IToken } from 'chevrotain'
import type * as cst from '../../grammar/cst.ts'
import * as t from '../../grammar/tokens.ts'
import { type SubjectKind, type VerbName, verbNames, verbs } from '../../grammar/verbs.ts'
import type { ReportError } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import type { ExtendedStatement, Name, Query, ShowTrainStatement, Statement } from '../syntax/ast.ts'
import { Clauses } from '../syntax/clauses.ts'
import { buildExpression, buildName, clauseIdentifier } from '../syntax/expressions.ts'
import { spanOf } from '../syntax/shallow-parse.ts'
import type { Subject, WordOf } from './statement.ts'
import { verbTable } from './table.ts'

export interface ExtendedContext {
  readonly query: Query | undefined
  readonly span: Span
  readonly extension: Span
  /** The parser had nothing to say, so what is missing is really missing. */
  readonly sound: boolean
  readonly report: ReportError
}

/** The statement, or nothing where too little of it could be read; the reasons are reported. */
export function buildExtended(
  node: cst.ExtendedCstNode | undefined,
  context: ExtendedContext,
): ExtendedStatement | undefined {
  const shown = node?.children.showTrain?.[0]
  if (shown) return buildShowTrain(shown.children, context)
  const { verb, To: [to] = [], clause = [] } = node?.children.toVerb?.[0]?.children ?? {}
  const read = verb?.[0]?.children
  if (!read || !to) return undefined
  for (const name of verbNames) {
    const children = read[name]?.[0]?.children
    if (children) return buildVerb(name, children, to, clause, context)
  }
  return undefined
}

function buildShowTrain(
  { Show, Train, name }: cst.ShowTrainCstChildren,
  { span, extension }: ExtendedContext,
): ShowTrainStatement | undefined {
  const model = buildName(name?.[0])
  const head = spanOfAll([...Show, ...Train])
  return model && { kind: 'show-train', span, extension, head, model }
}

function buildVerb<V extends VerbName>(
  name: V,
  children: VerbChildren,
  to: IToken,
  nodes: readonly cst.ClauseCstNode[],
  { query, span, extension, sound, report }: ExtendedContext,
): Statement<V> | undefined {
  const words: readonly WordOf<V>[] = verbs[name].words
  const word = words.find((one) => children[t.verb[one].name])
  const token = word && children[t.verb[word].name]?.[0]
  if (!query || !word || !token || !('image' in token)) return undefined
  const head = spanOfAll([to, token])
  const uses = verbTable[name].clauses
  const clauses = new Clauses(nodes, { verb: word, uses, head, sound, report })
  const complete = clauses.check()
  const second = clauses.results()[1]
  if (second && !uses.INTO?.several) reportSecond(word, second, report)
  const subject = buildSubject<(typeof verbs)[V]['subject']>(verbs[name].subject, children)
  if (!complete || !subject) return undefined
  return verbTable[name].build({ span, extension, head, query }, subject, clauses, word)
}

function reportSecond(verb: string, { span }: Name, report: ReportError): void {
  const takers = verbNames.filter((name) => verbTable[name].clauses.INTO?.several)
  report({
    name: 'misplaced-clause',
    message: `TO ${verb} takes one name after INTO`,
    span,
    help: `only ${takers.flatMap((name) => verbs[name].words.map((word) => `TO ${word}`)).join(' and ')} takes several`,
  })
}

interface VerbChildren extends Readonly<Record<string, readonly CstElement[] | undefined>> {
  readonly ClauseName?: IToken[]
  readonly name?: cst.NameCstNode[]
  readonly expression?: cst.ExpressionCstNode[]
}

const subjects: { readonly [S in SubjectKind]: (children: VerbChildren) => Subject<S> | undefined } = {
  word: ({ ClauseName: [token] = [] }) => token && clauseIdentifier(token),
  name: ({ name }) => buildName(name?.[0]),
  expression: ({ expression }) => buildExpression(expression?.[0]),
}

function buildSubject<S extends SubjectKind>(kind: S, children: VerbChildren): Subject<S> | undefined {
  return subjects[kind](children)
}

function spanOfAll(tokens: readonly IToken[]): Span {
  return {
    start: Math.min(...tokens.map((token) => token.startOffset)),
    end: Math.max(...tokens.map((token) => spanOf(token).end)),
  }
}
