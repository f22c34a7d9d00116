/** Parts of an extended statement as text, from the tree alone: parsed again they give the same tree. */
import type { Attribute, Expression, Identifier, Name } from './ast.ts'

/** One clause a line; those that are empty are left out. */
export function lines(...clauses: string[]): string {
  return clauses.filter((clause) => clause !== '').join('\n')
}

export function printWith(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return ''
  return `WITH ${attributes.map(({ key, value }) => `${printIdentifier(key)} = ${printExpression(value)}`).join(',\n  ')}`
}

/** A bare word the scanner of the clause takes whole; a dot, slash or dash needs a letter or digit after it. */
export function isPlain(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_$]*(?:[./:-][\p{L}\p{N}_$]+|@sha256:[0-9a-f]+)*$/u.test(text)
}

/** As it was written: quoted when it was quoted. */
export function printIdentifier({ value, quote }: Identifier): string {
  if (quote === undefined) return value
  if (quote === '`' || quote === '[') return `\`${value.replaceAll('`', '``')}\``
  return printString(value, quote)
}

export function printName({ parts }: Name): string {
  return parts.map(printIdentifier).join('.')
}

export function printString(value: string, quote: '"' | "'" = '"'): string {
  return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, quote + quote) + quote
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.text
    case 'string':
      return printString(expression.value)
    case 'name':
      return printName(expression)
    case 'star':
      return '*'
    case 'list':
      return `[${expression.items.map(printExpression).join(', ')}]`
    case 'call':
      return `${printIdentifier(expression.function)}(${expression.arguments.map(printExpression).join(', ')})`
    case 'unary':
      return `${expression.operator} ${operand(expression.operand)}`
    case 'binary':
      return `${operand(expression.left)} ${expression.operator} ${operand(expression.right)}`
  }
}

/** Brackets round what has an operator of its own; they leave no trace in the tree. */
function operand(expression: Expression): string {
  const text = printExpression(expression)
  return expression.kind === 'binary' || expression.kind === 'unary' ? `(${text})` : text
}
