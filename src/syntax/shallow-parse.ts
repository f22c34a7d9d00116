/**
 * Ordinary SQL to its shape: runs the grammar over a statement level by level. Bracketed parts wait
 * in a list and are read one after another, never one inside another, so depth costs no stack.
 */
import type { IToken } from 'chevrotain'
import type { GroupRole } from '../../grammar/draft.ts'
import type { ShapedOperation } from '../../grammar/operation.ts'
import * as t from '../../grammar/tokens.ts'
import type { Span } from '../diagnostics/source.ts'
import type { CommonTable, Identifier, Name, Scope, TableMention, Target } from './ast.ts'
import { Level } from './level.ts'
import {
  type LevelRule,
  type NamePlaces,
  named,
  type Shape,
  shapeOf,
  startsQuery,
  type TablePlaces,
  type TargetPlaces,
} from './shapes.ts'
import type { Tokens } from './tokens.ts'

/** A scope while it is being filled. */
interface OpenScope extends Scope {
  recursive: boolean
  commonTables: readonly CommonTable[]
  tables: readonly TableMention[]
  targets: readonly Target[]
  scopes: readonly Scope[]
}

/** Where reading stopped: a token, or nothing at the end of the text. */
export interface Failure {
  readonly span?: Span
  readonly image: string
}

export interface ShallowParse {
  readonly operation?: ShapedOperation
  readonly scope: Scope
  /** `LIMIT 0` at its end. */
  readonly empty: boolean
  /** The token at which the shape stopped being understood. */
  readonly failedAt?: Failure
  /** `*` in a SELECT without FROM. */
  readonly starFromNothing?: Span
  /** A parameter or string where a table's name should be. */
  readonly unclear?: Span
}

export type EntryRule = 'statement' | 'query' | 'expression'

/** Tokens of one level as the grammar takes them, each bracketed part folded into one. */
export function foldTokens(text: string, tokens: Tokens, first: number, last: number): IToken[] {
  return level.fold(text, tokens, first, last).tokens()
}

/**
 * The level that is being read. Of the module, not a parameter: it is a buffer that every statement fills again, and one for
 * each of them would be most of what a parse allocates. That is safe because nothing here waits, and nothing that is given away
 * looks at it later: shapes hold positions, names are cut out at once, and a `LevelToken` copies what it says.
 */
const level = new Level()

/** Reads the tokens from `first` to before `last`. */
export function shallowParse(
  text: string,
  tokens: Tokens,
  first: number,
  last: number,
  rule: EntryRule,
): ShallowParse {
  return new ShallowParser(text, tokens).read(first, last, rule)
}

/** A bracketed part that is still to be read. */
interface Waiting {
  readonly first: number
  readonly last: number
  readonly role: GroupRole
  readonly into: OpenScope
}

const rules = { expression: 'expression', from: 'tables', definition: 'definition' } as const

class ShallowParser {
  readonly #text: string
  readonly #tokens: Tokens
  readonly #waiting: Waiting[] = []
  #failedAt: Failure | undefined
  #unclear: Span | undefined
  #starFromNothing: Span | undefined

  constructor(text: string, tokens: Tokens) {
    this.#text = text
    this.#tokens = tokens
  }

  read(first: number, last: number, rule: EntryRule): ShallowParse {
    const scope = newScope()
    level.fold(this.#text, this.#tokens, first, last)
    const { limit, operation } = this.#level(rule, scope, false)
    const empty = limit !== undefined && level.image(limit) === '0'
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) this.#inside(next)
    return {
      scope,
      empty,
      ...(operation ? { operation } : {}),
      ...(this.#failedAt ? { failedAt: this.#failedAt } : {}),
      ...(this.#unclear ? { unclear: this.#unclear } : {}),
      ...(this.#starFromNothing ? { starFromNothing: this.#starFromNothing } : {}),
    }
  }

  #inside({ first, last, role, into }: Waiting): void {
    const queries = (this.#tokens.queries[last] ?? 0) - (this.#tokens.queries[first] ?? 0)
    if (role === 'expression' && queries === 0) return
    level.fold(this.#text, this.#tokens, first, last)
    if (level.count === 0) return
    if (startsQuery(level)) {
      // A query has a scope of its own; brackets round an expression or a join have not.
      const inner = newScope()
      into.scopes = joined(into.scopes, [inner])
      this.#level('manipulation', inner, true)
      return
    }
    const isMark = role === 'from' && level.count === 1 && level.type(0) !== t.Group && !named(level, 0)
    if (!isMark) this.#level(rules[role], into, true)
  }

  #level(rule: LevelRule, scope: OpenScope, inside: boolean): Shape {
    const shape = shapeOf(level, rule, inside)
    const { failedAt, unclear, starFromNothing } = shape
    if (failedAt !== undefined) this.#failedAt ??= placeOfFailure(failedAt)
    if (unclear !== undefined) this.#unclear ??= level.span(unclear)
    if (starFromNothing !== undefined && failedAt === undefined)
      this.#starFromNothing ??= level.span(starFromNothing)
    this.#fill(scope, shape)
    return shape
  }

  #fill(scope: OpenScope, shape: Shape): void {
    if (shape.recursive) scope.recursive = true
    if (shape.commonTables.length > 0) {
      const tables = shape.commonTables.map(({ name, group }): CommonTable => {
        const inner = newScope()
        this.#wait(group, 'from', inner)
        return { kind: 'common-table', name: identifierAt(name), scope: inner }
      })
      scope.commonTables = joined(scope.commonTables, tables)
    }
    if (shape.tables.length > 0) scope.tables = joined(scope.tables, shape.tables.map(mentionOf))
    if (shape.targets.length > 0) scope.targets = joined(scope.targets, shape.targets.map(targetOf))
    for (const { position, role } of shape.groups) this.#wait(position, role, scope)
  }

  #wait(position: number, role: GroupRole, into: OpenScope): void {
    this.#waiting.push({ first: level.first(position), last: level.last(position), role, into })
  }
}

function placeOfFailure(position: number): Failure {
  return position < level.count
    ? {
        span: level.span(position),
        image: level.type(position) === t.Group ? '( … )' : level.image(position),
      }
    : { image: '' }
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

function mentionOf({ name, alias, inList, reference }: TablePlaces): TableMention {
  return {
    kind: 'table',
    name: nameAt(name),
    ...(alias === undefined ? {} : { alias: identifierAt(alias).value }),
    ...(inList ? { inList } : {}),
    ...(reference ? { reference } : {}),
  }
}

function targetOf(places: TargetPlaces): Target {
  return {
    kind: 'target',
    action: places.action,
    object: places.object,
    name: nameAt(places.name),
    ...(places.to ? { to: nameAt(places.to) } : {}),
    ...(places.temporary ? { temporary: true } : {}),
    ...(places.conditional ? { conditional: true } : {}),
    ...(places.reads ? { reads: true } : {}),
    ...(places.rewritesSchema ? { rewritesSchema: true } : {}),
  }
}

function nameAt(places: NamePlaces): Name {
  return nameOfParts(places.map(identifierAt))
}

function identifierAt(position: number): Identifier {
  return identifierOf(level.image(position), level.span(position))
}

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: (token.endOffset ?? token.startOffset) + 1 }
}

export function nameOf(tokens: readonly IToken[]): Name {
  return nameOfParts(tokens.map(identifier))
}

function nameOfParts(parts: readonly Identifier[]): Name {
  const [first] = parts
  if (first && parts.length === 1) return { kind: 'name', parts, span: first.span }
  const start = first?.span.start ?? 0
  const end = parts[parts.length - 1]?.span.end ?? start
  return { kind: 'name', parts, span: { start, end } }
}

/** A name token without its quotes. */
export function identifier(token: IToken): Identifier {
  return identifierOf(token.image, spanOf(token))
}

function identifierOf(image: string, span: Span): Identifier {
  const quote = image[0]
  if (quote === '`' || quote === '"' || quote === "'" || (quote === '[' && image.length > 1)) {
    const close = quote === '[' ? ']' : quote
    const inner = image.endsWith(close) ? image.slice(1, -1) : image.slice(1)
    return { kind: 'identifier', value: inner.replaceAll(close + close, close), quote, span }
  }
  return { kind: 'identifier', value: image, span }
}
