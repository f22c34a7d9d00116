/** Values of attributes: of the right type, inside the bounds, one of those that exist. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { meant, oneOf } from '../diagnostics/suggest.ts'
import type { AttributeSpec, AttributeType } from '../engines/engine.ts'
import type { Attribute } from '../syntax/ast.ts'
import { type Constant, dotted, namesOf, written } from '../syntax/constants.ts'
import { columnFunctions } from './column-functions.ts'
import type { GivenValue } from './given-value.ts'
import { checkMetrics } from './metrics.ts'

const nouns: { readonly [T in AttributeType]: string } = {
  int: 'a whole number',
  float: 'a number',
  bool: '`true` or `false`',
  string: 'a text',
  'int-list': 'a list of whole numbers',
  list: 'a list',
  names: 'names separated by commas',
  any: 'a number, a text, a truth value or a list',
}

const kinds: { readonly [K in Constant['kind']]: string } = {
  int: 'the number',
  float: 'the number',
  bool: 'the truth value',
  string: 'the text',
  list: 'the list',
}

/** True when nothing is wrong with the value. */
export function checkValue(given: GivenValue, report: Report): boolean {
  const { attribute, spec } = given
  const { key, value: expression } = attribute
  const value = given.value && spec.textual ? parsedText(given.value, spec.type) : given.value
  if (!value) {
    // A column function stands for itself, for estimators that take one.
    const isColumn =
      expression.kind === 'call' && Object.hasOwn(columnFunctions, expression.function.value.toUpperCase())
    if (spec.type === 'any' && isColumn) return true
    report({
      name: 'attribute-type',
      message: `the value of \`${key.value}\` is not a constant`,
      span: expression.span,
      help: notConstantHelp(attribute, spec),
    })
    return false
  }
  if (!fits(value, spec)) {
    const help = mended(value, spec.type)
    report({
      name: 'attribute-type',
      message: `\`${key.value}\` takes ${nouns[spec.type]}, not ${kinds[value.kind]} \`${written(value)}\``,
      span: expression.span,
      ...(help === undefined ? {} : { help: `write \`${key.value} = ${help}\`` }),
    })
    return false
  }
  const metricsFit = !spec.metrics || checkMetrics(given, spec.metrics, report)
  return (
    checkBounds(value, attribute, spec, report) && checkChoice(value, attribute, spec, report) && metricsFit
  )
}

/** `variables = amount(product)` lacks nothing but its quotes. */
function notConstantHelp({ key, value }: Attribute, { type }: AttributeSpec): string {
  const names =
    value.kind === 'call'
      ? value.arguments.map((argument) => (argument.kind === 'name' ? dotted(argument) : undefined))
      : []
  if (type === 'string' && value.kind === 'call' && names.every((name) => name !== undefined)) {
    return `put the text in quotes: \`${key.value} = "${value.function.value}(${names.join(', ')})"\``
  }
  return `\`${key.value}\` takes ${nouns[type]}${type === 'string' ? ', in quotes when it is more than one word' : ''}`
}

function fits(value: Constant, { type, textual }: AttributeSpec): boolean {
  switch (type) {
    case 'int':
      return value.kind === 'int'
    case 'float':
      return value.kind === 'int' || value.kind === 'float'
    case 'bool':
      return (
        value.kind === 'bool' ||
        (textual === true && value.kind === 'int' && (value.value === 0 || value.value === 1))
      )
    case 'string':
      return value.kind === 'string'
    case 'int-list':
      return value.kind === 'list' && value.items.every((item) => item.kind === 'int')
    case 'list':
      return value.kind === 'list'
    case 'names':
      return namesOf(value) !== undefined
    case 'any':
      return true
  }
}

/** A quoted number as the number it is to an engine that parses text. */
function parsedText(value: Constant, type: AttributeType): Constant {
  if (value.kind !== 'string') return value
  const text = value.value.trim()
  if (type === 'int' || type === 'float') {
    if (/^[+-]?\d+$/.test(text)) return { kind: 'int', value: Number(text) }
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { kind: 'float', value: Number(text) }
  }
  if (type === 'bool' && /^(true|false|0|1)$/i.test(text))
    return { kind: 'bool', value: /^(true|1)$/i.test(text) }
  return value
}

/** The same value as it should have been written, where that is clear. */
function mended(value: Constant, type: AttributeType): string | undefined {
  const text = value.kind === 'string' ? value.value.trim() : ''
  const number = /^-?\d+(\.\d+)?$/.test(text)
  switch (type) {
    case 'int':
      if (value.kind === 'float' && Number.isInteger(value.value)) return String(value.value)
      return /^-?\d+$/.test(text) ? text : undefined
    case 'float':
      return number ? text : undefined
    case 'bool':
      if (value.kind === 'int' && (value.value === 0 || value.value === 1))
        return value.value === 1 ? 'true' : 'false'
      return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined
    case 'string':
    case 'names':
      return value.kind === 'list' ? undefined : `"${written(value)}"`
    case 'int-list':
    case 'list':
      if (value.kind === 'int') return `[${value.value}]`
      return /^[[(]?\s*-?\d+(\s*,\s*-?\d+)*\s*[\])]?$/.test(text)
        ? `[${text.replace(/[[\]()]/g, '').trim()}]`
        : undefined
    case 'any':
      return undefined
  }
}

function checkBounds(value: Constant, attribute: Attribute, spec: AttributeSpec, report: Report): boolean {
  const { key, value: expression } = attribute
  if (value.kind === 'list') {
    return value.items.every((item, index) => {
      const at = expression.kind === 'list' ? expression.items[index]?.span : undefined
      return checkNumber(item, at ?? expression.span, `each number of \`${key.value}\``, spec, report)
    })
  }
  return checkNumber(value, expression.span, `\`${key.value}\``, spec, report)
}

function checkNumber(
  value: Constant,
  span: Span,
  subject: string,
  spec: AttributeSpec,
  report: Report,
): boolean {
  if (value.kind !== 'int' && value.kind !== 'float') return true
  const number = value.value
  const { min, max, above, below } = spec
  if (value.kind === 'int' && !Number.isSafeInteger(number)) {
    report({
      name: 'attribute-range',
      message: `${subject} is too large a number`,
      span,
      help: `the largest is \`${Number.MAX_SAFE_INTEGER}\``,
    })
    return false
  }
  const bounded = min !== undefined || max !== undefined || above !== undefined || below !== undefined
  const low = (min === undefined || number >= min) && (above === undefined || number > above)
  const high = (max === undefined || number <= max) && (below === undefined || number < below)
  if (!bounded || (low && high)) return true
  report({
    name: 'attribute-range',
    message: `${subject} must be ${boundsOf(spec)}, and is \`${written(value)}\``,
    span,
  })
  return false
}

export function boundsOf({ min, max, above, below }: AttributeSpec): string {
  const low = min !== undefined ? `at least ${min}` : above !== undefined ? `above ${above}` : ''
  const high = max !== undefined ? `at most ${max}` : below !== undefined ? `below ${below}` : ''
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`
  return low && high ? `${low} and ${high}` : low || high
}

function checkChoice(
  value: Constant,
  { key, value: expression }: Attribute,
  spec: AttributeSpec,
  report: Report,
): boolean {
  if (!spec.values || (value.kind !== 'string' && value.kind !== 'int')) return true
  const text = String(value.value)
  const values = spec.values.map(String)
  const same = (one: string): boolean =>
    spec.anyCase ? one.toLowerCase() === text.toLowerCase() : one === text
  if (values.some(same)) return true
  report({
    name: 'attribute-range',
    message: `\`${key.value}\` can not be \`${text}\``,
    span: expression.span,
    help: meant(text, values) ?? `expected ${oneOf(values)}`,
  })
  return false
}
