/** Values of a notebook as text of a program: quoted by their type, in the words of the dialect or of the clause after TO. */

import type { LiteralStyle } from '../dialects/dialect.ts'
import type { Json } from '../metadata/json.ts'
import { isObject } from '../metadata/json.ts'

/** Numbers, dates and bytes (in hexadecimal) come as text, so that no digit is lost on the way. */
export type Value =
  | { readonly type: 'null' }
  | { readonly type: 'bool'; readonly value: boolean }
  | {
      readonly type: 'int' | 'float' | 'decimal' | 'str' | 'bytes' | 'date' | 'datetime'
      readonly value: string
    }
  | { readonly type: 'list'; readonly value: readonly Value[] }
  /** A value that can't be written in SQL, by the name of its type. */
  | { readonly type: 'other'; readonly value: string }

/** What the value of a variable can't be; its message is for users. */
export class UnwritableValue extends Error {}

/** Lists of rows, and no deeper. */
const deepest = 2

const forms = {
  int: /^-?\d+$/,
  float: /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i,
  decimal: /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i,
  bytes: /^(?:[\da-f]{2})*$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[-+]\d{2}:\d{2}(?::\d{2})?)?$/,
} as const

/** Only whole values of a known form are taken: what comes from outside is no text of the program. */
export function readValue(json: Json | undefined, depth = 0): Value | undefined {
  if (!isObject(json)) return undefined
  const { type, value } = json
  if (type === 'null') return { type }
  if (type === 'bool') return typeof value === 'boolean' ? { type, value } : undefined
  if (type === 'list') {
    if (!Array.isArray(value)) return undefined
    if (depth === deepest) return { type: 'other', value: 'a list of lists of lists' }
    const items = value.map((item: Json) => readValue(item, depth + 1))
    return items.every((item) => item !== undefined) ? { type, value: items } : undefined
  }
  if (typeof value !== 'string') return undefined
  if (type === 'str' || type === 'other') return { type, value }
  if (typeof type !== 'string' || !Object.hasOwn(forms, type)) return undefined
  const known = type as keyof typeof forms
  return forms[known].test(value) ? { type: known, value } : { type: 'other', value: `the ${known} ${value}` }
}

/** In ordinary SQL. A negative number is bracketed: behind a minus it would begin a comment. */
export function sqlLiteral(value: Value, style: LiteralStyle): string {
  switch (value.type) {
    case 'null':
      return 'NULL'
    case 'bool':
      return style.bool(value.value)
    case 'int':
    case 'float':
    case 'decimal':
      return value.value.startsWith('-') ? `(${value.value})` : value.value
    case 'str':
    case 'date':
    case 'datetime':
      return style.text(checkedText(value.value))
    case 'bytes':
      return style.bytes(value.value)
    case 'list':
      if (value.value.length === 0) throw new UnwritableValue('an empty list: SQL has no IN ()')
      return `(${value.value.map((item) => sqlLiteral(item, style)).join(', ')})`
    case 'other':
      throw new UnwritableValue(`${value.value}, which has no form in SQL`)
  }
}

/** In the clause after TO, where a list stands in square brackets and nothing is NULL. */
export function clauseLiteral(value: Value): string {
  switch (value.type) {
    case 'bool':
      return value.value ? 'true' : 'false'
    case 'int':
    case 'float':
    case 'decimal':
      return value.value
    case 'str':
    case 'date':
    case 'datetime':
      return `"${checkedText(value.value).replace(/[\\"]/g, '\\$&')}"`
    case 'list':
      return `[${value.value.map(clauseLiteral).join(', ')}]`
    case 'null':
      throw new UnwritableValue('None, and an attribute has no such value; leave the attribute out')
    case 'bytes':
      throw new UnwritableValue('bytes, and an attribute has no such value')
    case 'other':
      throw new UnwritableValue(`${value.value}, which has no form in an attribute`)
  }
}

function checkedText(text: string): string {
  if (text.includes('\0')) throw new UnwritableValue('a text with a zero byte, which databases cut off there')
  if (!text.isWellFormed()) throw new UnwritableValue('a text that is no whole Unicode')
  return text
}
