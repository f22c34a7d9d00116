/**
 * Levels to their shapes: what stands where, by position. The grammar decides by the types of tokens alone, so levels
 * whose tokens are of the same types have the same shape. Programs are full of such levels, above all generated ones:
 * each shape is read once and then known.
 */
import type { IToken, TokenType } from 'chevrotain'
import {
  Draft,
  type GroupRole,
  type NameDraft,
  type TableDraft,
  type TargetDraft,
} from '../../grammar/draft.ts'
import type { ShapedOperation } from '../../grammar/operation.ts'
import { SqlGrammar } from '../../grammar/sql.ts'
import * as t from '../../grammar/tokens.ts'
import { type Level, LevelToken } from './level.ts'

/** A name by the positions of its parts. */
export type NamePlaces = readonly number[]

export interface TablePlaces extends Omit<TableDraft, 'name' | 'alias'> {
  readonly name: NamePlaces
  readonly alias?: number
}

export interface TargetPlaces extends Omit<TargetDraft, 'name' | 'to'> {
  readonly name: NamePlaces
  readonly to?: NamePlaces
}

/** What the grammar finds in one level; numbers are positions in the level. */
export interface Shape {
  readonly operation?: ShapedOperation
  readonly recursive: boolean
  readonly commonTables: readonly { readonly name: number; readonly group: number }[]
  readonly tables: readonly TablePlaces[]
  readonly targets: readonly TargetPlaces[]
  readonly groups: readonly { readonly position: number; readonly role: GroupRole }[]
  readonly limit?: number
  readonly starFromNothing?: number
  readonly unclear?: number
  /** Where it stopped being understood: a position, or the number of tokens for their end. */
  readonly failedAt?: number
}

/** How a level is to be read. */
export type LevelRule = 'statement' | 'query' | 'expression' | 'manipulation' | 'tables' | 'definition'

interface Known {
  readonly rule: LevelRule
  readonly inside: boolean
  readonly codes: Uint8Array
  readonly shape: Shape
}

/** Longer levels are lists of values that hardly come twice. */
const longestKnown = 512
/** A few megabytes; then everything is forgotten and learned again. */
const mostKnown = 4096

/** By the hash of the codes. */
const known = new Map<number, Known[]>()
let knownCount = 0

let grammar: SqlGrammar | undefined

/** The one instance; building it is most of a cold start, so it is made when first needed. */
export function sqlGrammar(): SqlGrammar {
  if (!grammar) {
    grammar = new SqlGrammar()
    grammar.selfAnalyse()
  }
  return grammar
}

/** @param inside the level is the inside of a bracketed part */
export function shapeOf(level: Level, rule: LevelRule, inside: boolean): Shape {
  if (level.count > longestKnown) return readLevel(level, rule, inside).shape
  const alike = known.get(level.hash)
  const before = alike?.find((one) => one.rule === rule && one.inside === inside && isSame(one.codes, level))
  if (before) return before.shape
  const { shape, draft } = readLevel(level, rule, inside)
  if (!draft.comparesNames)
    remember({ rule, inside, codes: level.codes.slice(0, level.count), shape }, level.hash)
  return shape
}

function remember(one: Known, hash: number): void {
  if (knownCount >= mostKnown) forgetShapes()
  knownCount++
  const alike = known.get(hash)
  if (alike) alike.push(one)
  else known.set(hash, [one])
}

/** Everything is read anew from here on, with the same result. */
export function forgetShapes(): void {
  knownCount = 0
  known.clear()
}

function isSame(codes: Uint8Array, level: Level): boolean {
  if (codes.length !== level.count) return false
  for (let at = 0; at < codes.length; at++) if (codes[at] !== level.codes[at]) return false
  return true
}

function readLevel(level: Level, rule: LevelRule, inside: boolean): { shape: Shape; draft: Draft } {
  const parser = sqlGrammar()
  const draft = new Draft()
  parser.input = level.tokens()
  parser.draft = draft
  parser.inside = inside
  parser[rule]()
  const error = parser.errors[0]
  return { shape: shapeOfDraft(draft, error?.token, level.count), draft }
}

function shapeOfDraft(draft: Draft, failedAt: IToken | undefined, end: number): Shape {
  const { operation, limit, starFromNothing, unclear } = draft
  return {
    ...(operation ? { operation } : {}),
    recursive: draft.recursive,
    commonTables: draft.commonTables.map(({ name, group }) => ({
      name: placeOf(name),
      group: placeOf(group),
    })),
    tables: draft.tables.map(({ name, alias, ...rest }) => ({
      ...rest,
      name: places(name),
      ...(alias ? { alias: placeOf(alias) } : {}),
    })),
    targets: draft.targets.map(({ name, to, ...rest }) => ({
      ...rest,
      name: places(name),
      ...(to ? { to: places(to) } : {}),
    })),
    groups: draft.groups.map(({ token, role }) => ({ position: placeOf(token), role })),
    ...(limit instanceof LevelToken ? { limit: limit.position } : {}),
    ...(starFromNothing ? { starFromNothing: placeOf(starFromNothing) } : {}),
    ...(unclear ? { unclear: placeOf(unclear) } : {}),
    ...(failedAt ? { failedAt: failedAt instanceof LevelToken ? failedAt.position : end } : {}),
  }
}

function places(name: NameDraft): NamePlaces {
  return name.map(placeOf)
}

function placeOf(token: IToken): number {
  if (!(token instanceof LevelToken)) throw new Error('bug: a token of no level is in a draft')
  return token.position
}

const queryStarts = new Set<TokenType>([t.Select, t.With, t.Values, t.From, t.Insert, t.Update, t.Delete])

export function startsQuery(level: Level): boolean {
  if (level.count === 0) return false
  const head = level.type(0)
  if (head === t.Table || head === t.Merge) return level.count > 1 && named(level, 1)
  if (head !== t.Group) return queryStarts.has(head)
  // ((SELECT 1) UNION (SELECT 2)) starts with a query in brackets.
  for (let at = 1; at < level.count; at++) if (setOperators.has(level.type(at))) return true
  return false
}

const setOperators = new Set(t.vocabulary.filter((type) => type.CATEGORIES?.includes(t.SetOperator)))
const identifiers = new Set(t.vocabulary.filter((type) => type.CATEGORIES?.includes(t.Identifier)))

export function named(level: Level, position: number): boolean {
  return identifiers.has(level.type(position))
}
