/** Chevrotain's exceptions in words a user of SQL knows. */
import type { IParserErrorMessageProvider, IRecognitionException, IToken, TokenType } from 'chevrotain'
import * as t from '../../grammar/tokens.ts'
import type { ErrorFinding } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import { spanOf } from './shallow-parse.ts'

/** What the grammar wanted travels in the exception's message and is worded below. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
  buildNotAllInputParsedMessage: () => '',
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => firstTokens(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => firstTokens(expectedIterationPaths),
}

function firstTokens(paths: readonly TokenType[][]): string {
  return [...new Set(paths.map((path) => path[0]).map((type) => type?.LABEL ?? type?.name ?? ''))].join('\n')
}

const plain: Readonly<Record<string, string>> = {
  ClauseName: 'a name',
  Identifier: 'a name',
  Sign: 'a sign',
  '[': 'a list',
}

/** One finding for one exception; `end` is where the statement ends, for text that stops too early. */
export function wordSyntaxError(error: IRecognitionException, end: Span): ErrorFinding {
  const token = error.token
  const atEnd = Number.isNaN(token.startOffset) || token.image === ''
  const span = atEnd ? end : spanOf(token)
  const wanted = error.message
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => plain[text] ?? text)
  const unique = [...new Set(wanted)]
  const found = atEnd ? 'the statement ends here' : `found \`${shorten(token.image)}\``
  const message =
    unique.length > 0
      ? `expected ${listed(unique)}, ${found}`
      : `\`${shorten(token.image)}\` is not expected here`
  const before = previous(error)
  return {
    name: 'syntax-error',
    message: atEnd && unique.length === 0 ? 'the statement ends too early' : message,
    span,
    ...(before ? { labels: [{ span: spanOf(before), message: 'after this' }] } : {}),
    help:
      unique.length === 1
        ? `put ${unique[0]} here`
        : 'see the clauses of the statement with `sqlflowc explain SF107`',
  }
}

function previous(error: IRecognitionException): IToken | undefined {
  const token = 'previousToken' in error ? (error.previousToken as IToken | undefined) : undefined
  return token && !Number.isNaN(token.startOffset) && token.image !== '' ? token : undefined
}

/** A reserved word stands where only a name can: `LABEL label`. */
export function wantsName(error: IRecognitionException): boolean {
  return (
    t.reserved.has(error.token.tokenType) &&
    error.message.split('\n').some((wanted) => wanted === 'ClauseName')
  )
}

export function reservedWord(token: IToken): ErrorFinding {
  return {
    name: 'reserved-word',
    message: `\`${token.image}\` is a word of the language and can't stand for a name without quotes`,
    span: spanOf(token),
    help: `write "${token.image}" in quotes if a column or a model has this name`,
  }
}

function listed(options: readonly string[]): string {
  if (options.length === 1) return options[0] ?? ''
  return `${options.slice(0, -1).join(', ')} or ${options[options.length - 1]}`
}

export function shorten(image: string): string {
  const line = image.split('\n')[0] ?? ''
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
