/**
 * Ordinary SQL to its shape: runs the grammar over a statement level by level. Bracketed parts wait
 * in a list and are read one after another, never one inside another, so depth costs no stack.
 */
import { type IToken, type TokenType, tokenMatcher } from 'chevrotain'
import {
  Draft,
  type GroupRole,
  type NameDraft,
  type TableDraft,
  type TargetDraft,
} from '../../grammar/draft.ts'
import { SqlGrammar } from '../../grammar/sql.ts'
import * as t from '../../grammar/tokens.ts'
import type { Span } from '../diagnostics/source.ts'
import type { CommonTable, Identifier, Name, Scope, TableMention, Target } from './ast.ts'
import { keywordTypes } from './keywords.ts'
import { kind, type Tokens } from './tokens.ts'

/** A scope while it is being filled. */
interface OpenScope extends Scope {
  recursive: boolean
  commonTables: readonly CommonTable[]
  tables: readonly TableMention[]
  targets: readonly Target[]
  scopes: readonly Scope[]
}

export interface SqlShape {
  readonly scope: Scope
  readonly empty: boolean
  /** The token at which the shape stopped being understood. */
  readonly stuck?: IToken
  /** `*` in a SELECT without FROM. */
  readonly starFromNothing?: Span
  /** A parameter or string where a table's name should be. */
  readonly unclear?: Span
}

export type EntryRule = 'statement' | 'query' | 'expression'

let grammar: SqlGrammar | undefined

/** The one instance; building it is most of a cold start, so it is made when first needed. */
export function sqlGrammar(): SqlGrammar {
  if (!grammar) {
    grammar = new SqlGrammar()
    grammar.selfAnalyse()
  }
  return grammar
}

/** One token of a level; its text is cut out when somebody asks for it, and few do. */
class LevelToken implements t.GroupToken {
  readonly startOffset: number
  readonly endOffset: number
  readonly tokenType: TokenType
  readonly tokenTypeIdx: number
  /** What is inside of a bracketed part; otherwise the token itself. */
  readonly first: number
  readonly last: number
  readonly #text: string

  constructor(text: string, start: number, end: number, type: TokenType, first: number, last: number) {
    this.#text = text
    this.startOffset = start
    this.endOffset = end - 1
    this.tokenType = type
    this.tokenTypeIdx = type.tokenTypeIdx ?? 0
    this.first = first
    this.last = last
  }

  get image(): string {
    if (this.tokenType === t.Group) return '( … )'
    return this.#text.slice(this.startOffset, Math.min(this.endOffset + 1, this.startOffset + longestImage))
  }
}

/** No name is longer in any database, and messages show less. */
const longestImage = 300

/** Tokens of one level as the grammar takes them, each bracketed part folded into one. */
export function foldTokens(text: string, tokens: Tokens, first: number, last: number): IToken[] {
  const { start, end, mate, kind: kinds } = tokens
  const folded: IToken[] = []
  for (let index = first; index < last; index++) {
    const close = kinds[index] === kind.open ? (mate[index] ?? -1) : -1
    const opens = close > index && close < last
    const type = opens ? t.Group : typeOf(text, tokens, index, folded)
    const until = opens ? close : index
    folded.push(new LevelToken(text, start[index] ?? 0, end[until] ?? 0, type, index + 1, until))
    index = until
  }
  return folded
}

function typeOf(text: string, tokens: Tokens, index: number, before: readonly IToken[]): TokenType {
  switch (tokens.kind[index]) {
    case kind.word: {
      const keyword = tokens.keyword[index] ?? 0
      const type = keyword === 0 ? undefined : keywordTypes[keyword]
      if (!type) return t.Word
      const previous = before[before.length - 1]
      if (previous?.tokenType === t.Dot) return t.Word
      // IS [NOT] DISTINCT FROM is an operator.
      const operator = type === t.From && previous?.tokenType === t.Distinct && before.length > 1
      return operator && /^(is|not)$/i.test(before[before.length - 2]?.image ?? '') ? t.Word : type
    }
    case kind.quoted:
      return t.Quoted
    case kind.text:
      return t.Text
    case kind.number:
      return t.Numeral
    case kind.variable:
      return t.Variable
    default: {
      const at = tokens.start[index] ?? 0
      const isMark = (tokens.end[index] ?? 0) === at + 1
      return (isMark ? marksByCode[text.charCodeAt(at)] : undefined) ?? t.Operator
    }
  }
}

const marksByCode: readonly (TokenType | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => t.marks[String.fromCharCode(code)],
)

interface Waiting {
  readonly first: number
  readonly last: number
  readonly role: GroupRole
  readonly into: OpenScope
}

/** Reads the tokens from `first` to before `last`. */
export function readShape(
  text: string,
  tokens: Tokens,
  first: number,
  last: number,
  rule: EntryRule,
): SqlShape {
  const parser = sqlGrammar()
  const scope = newScope()
  const waiting: Waiting[] = []
  let stuck: IToken | undefined
  let unclear: Span | undefined
  let starFromNothing: Span | undefined

  const read = (level: IToken[], entry: EntryRule | 'manipulation' | 'tables' | 'definition'): Draft => {
    const draft = new Draft()
    parser.input = level
    parser.draft = draft
    parser.inside = level !== whole
    parser[entry]()
    const error = parser.errors[0]
    if (error && !stuck) stuck = error.token
    if (draft.unclear) unclear ??= spanOf(draft.unclear)
    if (draft.starFromNothing && !error) starFromNothing ??= spanOf(draft.starFromNothing)
    return draft
  }
  const wait = (draft: Draft, into: OpenScope): void => {
    for (const { token, role } of draft.groups)
      waiting.push({ first: token.first, last: token.last, role, into })
  }

  const whole = foldTokens(text, tokens, first, last)
  const top = read(whole, rule)
  fill(scope, top, wait, waiting)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const queries = (tokens.queries[next.last] ?? 0) - (tokens.queries[next.first] ?? 0)
    if (next.role === 'expression' && queries === 0) continue
    const level = foldTokens(text, tokens, next.first, next.last)
    const head = level[0]
    if (!head) continue
    const isQuery = startsQuery(level)
    const entry = isQuery ? 'manipulation' : entries[next.role]
    // A query has a scope of its own; brackets round an expression or a join have not.
    const inner = isQuery ? newScope() : next.into
    if (isQuery) next.into.scopes = joined(next.into.scopes, [inner])
    if (!isQuery && next.role === 'from' && level.length === 1 && head.tokenType !== t.Group && !named(head))
      continue
    fill(inner, read(level, entry), wait, waiting)
  }
  return {
    scope,
    empty: top.empty,
    ...(stuck ? { stuck } : {}),
    ...(unclear ? { unclear } : {}),
    ...(starFromNothing ? { starFromNothing } : {}),
  }
}

const entries = { expression: 'expression', from: 'tables', definition: 'definition' } as const
const queryStarts = new Set<TokenType>([t.Select, t.With, t.Values, t.From, t.Insert, t.Update, t.Delete])

function startsQuery(level: readonly IToken[]): boolean {
  const head = level[0]
  if (!head) return false
  if (head.tokenType === t.Table || head.tokenType === t.Merge)
    return level[1] !== undefined && named(level[1])
  // ((SELECT 1) UNION (SELECT 2)) starts with a query in brackets.
  if (head.tokenType === t.Group) return level.some((token) => tokenMatcher(token, t.SetOperator))
  return queryStarts.has(head.tokenType)
}

function named(token: IToken): boolean {
  return tokenMatcher(token, t.Identifier)
}

function fill(
  scope: OpenScope,
  draft: Draft,
  wait: (draft: Draft, into: OpenScope) => void,
  waiting: Waiting[],
): void {
  if (draft.recursive) scope.recursive = true
  if (draft.commonTables.length > 0) {
    const tables = draft.commonTables.map(({ name, group }): CommonTable => {
      const inner = newScope()
      waiting.push({ first: group.first, last: group.last, role: 'from', into: inner })
      return { kind: 'common-table', name: identifier(name), scope: inner }
    })
    scope.commonTables = joined(scope.commonTables, tables)
  }
  if (draft.tables.length > 0) scope.tables = joined(scope.tables, draft.tables.map(mentionOf))
  if (draft.targets.length > 0) scope.targets = joined(scope.targets, draft.targets.map(targetOf))
  wait(draft, scope)
}

/** There is nothing of a kind in most scopes: they share the list of nothing. */
const none: readonly never[] = []

function joined<T>(before: readonly T[], more: readonly T[]): readonly T[] {
  if (before.length === 0) return more
  const list = before as T[]
  for (const one of more) list.push(one)
  return list
}

function newScope(): OpenScope {
  return { kind: 'scope', recursive: false, commonTables: none, tables: none, targets: none, scopes: none }
}

function mentionOf({ name, alias, inList, reference }: TableDraft): TableMention {
  return {
    kind: 'table',
    name: nameOf(name),
    ...(alias ? { alias: identifier(alias).value } : {}),
    ...(inList ? { inList } : {}),
    ...(reference ? { reference } : {}),
  }
}

function targetOf(draft: TargetDraft): Target {
  return {
    kind: 'target',
    action: draft.action,
    object: draft.object,
    name: nameOf(draft.name),
    ...(draft.to ? { to: nameOf(draft.to) } : {}),
    ...(draft.temporary ? { temporary: true } : {}),
    ...(draft.conditional ? { conditional: true } : {}),
    ...(draft.reads ? { reads: true } : {}),
    ...(draft.rewritesSchema ? { rewritesSchema: true } : {}),
  }
}

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 }
}

export function nameOf(parts: NameDraft): Name {
  const identifiers = parts.map(identifier)
  const [first] = identifiers
  if (first && identifiers.length === 1) return { kind: 'name', parts: identifiers, span: first.span }
  const start = first?.span.start ?? 0
  const end = identifiers[identifiers.length - 1]?.span.end ?? start
  return { kind: 'name', parts: identifiers, span: { start, end } }
}

/** A name token without its quotes. */
export function identifier(token: IToken): Identifier {
  const { image } = token
  const span = spanOf(token)
  const quote = image[0]
  if (quote === '`' || quote === '"' || quote === "'" || (quote === '[' && image.length > 1)) {
    const close = quote === '[' ? ']' : quote
    const inner = image.endsWith(close) ? image.slice(1, -1) : image.slice(1)
    return { kind: 'identifier', value: inner.replaceAll(close + close, close), quote, span }
  }
  return { kind: 'identifier', value: image, span }
}
