import { depths, lineEnd, tidy, tokensOf } from './python-tokens.ts'

/**
 * Python without its types, which are for the type checker, and which every workflow would carry. The text has the form
 * that the formatter gives it, and stays as it is otherwise, to be read with `--source`.
 */
export function withoutTypes(source: string): string {
  const tokens = tokensOf(source)
  const result: string[] = []
  let at = 0
  while (at < tokens.length) at = statement(tokens, at, result)
  return tidy(result.join(''))
}

/** Copies one line, however many lines of text its brackets make of it, and gives where the next one begins. */
function statement(tokens: readonly string[], start: number, result: string[]): number {
  const end = lineEnd(tokens, start)
  const line = tokens.slice(start, end)
  const text = line.join('').trim()
  if (text === 'if TYPE_CHECKING:') return blockEnd(tokens, end)
  if (text === 'from __future__ import annotations' || text === 'from typing import TYPE_CHECKING') return end
  const first = line.findIndex((part) => part.trim() !== '')
  if (line[first] === 'def') result.push(...withoutSignature(line))
  else if (isAnnotated(line, first)) result.push(...withoutAnnotation(line))
  else result.push(...line)
  return end
}

/** Behind the lines that are indented, and the empty ones between them. */
function blockEnd(tokens: readonly string[], start: number): number {
  let at = start
  while (at < tokens.length && tokens[at] !== '\n') at = lineEnd(tokens, at)
  let next = at
  while (tokens[next] === '\n') next++
  const isInside = next > at && /^\n[ \t]/.test(tokens[next] ?? '')
  return isInside ? blockEnd(tokens, next) : at
}

/** `name: type`, `self.name: type = value`; a keyword has its colon at the line's end. */
function isAnnotated(line: readonly string[], first: number): boolean {
  let at = first
  while (/^\w+$/.test(line[at] ?? '') && line[at + 1] === '.') at += 2
  return /^[A-Za-z_]\w*$/.test(line[at] ?? '') && line[at + 1] === ':' && line[at + 2] === ' '
}

/** Nothing is left of a name without a value. */
function withoutAnnotation(line: readonly string[]): string[] {
  const colon = line.indexOf(':')
  const equals = passed(line, colon + 1, (part) => part === '=')
  return equals < line.length ? [...line.slice(0, colon), ' ', ...line.slice(equals)] : []
}

function withoutSignature(line: readonly string[]): string[] {
  const result: string[] = []
  let at = 0
  let depth = 0
  while (at < line.length) {
    const part = line[at] as string
    depth += depths[part] ?? 0
    if (depth === 1 && part === ':') {
      at = passed(
        line,
        at + 1,
        (other) => other === ',' || other === '=' || other === ')' || other.startsWith('\n'),
      )
      if (line[at - 1] === ' ' && line[at] === '=') {
        // Without a type there are no blanks around it.
        result.push('=')
        at += 2
      }
    } else if (depth === 0 && part === '->') {
      if (result.at(-1) === ' ') result.pop()
      at = passed(line, at + 1, (other) => other === ':')
    } else {
      result.push(part)
      at++
    }
  }
  return result
}

/** Where, outside of brackets, something ends. */
function passed(line: readonly string[], start: number, ends: (part: string) => boolean): number {
  let depth = 0
  for (let at = start; at < line.length; at++) {
    const part = line[at] as string
    if (depth === 0 && ends(part)) return at
    depth += depths[part] ?? 0
  }
  return line.length
}
