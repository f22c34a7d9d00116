/** `SELECT … TO MAXIMIZE expression CONSTRAINT … WITH … USING solver INTO table` */
import type { Expression } from '../syntax/ast.ts'
import { dotted, lastPart } from './names.ts'
import type { StatementKind } from './statement.ts'

export const optimize: StatementKind<'optimize'> = {
  touches: ({ query, into }) => ({ scopes: [query.scope], results: [into] }),
  words: ({ direction, into }) => [direction, lastPart(into)],
  query: ({ query }) => query,
  attributes: ({ attributes }) => attributes,
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
