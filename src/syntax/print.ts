/** The extended clause as text, from the tree alone: parsed again it gives the same tree. */
import type { Attribute, Clause, ColumnClause, Expression, Identifier, Name } from './ast.ts'

export function printClause(statement: Clause): string {
  switch (statement.kind) {
    case 'train':
      return lines(
        `TO TRAIN ${printEstimator(statement.estimator.image, statement.estimator.name)}`,
        printWith(statement.attributes),
        ...statement.columns.map(printColumn),
        statement.label ? `LABEL ${printIdentifier(statement.label)}` : '',
        statement.pretrained ? `USING ${printName(statement.pretrained)}` : '',
        `INTO ${printName(statement.into)}`,
      )
    case 'predict':
      return lines(
        `TO PREDICT ${printName(statement.result)}`,
        printWith(statement.attributes),
        `USING ${printName(statement.model)}`,
      )
    case 'evaluate':
      return lines(
        `TO EVALUATE ${printName(statement.model)}`,
        printWith(statement.attributes),
        `LABEL ${printIdentifier(statement.label)}`,
        `INTO ${printName(statement.into)}`,
      )
    case 'explain':
      return lines(
        `TO EXPLAIN ${printName(statement.model)}`,
        printWith(statement.attributes),
        statement.explainer ? `USING ${printIdentifier(statement.explainer)}` : '',
        statement.into ? `INTO ${printName(statement.into)}` : '',
      )
    case 'optimize': {
      const constraints = statement.constraints.map(({ expression, groupBy }) => {
        return `${printExpression(expression)}${groupBy ? ` GROUP BY ${printName(groupBy)}` : ''}`
      })
      return lines(
        `TO ${statement.direction.toUpperCase()} ${printExpression(statement.objective)}`,
        constraints.length > 0 ? `CONSTRAINT ${constraints.join(',\n  ')}` : '',
        printWith(statement.attributes),
        statement.solver ? `USING ${printIdentifier(statement.solver)}` : '',
        `INTO ${printName(statement.into)}`,
      )
    }
    case 'run':
      return lines(
        `TO RUN ${printIdentifier(statement.image)}`,
        statement.command.length > 0
          ? `CMD ${statement.command.map(({ value }) => printString(value)).join(', ')}`
          : '',
        statement.into.length > 0 ? `INTO ${statement.into.map(printName).join(', ')}` : '',
      )
    case 'show-train':
      return `SHOW TRAIN ${printName(statement.model)}`
  }
}

function lines(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n')
}

function printEstimator(image: string | undefined, name: string): string {
  const text = image === undefined ? name : `${image}/${name}`
  return isPlain(text) ? text : printString(text)
}

function printWith(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return ''
  return `WITH ${attributes.map(({ key, value }) => `${printIdentifier(key)} = ${printExpression(value)}`).join(',\n  ')}`
}

function printColumn({ columns, target }: ColumnClause): string {
  return `COLUMN ${columns.map(printExpression).join(', ')}${target ? ` FOR ${printIdentifier(target)}` : ''}`
}

/** A bare word the scanner of the clause takes whole; a dot, slash or dash needs a letter or digit after it. */
function isPlain(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_$]*(?:[./:-][\p{L}\p{N}_$]+|@sha256:[0-9a-f]+)*$/u.test(text)
}

/** As it was written: quoted when it was quoted. */
function printIdentifier({ value, quote }: Identifier): string {
  if (quote === undefined) return value
  if (quote === '`' || quote === '[') return `\`${value.replaceAll('`', '``')}\``
  return printString(value, quote)
}

function printName({ parts }: Name): string {
  return parts.map(printIdentifier).join('.')
}

function printString(value: string, quote: '"' | "'" = '"'): string {
  return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, quote + quote) + quote
}

function printExpression(expression: Expression): string {
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
