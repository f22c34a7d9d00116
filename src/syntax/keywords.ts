/** Keywords by number, found in the text without cutting it up. */
import type { TokenType } from 'chevrotain'
import { keywords, watched } from '../../grammar/tokens.ts'

/** Words without a meaning for any grammar, of which it is kept whether a statement has them (`facts.ts`). */
const noted = ['NULL', 'TABLESAMPLE']
const names = ['', ...keywords.keys(), ...watched.keys(), ...noted]
/** Token types by keyword number; number 0 is no keyword. */
export const keywordTypes: readonly (TokenType | undefined)[] = [
  undefined,
  ...keywords.values(),
  ...watched.values(),
  ...noted.map(() => undefined),
]
/** A word that is a name in most places, and so may be a name here. */
export function isPlainWord(keyword: number): boolean {
  return keyword === 0 || keyword > keywords.size
}

const longest = Math.max(...names.map((name) => name.length))
const slots = 1024
/** By hash, the first keyword that has it; and for each keyword the next one. */
const firsts = new Uint8Array(slots)
const nexts = new Uint8Array(names.length)

names.forEach((name, id) => {
  if (id === 0) return
  const slot = slotOf(hashOf(name, 0, name.length), name.length)
  nexts[id] = firsts[slot] ?? 0
  firsts[slot] = id
})

/** The hash of a word, to be made a character at a time. Letters count without their case. */
export function hashed(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code & 0xdf)) & 0xffff
}

/** The number of the keyword that stands at `start`, in any case, or 0. */
export function keywordId(text: string, start = 0, end: number = text.length): number {
  return keywordOf(text, start, end, hashOf(text, start, end))
}

/** The same, with the hash of the word known. */
export function keywordOf(text: string, start: number, end: number, hash: number): number {
  const length = end - start
  if (length > longest || length < 2) return 0
  for (let id = firsts[slotOf(hash, length)] ?? 0; id !== 0; id = nexts[id] ?? 0)
    if (equal(names[id] ?? '', text, start, end)) return id
  return 0
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0
  for (let at = start; at < end; at++) hash = hashed(hash, text.charCodeAt(at))
  return hash
}

function slotOf(hash: number, length: number): number {
  return (hash + length) & (slots - 1)
}

/** A to Z without their case; everything else to the letter. */
function equal(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const upper = code >= 97 && code <= 122 ? code - 32 : code
    if (upper !== name.charCodeAt(at - start)) return false
  }
  return true
}
