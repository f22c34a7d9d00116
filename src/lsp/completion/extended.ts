/**
 * An extended statement as far as it is written, whole or not: its verb and what comes behind it, which clauses
 * and attributes it has, and where among them the cursor stands. Reads tokens only, so nothing needs to be sound.
 */
import type { TokenType } from 'chevrotain'
import * as t from '../../../grammar/tokens.ts'
import { type ClauseName, isClauseName } from '../../syntax/clauses.ts'
import { typeOf } from '../../syntax/extended.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind } from '../../syntax/tokens.ts'
import { mark, type Place } from './place.ts'

/** An open bracket before the cursor, or the clause itself. */
export interface Level {
  /** The bracket or the clause's word. */
  readonly open: number
  /** The first token of the list's item that the cursor is in. */
  readonly from: number
  /** Which item of the list that is. */
  readonly item: number
}

interface ClauseAt {
  readonly name: ClauseName
  /** Its word. */
  readonly at: number
}

export interface Extended {
  /** `TRAIN`, …; `SHOW` for SHOW TRAIN. */
  readonly verb: string
  /** What stands behind the verb: the estimator, the model. */
  readonly subject: string
  /** The clauses of the whole statement, before and behind the cursor, each with its word. */
  readonly clauses: readonly ClauseAt[]
  /** The clause that the cursor is in, if it is in one. */
  readonly clause: ClauseName | undefined
  /** From the outside in; there is always one. */
  readonly levels: readonly Level[]
  /** What is given behind WITH, as text without quotes. */
  readonly attributes: ReadonlyMap<string, string>
  /** Types of the tokens before the cursor; finished clauses and items of lists are left out. */
  readonly before: readonly TokenType[]
}

/** More tokens than that in one item are not read. */
const longest = 500

/** Nothing when the cursor is before the verb, or the item is too long. */
export function readExtended({ tokens, statement, at }: Place): Extended | undefined {
  const head = statement.extension
  if (head < 0 || at <= head + 1) return undefined
  const verb = tokens.word(head) === 'SHOW' ? 'SHOW' : tokens.word(head + 1)
  const clauses = clausesOf(tokens, head + 2, statement.last)
  const clause = clauses.findLast((one) => one.at < at)
  const levels = levelsOf(tokens, clause?.at ?? head + 1, at)
  const types = typesBefore(tokens, head, clause?.at, levels, at)
  if (types.length > longest) return undefined
  return {
    verb,
    subject: unquoted(tokens, head + 2),
    clauses,
    clause: clause?.name,
    levels,
    attributes: attributesOf(tokens, clauses, statement.last),
    before: types,
  }
}

/** The clauses' words are reserved, so that they are found in a broken statement, too. */
function clausesOf(tokens: TokenCursor, from: number, end: number): ClauseAt[] {
  const clauses: ClauseAt[] = []
  for (let at = from; at < end; at++) {
    const name = tokens.word(at)
    if (isClauseName(name)) clauses.push({ name, at })
  }
  return clauses
}

function levelsOf(tokens: TokenCursor, open: number, end: number): Level[] {
  const levels: Level[] = [{ open, from: open + 1, item: 0 }]
  for (let at = open + 1; at < end; at++) {
    const image = tokens.tokens.kind[at] === kind.text ? '' : tokens.image(at)
    const top = levels.at(-1)
    if (image === '(' || image === '[') levels.push({ open: at, from: at + 1, item: 0 })
    else if ((image === ')' || image === ']') && levels.length > 1) levels.pop()
    else if (image === ',' && top) levels[levels.length - 1] = { ...top, from: at + 1, item: top.item + 1 }
  }
  return levels
}

/** `TO PREDICT t WITH a = f(` and the item that is being written stand for all that comes before the cursor. */
function typesBefore(
  tokens: TokenCursor,
  head: number,
  clause: number | undefined,
  levels: readonly Level[],
  at: number,
): TokenType[] {
  const type = (index: number): TokenType => typeOf(tokens.tokens, index, tokens.image(index))
  const shown = tokens.word(head) === 'SHOW'
  const types: TokenType[] =
    clause === undefined
      ? [shown ? t.Show : t.To, type(head + 1)]
      : [t.To, t.verb.PREDICT, t.Word, type(clause)]
  levels.forEach(({ from }, index) => {
    const next = levels[index + 1]
    const end = next ? next.open + 1 : at
    for (let token = from; token < end && types.length <= longest; token++) types.push(type(token))
  })
  return types
}

function attributesOf(
  tokens: TokenCursor,
  clauses: Extended['clauses'],
  last: number,
): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  clauses.forEach(({ name, at: clause }, index) => {
    if (name !== 'WITH') return
    const end = clauses[index + 1]?.at ?? last
    for (let at = clause + 1; at < end; at++) {
      const begins = at === clause + 1 || tokens.image(at - 1) === ','
      if (!begins || tokens.image(at + 1) !== '=' || tokens.image(at).includes(mark)) continue
      attributes.set(unquoted(tokens, at), unquoted(tokens, at + 2))
    }
  })
  return attributes
}

function unquoted(tokens: TokenCursor, at: number): string {
  return tokens.string(at) ?? tokens.name(at) ?? tokens.image(at)
}
