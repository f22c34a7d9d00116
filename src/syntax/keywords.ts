/** Keywords by number, found in the text without cutting it up. */
import type { TokenType } from 'chevrotain'
import { keywords, watched } from '../../grammar/tokens.ts'

const names = ['', ...keywords.keys(), ...watched.keys()]
/** Token types by keyword number; number 0 is no keyword. */
export const keywordTypes: readonly (TokenType | undefined)[] = [
  undefined,
  ...keywords.values(),
  ...watched.values(),
]
/** A word that is a name in most places, and so may be a name here. */
export function isPlainWord(keyword: number): boolean {
  return keyword === 0 || keyword > keywords.size
}

const longest = Math.max(...names.map((name) => name.length))
const slots = 1024
const table: number[][] = Array.from({ length: slots }, () => [])

names.forEach((name, id) => {
  if (id > 0) table[hash(name, 0, name.length)]?.push(id)
})

/** The number of the keyword that stands at `start`, in any case, or 0. */
export function keywordId(text: string, start = 0, end: number = text.length): number {
  if (end - start > longest || end - start < 2) return 0
  const candidates = table[hash(text, start, end)]
  if (candidates) for (const id of candidates) if (equal(names[id] ?? '', text, start, end)) return id
  return 0
}

function hash(text: string, start: number, end: number): number {
  let value = end - start
  for (let at = start; at < end; at++) value = (value * 31 + (text.charCodeAt(at) & 0xdf)) & 0xffff
  return value & (slots - 1)
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
