/**
 * What is offered in ordinary SQL and in the SELECT before TO. The grammar of SQL here takes almost anything, so
 * that it asks of it nothing: the last word of its level that begins a part decides.
 */
import { ownsTo } from '../../syntax/cut.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind } from '../../syntax/tokens.ts'
import type { Known } from './known.ts'
import type { Offer } from './offers.ts'
import { mark, type Place } from './place.ts'
import { extendedSnippets, statementSnippets } from './snippets.ts'
import {
  aggregates,
  continuations,
  heads,
  openWords,
  type Part,
  pairs,
  parts,
  queryOpeners,
} from './sql-words.ts'

export function sqlOffers(place: Place, known: Known): Offer[] {
  const { tokens, statement, at } = place
  const first = tokens.word(statement.first)
  if (at === statement.first) return statementSnippets()
  const before = tokens.word(at - 1)
  const level = levelOf(tokens, statement.first, at)
  const extensible =
    level.first === statement.first && !ownsTo.has(first) && readsRows(tokens, statement.first, at)
  if (before === 'TO' && extensible) return extendedSnippets('')
  if (at === statement.first + 1 && heads[first]) return keywords(heads[first])
  if (at === level.first) return keywords(['SELECT'])
  const pair = tokens.image(at - 2) === '.' ? undefined : pairs[before]
  if (pair) return keywords(pair)
  // An alias is a new name.
  if (before === 'AS') return first === 'CREATE' ? keywords(['SELECT']) : []
  const part = parts[level.word]
  if (!part) return first === 'WITH' && tokens.tokens.kind[at - 1] === kind.close ? keywords(['SELECT']) : []
  // A list of columns, or of their definitions.
  if (part === 'tables' && level.inBracket) return []
  if (!endsOperand(tokens, at)) {
    const offers = operands(part, place, known, level)
    if (place.typed.includes('.')) return offers
    // `a = (SELECT …)`
    const query = tokens.image(at - 1) === '(' && tokens.tokens.kind[at - 2] === kind.operator
    return [...offers, ...begins(part, before), ...keywords(query ? ['SELECT'] : [])]
  }
  const follows = keywords(continuationsOf(part, level, first))
  return extensible && part !== 'list' ? [...follows, ...extendedSnippets('TO ')] : follows
}

interface LevelOfQuery {
  /** The first token inside of the bracket that the cursor is in. */
  readonly first: number
  readonly end: number
  /** The last word of the level that begins a part. */
  readonly word: string
  /** The cursor is in a bracket that holds no query. */
  readonly inBracket: boolean
}

/** Goes back from the cursor, over brackets that are closed. */
function levelOf(tokens: TokenCursor, start: number, end: number): LevelOfQuery {
  const { kind: kinds, mate } = tokens.tokens
  let word = ''
  let inBracket = false
  for (let at = end - 1; at >= start; at--) {
    const type = kinds[at]
    if (type === kind.close && (mate[at] ?? -1) >= start) at = mate[at] ?? at
    else if (type === kind.open) {
      const inner = tokens.word(at + 1)
      const query = inner === 'SELECT' || inner === 'WITH'
      if (query || (at + 1 === end && queryOpeners.has(tokens.word(at - 1))))
        return { first: at + 1, end: tokens.opens(at) ? tokens.mate(at) : -1, word, inBracket }
      // A function's bracket, or a list's, belongs to the query around it.
      inBracket ||= word === ''
    } else if (word === '' && parts[tokens.word(at)] && tokens.image(at - 1) !== '.') word = tokens.word(at)
  }
  return { first: start, end: -1, word, inBracket }
}

/** Whether the statement has a FROM of its own, or is a SELECT at least. */
function readsRows(tokens: TokenCursor, first: number, at: number): boolean {
  const word = tokens.word(first)
  return (word === 'SELECT' || word === 'WITH' || tokens.opens(first)) && at > first + 1
}

/** `a`, `1`, `'text'`, `)`: not `a,`, `a =` or `FROM`. */
function endsOperand(tokens: TokenCursor, at: number): boolean {
  const type = tokens.tokens.kind[at - 1]
  if (type === kind.word) {
    const word = tokens.word(at - 1)
    return tokens.image(at - 2) === '.' || (!parts[word] && !openWords.has(word))
  }
  if (type === kind.operator) return tokens.image(at - 1) === '*' && isStar(tokens, at - 1)
  return type !== kind.open
}

/** `SELECT *`, `t.*` and `, *`, but not `a * b`. */
function isStar(tokens: TokenCursor, at: number): boolean {
  const before = tokens.image(at - 1)
  return before === '.' || before === ',' || /^(SELECT|DISTINCT|ALL)$/i.test(before)
}

function operands(part: Part, place: Place, known: Known, level: LevelOfQuery): Offer[] {
  const { tokens, statement, typed } = place
  if (part === 'tables') return tables(place, known)
  if (part === 'count' || part === 'values') return []
  const end = level.end < 0 ? statement.last : level.end
  const select = known.select(level.first, end)
  if (!select) return []
  const dot = typed.lastIndexOf('.')
  if (dot >= 0)
    return known.visible(
      select,
      typed
        .slice(0, dot)
        .replace(/[`"[\]]/g, '')
        .split('.')
        .at(-1),
    )
  const columns = known.visible(select, undefined)
  const named = part === 'keys' || part === 'condition' ? known.named(select) : []
  const aliases = (select.sources ?? []).flatMap(({ alias }): Offer[] =>
    alias === undefined || alias.includes(mark) ? [] : [{ label: alias, kind: 'table', rank: 2 }],
  )
  const functions = aggregates.map(
    (name): Offer => ({ label: name, kind: 'function', insert: `${name}(`, snippet: `${name}($1)`, rank: 4 }),
  )
  const star: Offer[] =
    part === 'list' && tokens.image(place.at - 1) !== '(' ? [{ label: '*', kind: 'value', rank: 0 }] : []
  return [...star, ...columns, ...named, ...aliases, ...(part === 'keys' ? [] : functions)]
}

/** Those of the program, and what WITH defines in this statement. */
function tables({ tokens, statement }: Place, known: Known): Offer[] {
  if (tokens.word(statement.first) !== 'WITH') return known.tables()
  const common = known.select(statement.first, statement.last)?.commonQueries ?? []
  return [
    ...common.map(
      ({ name }): Offer => ({ label: name, kind: 'table', detail: 'of this statement', rank: 0 }),
    ),
    ...known.tables(),
  ]
}

/** Words that may stand where an operand begins. */
function begins(part: Part, before: string): Offer[] {
  if (part === 'list' && before === 'SELECT') return keywords(['DISTINCT', 'CASE'])
  if (part === 'list') return keywords(['CASE'])
  if (part === 'condition') return keywords(['NOT', 'EXISTS', 'CASE'])
  if (part === 'tables' && before === 'TABLE') return keywords(['IF EXISTS'])
  return []
}

function continuationsOf(part: Part, { word }: LevelOfQuery, head: string): readonly string[] {
  switch (word) {
    case 'INTO':
      return ['SELECT', 'VALUES']
    case 'UPDATE':
      return ['SET']
    case 'SET':
      return ['WHERE']
    case 'TABLE':
    case 'VIEW':
      return head === 'CREATE' ? ['AS SELECT', 'AS', 'LIKE'] : head === 'INSERT' ? ['SELECT', 'VALUES'] : []
    case 'JOIN':
      return ['ON', 'USING', ...continuations.tables]
    default:
      return continuations[part].filter((one) => one !== 'ON')
  }
}

function keywords(words: readonly string[]): Offer[] {
  return words.map((label) => ({ label, kind: 'keyword', rank: 3 }))
}
