/** What stands from TO on: its tokens, its CST, and what was wrong with it. */
import type { IToken, TokenType } from 'chevrotain'
import { ClauseGrammar } from '../../grammar/clause.ts'
import type { ExtendedCstNode } from '../../grammar/cst.ts'
import * as t from '../../grammar/tokens.ts'
import type { ReportError, Reported } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import { keywordTypes } from './keywords.ts'
import { spanOf } from './shallow-parse.ts'
import { expectations, reservedWord, wantsName, wordSyntaxError } from './syntax-errors.ts'
import { kind, type Tokens } from './tokens.ts'

/** Deeper brackets than any person writes; a parser that recurses needs a limit. */
const deepestClause = 100
/** The longest row of operators in one expression. */
const longestRow = 1000

/** Most clauses have no errors: the one that goes on after errors is made when there are some. */
let strict: ClauseGrammar | undefined
let tolerant: ClauseGrammar | undefined

export interface ReadExtended {
  readonly cst: ExtendedCstNode | undefined
  /** What was complained of, if anything was. */
  readonly fault: Reported | undefined
}

/** Reads the tokens from `first` (TO or SHOW) to before `last`; `end` is where the statement ends. */
export function readExtended(
  text: string,
  tokens: Tokens,
  first: number,
  last: number,
  end: Span,
  report: ReportError,
): ReadExtended {
  const input = clauseTokens(text, tokens, first, last)
  const deep = tooDeep(input, report)
  if (deep) return { cst: undefined, fault: deep }
  strict ??= new ClauseGrammar(false)
  strict.input = input
  const cst = strict.extended() as ExtendedCstNode
  return strict.errors.length === 0 ? { cst, fault: undefined } : readBroken(input, end, report)
}

function readBroken(input: IToken[], end: Span, report: ReportError): ReadExtended {
  tolerant ??= new ClauseGrammar(true, expectations)
  const grammar = tolerant
  let fault: Reported | undefined
  // What is plainly meant is put right and read again, so that what follows is not misread: a comma that
  // is missing between two attributes, a reserved word in the place of a name.
  for (let tries = 0; tries < 50; tries++) {
    grammar.input = input
    const cst = grammar.extended() as ExtendedCstNode
    const missing = grammar.errors.map((error) => error.token).find((token) => lacksComma(input, token))
    const taken = grammar.errors[0]
    if (!missing && taken && wantsName(taken) && standsForName(input, taken.token)) {
      fault = report(reservedWord(taken.token))
      taken.token.tokenType = t.Word
      taken.token.tokenTypeIdx = t.Word.tokenTypeIdx ?? 0
      continue
    }
    if (!missing) {
      for (const error of grammar.errors) fault = report(wordSyntaxError(error, end))
      return { cst, fault }
    }
    fault = insertComma(input, missing, report)
  }
  return { cst: undefined, fault }
}

/** `LABEL label INTO m` means a name, `LABEL INTO m` does not: after a name comes no other name. */
function standsForName(input: readonly IToken[], token: IToken): boolean {
  const next = input[input.indexOf(token) + 1]?.tokenType
  return next !== t.Word && next !== t.Quoted && next !== t.Text
}

function lacksComma(input: readonly IToken[], token: IToken): boolean {
  const at = input.indexOf(token)
  const before = input[at - 1]?.tokenType
  const named = token.tokenType.CATEGORIES?.includes(t.ClauseName) ?? false
  const ends = before === t.Word || before === t.Text || before === t.Numeral || before === t.RightBracket
  return named && ends && input[at + 1]?.tokenType === t.Equals
}

function insertComma(input: IToken[], token: IToken, report: ReportError): Reported {
  const at = input.indexOf(token)
  const before = input[at - 1]
  const offset = before ? spanOf(before).end : token.startOffset
  const reported = report({
    name: 'missing-comma',
    message: `a comma is missing before \`${token.image}\``,
    span: spanOf(token),
    ...(before ? { labels: [{ span: spanOf(before), message: 'the attribute before it ends here' }] } : {}),
    help: 'attributes are separated by commas',
  })
  input.splice(at, 0, {
    image: ',',
    startOffset: offset,
    endOffset: offset - 1,
    tokenType: t.Comma,
    tokenTypeIdx: t.Comma.tokenTypeIdx ?? 0,
  } as IToken)
  return reported
}

function clauseTokens(text: string, tokens: Tokens, first: number, last: number): IToken[] {
  const out: IToken[] = []
  for (let index = first; index < last; index++) {
    const start = tokens.start[index] ?? 0
    const end = tokens.end[index] ?? 0
    const image = text.slice(start, end)
    const type = typeOf(tokens, index, image)
    out.push({
      image,
      startOffset: start,
      endOffset: end - 1,
      tokenType: type,
      tokenTypeIdx: type.tokenTypeIdx ?? 0,
    } as IToken)
  }
  return out
}

export function typeOf(tokens: Tokens, index: number, image: string): TokenType {
  switch (tokens.kind[index]) {
    case kind.word: {
      const type = keywordTypes[tokens.keyword[index] ?? 0]
      return type && t.reserved.has(type) ? type : t.Word
    }
    case kind.quoted:
      return t.Quoted
    case kind.text:
      return t.Text
    case kind.number:
      return t.Numeral
    default:
      return t.marks[image] ?? operators[image] ?? t.Operator
  }
}

/** Operators that the clause tells apart: signs stand before a value, too. */
const operators: Readonly<Record<string, TokenType>> = {
  '+': t.Sign,
  '-': t.Sign,
  ...Object.fromEntries(['/', '%', '<', '>', '<=', '>=', '!=', '<>'].map((text) => [text, t.Comparison])),
}

function tooDeep(input: readonly IToken[], report: ReportError): Reported | undefined {
  let depth = 0
  let row = 0
  for (const token of input) {
    const type = token.tokenType
    if (type === t.LeftParen || type === t.LeftBracket) depth++
    else if (type === t.RightParen || type === t.RightBracket) depth--
    if (type === t.Comma) row = 0
    else row++
    if (depth <= deepestClause && row <= 2 * longestRow) continue
    const what =
      depth > deepestClause
        ? `more than ${deepestClause} brackets deep`
        : `a row of more than ${longestRow} operators`
    return report({
      name: 'nested-too-deep',
      message: `this expression is ${what}`,
      span: spanOf(token),
      help: 'compute part of it in the SELECT, or in a table of its own, and name the result here',
    })
  }
  return undefined
}
