// One substitution pass over a text, as Argo's controller makes it: fasttemplate with {{ and }}, simple tags looked up,
// {{=expressions}} evaluated. Text that is no tag of ours is treated exactly like a tag: that is the point.

import { type Json, marshal, quoted } from './go-text.ts'

export type Values = ReadonlyMap<string, string>

/** Marshal, replace, unmarshal: how every object goes through a pass. */
export function substitute<T extends Json>(object: T, values: Values, strict: readonly string[] = []): T {
  const text = replaceTags(marshal(object), values, strict)
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('cannot finish template replacement because the result was invalid JSON')
  }
}

/** `strict` names the prefixes whose tags must resolve: the controller waits for ever for those that do not. */
export function replaceTags(text: string, values: Values, strict: readonly string[] = []): string {
  const { texts, tags } = split(text)
  const replaced = tags.map((tag) =>
    tag.startsWith('=') ? replaceExpression(tag.slice(1)) : replaceSimple(tag, values, strict),
  )
  return texts.map((part, index) => part + (replaced[index] ?? '')).join('')
}

/** An unclosed {{ takes everything up to the next }}, tags and structure alike. */
function split(text: string): { texts: readonly string[]; tags: readonly string[] } {
  const texts: string[] = []
  const tags: string[] = []
  let start = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', start)) {
    const close = text.indexOf('}}', open + 2)
    if (close < 0)
      throw new Error(`Cannot find end tag="}}" starting from ${text.slice(open + 2, open + 60)}`)
    texts.push(text.slice(start, open))
    tags.push(text.slice(open + 2, close))
    start = close + 2
  }
  return { texts: [...texts, text.slice(start)], tags }
}

function replaceSimple(tag: string, values: Values, strict: readonly string[]): string {
  const name = goTrim(tag)
  const value = values.get(name)
  if (value !== undefined) return quoted(value)
  const inner = tag.lastIndexOf('{{')
  const innerValue = inner > 0 ? values.get(tag.slice(inner + 2)) : undefined
  if (innerValue !== undefined) return `{{${tag.slice(0, inner)}${quoted(innerValue)}`
  const must = strict.some((prefix) => name === prefix || name.startsWith(`${prefix}.`))
  if (must && !name.includes('.outputs.artifacts.')) throw new Error(`failed to resolve {{${tag}}}`)
  return `{{${tag}}}`
}

/** Only what needs no evaluator is evaluated; the rest is written back, as the controller does with unknown names. */
function replaceExpression(escaped: string): string {
  const source = escaped.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replaceAll('\\u0026', '&')
  const value = evaluate(source)
  return value === undefined ? `{{=${source}}}` : value
}

function evaluate(source: string): string | undefined {
  const expression = unescaped(source)
  const literal = /^\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*$/.exec(expression)
  if (literal) return marshal(literal[1] ?? literal[2] ?? '').slice(1, -1)
  const number = /\d/.test(expression) ? arithmetic(expression) : undefined
  return number === undefined || !Number.isFinite(number) ? undefined : String(number)
}

/** The expression lies in JSON text, so its quotes are still escaped. */
function unescaped(source: string): string {
  try {
    return JSON.parse(`"${source}"`)
  } catch {
    return ''
  }
}

/** Sums and products of integers in brackets: no name, no call, so nothing to look up. */
function arithmetic(expression: string): number | undefined {
  const tokens = expression.match(/\d+|[-+*/%()]|\S/g) ?? []
  let next = 0
  const binary = (operators: string, operand: () => number): number => {
    let left = operand()
    for (let sign = tokens[next]; sign !== undefined && operators.includes(sign); sign = tokens[next]) {
      next++
      left = apply(sign, left, operand())
    }
    return left
  }
  const sum = (): number => binary('+-', () => binary('*/%', unary))
  const unary = (): number => {
    const token = tokens[next++]
    if (token === '-') return -unary()
    if (token === '+') return unary()
    if (token !== '(') return token !== undefined && /^\d+$/.test(token) ? Number(token) : Number.NaN
    const value = sum()
    return tokens[next++] === ')' ? value : Number.NaN
  }
  const value = sum()
  return next === tokens.length && !Number.isNaN(value) ? value : undefined
}

function apply(sign: string, left: number, right: number): number {
  if (sign === '+') return left + right
  if (sign === '-') return left - right
  if (sign === '*') return left * right
  return sign === '/' ? left / right : left % right
}

/** strings.TrimSpace, whose idea of a space is not that of trim(). */
const goTrim = (text: string): string => text.replace(new RegExp(`^${spaces}|${spaces}$`, 'g'), '')
const spaces = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
