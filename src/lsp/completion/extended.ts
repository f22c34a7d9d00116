/**
 * An extended statement as far as it is written, whole or not: its verb and what comes behind it, which clauses
 * and attributes it has, and where among them the cursor stands. Reads tokens only, so nothing needs to be sound.
 */
import type { TokenType } from 'chevrotain'
import * as t from '../../../grammar/tokens.ts'
import { typeOf } from '../../syntax/clause.ts'
import { grammarOfVerb } from '../../syntax/parts.ts'
import type { TokenCursor } from '../../syntax/token-cursor.ts'
import { kind } from '../../syntax/tokens.ts'
import { mark, type Place } from './place.ts'

export const partWords: ReadonlySet<string> = new Set(
  Object.values(grammarOfVerb).flatMap(({ takes }) => takes),
)

/** An open bracket before the cursor, or the clause itself. */
export interface Level {
  /** The bracket or the clause's word. */
  readonly open: number
  /** The first token of the list's item that the cursor is in. */
  readonly from: number
  /** Which item of the list that is. */
  readonly item: number
}

export interface Extended {
  /** `TRAIN`, …; `SHOW` for SHOW TRAIN. */
  readonly verb: string
  /** What stands behind the verb: the estimator, the model. */
  readonly subject: string
  /** The clauses of the whole statement, before and behind the cursor, each with its word. */
  readonly parts: readonly { readonly name: string; readonly at: number }[]
  /** The clause that the cursor is in, if it is in one. */
  readonly part: string | undefined
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
export function readExtended({ tokens, piece, at }: Place): Extended | undefined {
  const head = piece.clause
  if (head < 0 || at <= head + 1) return undefined
  const verb = tokens.word(head) === 'SHOW' ? 'SHOW' : tokens.word(head + 1)
  const parts = partsOf(tokens, head + 2, piece.last)
  const part = parts.findLast((one) => one.at < at)
  const levels = levelsOf(tokens, part?.at ?? head + 1, at)
  const types = typesBefore(tokens, head, part?.at, levels, at)
  if (types.length > longest) return undefined
  return {
    verb,
    subject: unquoted(tokens, head + 2),
    parts,
    part: part?.name,
    levels,
    attributes: attributesOf(tokens, parts, piece.last),
    before: types,
  }
}

/** The clauses' words are reserved, so that they are found in a broken statement, too. */
function partsOf(tokens: TokenCursor, from: number, end: number): { name: string; at: number }[] {
  const parts: { name: string; at: number }[] = []
  for (let at = from; at < end; at++) {
    const name = tokens.word(at)
    if (partWords.has(name)) parts.push({ name, at })
  }
  return parts
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
  part: number | undefined,
  levels: readonly Level[],
  at: number,
): TokenType[] {
  const type = (index: number): TokenType => typeOf(tokens.tokens, index, tokens.image(index))
  const shown = tokens.word(head) === 'SHOW'
  const types: TokenType[] =
    part === undefined ? [shown ? t.Show : t.To, type(head + 1)] : [t.To, t.Predict, t.Word, type(part)]
  levels.forEach(({ from }, index) => {
    const next = levels[index + 1]
    const end = next ? next.open + 1 : at
    for (let token = from; token < end && types.length <= longest; token++) types.push(type(token))
  })
  return types
}

function attributesOf(
  tokens: TokenCursor,
  parts: Extended['parts'],
  last: number,
): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  parts.forEach(({ name, at: part }, index) => {
    if (name !== 'WITH') return
    const end = parts[index + 1]?.at ?? last
    for (let at = part + 1; at < end; at++) {
      const begins = at === part + 1 || tokens.image(at - 1) === ','
      if (!begins || tokens.image(at + 1) !== '=' || tokens.image(at).includes(mark)) continue
      attributes.set(unquoted(tokens, at), unquoted(tokens, at + 2))
    }
  })
  return attributes
}

function unquoted(tokens: TokenCursor, at: number): string {
  return tokens.string(at) ?? tokens.name(at) ?? tokens.image(at)
}
