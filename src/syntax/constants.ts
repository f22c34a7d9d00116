/**
 * What an expression after WITH is worth. A bare word is a text, TRUE and FALSE in any case are truth
 * values, `inf` and `nan` are numbers; arithmetic on numbers is done here. `toJson` is what a step gets.
 */
import type { Json } from '../metadata/json.ts'
import type { BinaryExpression, BinaryOperator, Expression, Name } from './ast.ts'

export type Constant =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** `quoted` tells `"x"` from `x`. */
  | {
      readonly kind: 'string'
      readonly value: string
      readonly quoted: boolean
    }
  | { readonly kind: 'list'; readonly items: readonly Constant[] }

/** Words that are numbers, as Python reads them. */
const numberWords: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
])

/** Nothing for what only a running program could work out: a call, a comparison, `"a" + 1`. */
export function constantOf(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case 'number':
      return numeral(expression.text)
    case 'string':
      return { kind: 'string', value: expression.value, quoted: true }
    case 'name':
      return word(expression)
    case 'list':
      return list(expression.items)
    case 'unary': {
      const operand = constantOf(expression.operand)
      if (expression.operator === 'NOT') {
        return operand?.kind === 'bool' ? { kind: 'bool', value: !operand.value } : undefined
      }
      if (!isNumber(operand)) return undefined
      return expression.operator === '-' ? { kind: operand.kind, value: negative(operand.value) } : operand
    }
    case 'binary':
      return calculated(expression)
    case 'call':
    case 'star':
      return undefined
  }
}

/**
 * The value as JSON. JSON has no `inf` and `nan`: they become the texts that Python's `float` reads.
 * What is not constant keeps its form: a call is `{function, arguments}`.
 */
export function toJson(expression: Expression): Json {
  const constant = constantOf(expression)
  if (constant) return constantJson(constant)
  switch (expression.kind) {
    case 'call':
      return {
        function: expression.function.value.toUpperCase(),
        arguments: expression.arguments.map(toJson),
      }
    case 'list':
      return expression.items.map(toJson)
    case 'unary':
      return {
        operator: expression.operator,
        operand: toJson(expression.operand),
      }
    case 'binary':
      return binaryJson(expression)
    case 'star':
      return '*'
    case 'name':
      return dotted(expression)
    case 'string':
      return expression.value
    case 'number':
      return expression.text
  }
}

function constantJson(constant: Constant): Json {
  if (constant.kind === 'list') return constant.items.map(constantJson)
  if (constant.kind !== 'float' || Number.isFinite(constant.value)) return constant.value
  if (Number.isNaN(constant.value)) return 'nan'
  return constant.value > 0 ? 'inf' : '-inf'
}

/** As a program would write it. */
export function written(constant: Constant): string {
  switch (constant.kind) {
    case 'list':
      return `[${constant.items.map(written).join(', ')}]`
    case 'string':
      return constant.quoted ? JSON.stringify(constant.value) : constant.value
    case 'bool':
      return constant.value ? 'true' : 'false'
    case 'int':
    case 'float': {
      const text = String(constantJson(constant))
      return constant.kind === 'float' && /^-?\d+$/.test(text) ? `${text}.0` : text
    }
  }
}

/** A comma-separated text, or a list of texts, as the single names; nothing when it is neither. */
export function namesOf(constant: Constant): string[] | undefined {
  if (constant.kind === 'string') return splitNames(constant.value)
  if (constant.kind !== 'list') return undefined
  const names = constant.items.map((item) => (item.kind === 'string' ? item.value.trim() : undefined))
  return names.every((name) => name !== undefined) ? names : undefined
}

export function dotted(name: Name): string {
  return name.parts.map((part) => part.value).join('.')
}

function splitNames(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function numeral(text: string): Constant {
  return { kind: /^\d+$/.test(text) ? 'int' : 'float', value: Number(text) }
}

function word(name: Name): Constant {
  const text = dotted(name)
  const quoted = name.parts.some((part) => part.quote !== undefined)
  const lower = text.toLowerCase()
  const number = numberWords.get(lower)
  if (quoted) return { kind: 'string', value: text, quoted }
  if (lower === 'true' || lower === 'false') return { kind: 'bool', value: lower === 'true' }
  return number === undefined ? { kind: 'string', value: text, quoted } : { kind: 'float', value: number }
}

function list(expressions: readonly Expression[]): Constant | undefined {
  const items = expressions.map(constantOf)
  return items.every((item) => item !== undefined) ? { kind: 'list', items } : undefined
}

type NumberConstant = Extract<Constant, { kind: 'int' | 'float' }>

function isNumber(constant: Constant | undefined): constant is NumberConstant {
  return constant?.kind === 'int' || constant?.kind === 'float'
}

/** Zero has no sign here. */
function negative(value: number): number {
  return value === 0 ? 0 : -value
}

const arithmetic: Readonly<Partial<Record<BinaryOperator, (left: number, right: number) => number>>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  // As in Python, the rest has the sign of the divisor.
  '%': (left, right) => left - right * Math.floor(left / right),
}

/**
 * A sum of a thousand numbers is a tree a thousand deep on its left side, so that side is walked in a
 * loop.
 */
function calculated(expression: BinaryExpression): Constant | undefined {
  const rights: BinaryExpression[] = []
  let leftmost: Expression = expression
  while (leftmost.kind === 'binary') {
    rights.push(leftmost)
    leftmost = leftmost.left
  }
  let value = constantOf(leftmost)
  for (const { operator, right } of rights.reverse()) {
    const operate = arithmetic[operator]
    const other = constantOf(right)
    if (!operate || !isNumber(value) || !isNumber(other)) return undefined
    if ((operator === '/' || operator === '%') && other.value === 0) return undefined
    const whole = value.kind === 'int' && other.kind === 'int' && operator !== '/'
    value = {
      kind: whole ? 'int' : 'float',
      value: operate(value.value, other.value),
    }
  }
  return value
}

function binaryJson({ operator, left, right }: BinaryExpression): Json {
  return { operator, left: toJson(left), right: toJson(right) }
}
