/** `SELECT … TO MAXIMIZE expression CONSTRAINT … WITH … USING solver INTO table` */
import { optimizeSchema } from '../engines/data/optimize-attributes.ts'
import type { Constraint, Expression } from '../syntax/ast.ts'
import { lines, printExpression, printIdentifier, printName, printWith } from '../syntax/print.ts'
import { dotted, lastPart } from './names.ts'
import type { Verb } from './statement.ts'

export const optimize: Verb<'optimize'> = {
  subject: 'amount',
  clauses: {
    CONSTRAINT: {},
    WITH: { required: { example: 'WITH variables="amount(product)", var_type="NonNegativeIntegers"' } },
    USING: { names: ['highs', 'glpk'] },
    INTO: { names: 'table', required: { example: 'INTO my_result' } },
  },
  usage: {
    MAXIMIZE: {
      form: 'MAXIMIZE SUM(<price * amount>)\nCONSTRAINT SUM(<amount>) <= <100>\nWITH variables = "<amount(product)>", var_type = "<NonNegativeIntegers>"\nINTO <result_table>',
      documentation: 'Finds the amounts that make an expression as large as the constraints allow.',
    },
    MINIMIZE: {
      form: 'MINIMIZE SUM(<cost * amount>)\nCONSTRAINT SUM(<amount>) >= <100>\nWITH variables = "<amount(product)>", var_type = "<NonNegativeIntegers>"\nINTO <result_table>',
      documentation: 'Finds the amounts that make an expression as small as the constraints allow.',
    },
  },
  build: (base, objective, clauses, word) => {
    const into = clauses.result()
    const solver = clauses.usedWord()
    if (!into) return undefined
    return {
      kind: 'optimize',
      ...base,
      direction: word === 'MAXIMIZE' ? 'maximize' : 'minimize',
      objective,
      constraints: clauses.constraints(),
      attributes: clauses.attributes,
      into,
      ...(solver ? { solver } : {}),
    }
  },
  print: ({ direction, objective, constraints, attributes, solver, into }) =>
    lines(
      `TO ${direction.toUpperCase()} ${printExpression(objective)}`,
      constraints.length > 0 ? `CONSTRAINT ${constraints.map(printConstraint).join(',\n  ')}` : '',
      printWith(attributes),
      solver ? `USING ${printIdentifier(solver)}` : '',
      `INTO ${printName(into)}`,
    ),
  touches: ({ query, into }) => ({ scopes: [query.scope], results: [into] }),
  words: ({ direction, into }) => [direction, lastPart(into)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
  attributesOf: { of: 'verb', schema: optimizeSchema },
  program: 'optimize',
  spec: ({ direction, objective, constraints, solver, into }) => ({
    direction,
    objective: tree(objective),
    constraints: constraints.map(({ expression, groupBy }) => ({
      expression: tree(expression),
      ...(groupBy ? { groupBy: dotted(groupBy) } : {}),
    })),
    ...(solver ? { solver: solver.value } : {}),
    resultTable: dotted(into),
  }),
  outline: ({ direction, into }) => ({
    name: `${direction.toUpperCase()} ${dotted(into)}`,
    brings: 'result',
  }),
}

function printConstraint({ expression, groupBy }: Constraint): string {
  return `${printExpression(expression)}${groupBy ? ` GROUP BY ${printName(groupBy)}` : ''}`
}

/** An expression as JSON: the step gets a parsed tree, never text that it would have to evaluate. */
function tree(expression: Expression): unknown {
  switch (expression.kind) {
    case 'number':
      return { number: Number(expression.text) }
    case 'string':
      return { string: expression.value }
    case 'name':
      return { name: dotted(expression) }
    case 'star':
      return { name: '*' }
    case 'list':
      return { list: expression.items.map(tree) }
    case 'call':
      return { call: expression.function.value, arguments: expression.arguments.map(tree) }
    case 'unary':
      return { operator: expression.operator, operands: [tree(expression.operand)] }
    case 'binary':
      return { operator: expression.operator, operands: [tree(expression.left), tree(expression.right)] }
  }
}
