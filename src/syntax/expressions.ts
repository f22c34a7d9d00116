/** Expressions of the clause: CST to AST, with operators grouped by precedence. */
import type { IToken } from 'chevrotain'
import type * as cst from '../../grammar/cst.ts'
import * as t from '../../grammar/tokens.ts'
import type { Span } from '../diagnostics/source.ts'
import type { BinaryOperator, Expression, Identifier, Name } from './ast.ts'
import { spanOf } from './shallow-parse.ts'

/** Loosest first. NOT binds tighter than AND and looser than a comparison, as in SQL. */
const precedence: Readonly<Record<string, number>> = {
  OR: 1,
  AND: 2,
  '=': 4,
  '!=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
}
const NOT = 3

interface Operand {
  readonly prefixes: readonly IToken[]
  readonly primary: Expression
}

/** Undefined where the text was too broken to give an expression; the parser has said so. */
export function buildExpression(node: cst.ExpressionCstNode | undefined): Expression | undefined {
  const [only, second] = node?.children.operand ?? []
  const isPlain = only && !second && !only.children.Sign && !only.children.Not && !node?.children.operator
  if (isPlain) return buildPrimary(only.children)
  const operands = node?.children.operand.map(buildOperand) ?? []
  const operators = (node?.children.operator ?? []).map(
    (operator) => Object.values(operator.children).flat()[0],
  )
  const complete = operands.filter((operand) => operand !== undefined)
  const signs = operators.filter((operator) => operator !== undefined)
  if (complete.length !== operands.length || signs.length !== operands.length - 1) return undefined
  return new Grouping(complete, signs).run()
}

/** Precedence climbing over a flat row; a prefix waits on a stack of its own, so nothing recurses. */
class Grouping {
  readonly #operands: readonly Operand[]
  readonly #operators: readonly IToken[]
  readonly #values: Expression[] = []
  readonly #pending: { readonly token: IToken; readonly power: number; readonly prefix: boolean }[] = []

  constructor(operands: readonly Operand[], operators: readonly IToken[]) {
    this.#operands = operands
    this.#operators = operators
  }

  run(): Expression | undefined {
    this.#operands.forEach((operand, index) => {
      for (const token of operand.prefixes) {
        this.#pending.push({ token, power: token.tokenType === t.Not ? NOT : 7, prefix: true })
      }
      this.#values.push(operand.primary)
      const token = this.#operators[index]
      const power = token ? (precedence[token.image.toUpperCase()] ?? 4) : 0
      this.#reduce(power)
      if (token) this.#pending.push({ token, power, prefix: false })
    })
    return this.#values[0]
  }

  #reduce(power: number): void {
    for (let top = this.#pending.at(-1); top && top.power >= power; top = this.#pending.at(-1)) {
      this.#pending.pop()
      const right = this.#values.pop()
      if (!right) return
      const image = top.token.image.toUpperCase()
      if (top.prefix) {
        const operator = image === 'NOT' ? 'NOT' : image === '-' ? '-' : '+'
        const span = { start: top.token.startOffset, end: right.span.end }
        this.#values.push({ kind: 'unary', operator, operand: right, span })
        continue
      }
      const left = this.#values.pop()
      if (!left) return
      const span = { start: left.span.start, end: right.span.end }
      this.#values.push({ kind: 'binary', operator: image as BinaryOperator, left, right, span })
    }
  }
}

function buildOperand(node: cst.OperandCstNode): Operand | undefined {
  const { children } = node
  const prefixes = [...(children.Sign ?? []), ...(children.Not ?? [])].sort(
    (a, b) => a.startOffset - b.startOffset,
  )
  const primary = buildPrimary(children)
  return primary ? { prefixes, primary } : undefined
}

function buildPrimary(children: cst.OperandCstChildren): Expression | undefined {
  const numeral = children.Numeral?.[0]
  if (numeral) return { kind: 'number', text: numeral.image, span: spanOf(numeral) }
  const star = children.Star?.[0]
  if (star) return { kind: 'star', span: spanOf(star) }
  const list = children.list?.[0]
  if (list) return buildList(list)
  const bracketed = children.bracketed?.[0]
  if (bracketed) return buildExpression(bracketed.children.expression?.[0])
  const named = children.nameOrCall?.[0]
  return named ? buildNameOrCall(named) : undefined
}

function buildList(node: cst.ListCstNode): Expression | undefined {
  const open = node.children.LeftBracket[0]
  const close = node.children.RightBracket?.[0]
  const items = (node.children.expression ?? []).map(buildExpression).filter((item) => item !== undefined)
  if (!open || !close) return undefined
  return { kind: 'list', items, span: { start: open.startOffset, end: spanOf(close).end } }
}

function buildNameOrCall(node: cst.NameOrCallCstNode): Expression | undefined {
  const { children } = node
  const tokens = children.name[0]?.children.ClauseName ?? []
  const first = tokens[0]
  if (!first) return undefined
  const close = children.RightParen?.[0]
  if (children.LeftParen?.[0]) {
    if (!close) return undefined
    const items = (children.expression ?? []).map(buildExpression).filter((item) => item !== undefined)
    const span = { start: first.startOffset, end: spanOf(close).end }
    return { kind: 'call', function: clauseIdentifier(first), arguments: items, span }
  }
  if (tokens.length === 1 && first.tokenType === t.Text) {
    return { kind: 'string', value: textValue(first.image), span: spanOf(first) }
  }
  return buildName(children.name[0])
}

/** `db.t` is one word to the clause's scanner; quoted parts are tokens of their own. */
export function buildName(node: cst.NameCstNode | undefined): Name | undefined {
  const [only, second] = node?.children.ClauseName ?? []
  const parts =
    only && !second ? identifiersOf(only) : (node?.children.ClauseName ?? []).flatMap(identifiersOf)
  const [first, last] = [parts[0], parts[parts.length - 1]]
  if (!first || !last) return undefined
  return { kind: 'name', parts, span: { start: first.span.start, end: last.span.end } }
}

function identifiersOf(token: IToken): Identifier[] {
  if (token.tokenType !== t.Word) return [clauseIdentifier(token)]
  let start = token.startOffset
  return token.image.split('.').map((value) => {
    const span = { start, end: start + value.length }
    start = span.end + 1
    return { kind: 'identifier', value, span }
  })
}

/** One token as one name, whatever dots it holds. */
export function clauseIdentifier(token: IToken): Identifier {
  const span: Span = spanOf(token)
  const quote = token.image[0]
  if (quote === '"' || quote === "'")
    return { kind: 'identifier', value: textValue(token.image), quote, span }
  if (quote === '`') {
    const value = token.image.replace(/^`|`$/g, '').replaceAll('``', '`')
    return { kind: 'identifier', value, quote, span }
  }
  return { kind: 'identifier', value: token.image, span }
}

/** A string without its quotes; a doubled quote is one, and a backslash goes only before a quote or itself. */
export function textValue(image: string): string {
  const quote = image[0] ?? ''
  const inner = image.length > 1 && image.endsWith(quote) ? image.slice(1, -1) : image.slice(1)
  const escaped = quote === "'" ? /\\(['"`\\])|'(')/g : /\\(['"`\\])|"(")/g
  return inner.replace(escaped, (_, backslashed?: string, doubled?: string) => backslashed ?? doubled ?? '')
}
