/** Amounts in an objective or a constraint: numbers, columns, arithmetic, and SUM. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { meant } from '../diagnostics/suggest.ts'
import type { BinaryOperator, CallExpression, Expression } from '../syntax/ast.ts'

/** Functions that add up over rows. */
const aggregations: readonly string[] = ['SUM']

const arithmetic: ReadonlySet<BinaryOperator> = new Set(['+', '-', '*', '/', '%'])

/** Walks amounts and keeps what it met. */
export class AmountWalk {
  /** Names that were met, in lower case. */
  readonly names: Set<string> = new Set()
  /** Nothing was reported. */
  sound = true
  /** An aggregation was met. */
  aggregates = false
  readonly #report: Report

  constructor(report: Report) {
    this.#report = report
  }

  /** Reports what surely is no number; `what` says where it stands, `inside` which SUM holds it. */
  amount(expression: Expression, what: string, inside?: CallExpression): void {
    switch (expression.kind) {
      case 'number':
        break
      case 'name':
        this.names.add((expression.parts.at(-1)?.value ?? '').toLowerCase())
        break
      case 'unary':
        if (expression.operator === 'NOT') this.#noNumber(expression, what)
        else this.amount(expression.operand, what, inside)
        break
      case 'binary':
        if (arithmetic.has(expression.operator)) {
          this.amount(expression.left, what, inside)
          this.amount(expression.right, what, inside)
        } else this.#noNumber(expression, what)
        break
      case 'call':
        this.#call(expression, inside)
        break
      case 'string':
      case 'list':
      case 'star':
        this.#noNumber(expression, what)
    }
  }

  #noNumber(expression: Expression, what: string): void {
    const { found, help } = describe(expression)
    this.#fault(`${what} must be a number, and ${found}`, expression.span, help)
  }

  #call(call: CallExpression, inside: CallExpression | undefined): void {
    const { value, span } = call.function
    const name = value.toUpperCase()
    const [argument] = call.arguments
    if (!aggregations.includes(name)) {
      const only = 'the one function is `SUM`; compute other values in the SELECT and use them as columns'
      this.#fault(
        `\`${value}\` is no function of objectives and constraints`,
        span,
        meant(value, aggregations) ?? only,
      )
    } else if (inside) {
      this.#nested(call, inside)
    } else if (!argument || call.arguments.length > 1) {
      const given = argument ? `${call.arguments.length} are` : 'none is'
      this.#fault(
        `${name} takes one argument, and ${given} given`,
        call.span,
        `write \`${name}(price * amount)\``,
      )
    } else {
      this.aggregates = true
      this.amount(argument, `what ${name} adds up`, call)
    }
  }

  #nested(call: CallExpression, inside: CallExpression): void {
    this.sound = false
    const [inner, outer] = [call, inside].map((one) => one.function.value.toUpperCase())
    this.#report({
      name: 'optimize-expression',
      message: `${inner} stands inside ${outer}, and a sum can not be added up again`,
      span: call.span,
      labels: [{ span: inside.function.span, message: 'the outer one' }],
      help: 'add up once, over the rows of the SELECT',
    })
  }

  #fault(message: string, span: Span, help: string): void {
    this.sound = false
    this.#report({ name: 'optimize-expression', message, span, help })
  }
}

/** What stands where a number should, and what to write instead. */
function describe(expression: Expression): { found: string; help: string } {
  switch (expression.kind) {
    case 'string': {
      const unquoted = /^-?\d+(\.\d+)?$/.test(expression.value)
        ? `\`${expression.value}\``
        : 'the name of a column'
      return {
        found: `\`${expression.value}\` is a text`,
        help: `write ${unquoted} without quotes`,
      }
    }
    case 'binary':
      return {
        found: `\`${expression.operator}\` gives none`,
        help: 'comparisons belong behind CONSTRAINT, one in each constraint',
      }
    case 'unary':
      return {
        found: '`NOT` gives none',
        help: 'write the opposite comparison as a constraint',
      }
    default:
      return {
        found: `this is a ${expression.kind === 'star' ? '`*`' : expression.kind}`,
        help: 'use columns, numbers and SUM',
      }
  }
}
