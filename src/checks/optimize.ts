/** MAXIMIZE and MINIMIZE: the objective and the constraints, as far as they surely can't be solved. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { BinaryExpression, BinaryOperator, Constraint, OptimizeStatement } from '../syntax/ast.ts'
import { AmountWalk } from './optimize-expressions.ts'
import { checkVariables } from './optimize-variables.ts'

export function checkOptimize(statement: OptimizeStatement, report: Report): void {
  const given = statement.attributes.find(({ key }) => key.value === 'variables')
  const variable = given && checkVariables(given.value, report)
  const walk = new AmountWalk(report)
  walk.amount(statement.objective, 'the objective')
  if (given && variable !== undefined && walk.sound && !walk.names.has(variable.toLowerCase())) {
    report({
      name: 'optimize-expression',
      message: `the objective does not depend on \`${variable}\`, so there is nothing to ${statement.direction}`,
      span: statement.objective.span,
      labels: [
        {
          span: given.value.span,
          message: `\`${variable}\` is what is to be found`,
        },
      ],
      help: `use \`${variable}\` in the objective, as in \`SUM(price * ${variable})\``,
    })
  }
  for (const constraint of statement.constraints) checkConstraint(constraint, report)
}

const comparisons: ReadonlySet<BinaryOperator> = new Set(['<', '<=', '>', '>=', '='])

/** What is wrong with an operator at the top of a constraint, and what to do about it. */
const refused: Readonly<Partial<Record<BinaryOperator, readonly [string, string]>>> = {
  AND: [
    'a constraint is one comparison, and this joins several with AND',
    'separate constraints by commas: each of them must hold',
  ],
  OR: [
    'a constraint is one comparison, and this joins several with OR',
    'all constraints hold at once; solvers know no choice between them',
  ],
  '!=': ['`!=` can not be a constraint', 'a solver takes `<=`, `>=` and `=`'],
  '<>': ['`<>` can not be a constraint', 'a solver takes `<=`, `>=` and `=`'],
}

const refusedNot: readonly [string, string] = [
  '`NOT` can not be a constraint',
  'write the opposite comparison',
]

function checkConstraint({ expression, groupBy, span }: Constraint, report: Report): void {
  const negated = expression.kind === 'unary' && expression.operator === 'NOT'
  const fault = negated ? refusedNot : faultOf(expression.kind === 'binary' ? expression : undefined)
  if (fault)
    report({
      name: 'optimize-expression',
      message: fault[0],
      span: expression.span,
      help: fault[1],
    })
  if (fault || expression.kind !== 'binary') return
  const walk = new AmountWalk(report)
  walk.amount(expression.left, 'a side of a constraint')
  walk.amount(expression.right, 'a side of a constraint')
  if (!groupBy || !walk.sound || walk.aggregates) return
  report({
    name: 'optimize-expression',
    message: 'GROUP BY has nothing to add up: the constraint has no SUM',
    span,
    help: 'put what is to be added up for each group into SUM, or leave out GROUP BY',
  })
}

function faultOf(expression: BinaryExpression | undefined): readonly [string, string] | undefined {
  if (expression && comparisons.has(expression.operator)) {
    const chain = [expression.left, expression.right].some(
      (side) => side.kind === 'binary' && comparisons.has(side.operator),
    )
    if (!chain) return undefined
    return [
      'a constraint is one comparison, and this is a chain of them',
      'write two constraints, separated by a comma',
    ]
  }
  const known = expression && refused[expression.operator]
  return (
    known ?? [
      'a constraint is a comparison, and here is none',
      'compare the amount with something, as in `SUM(amount) <= 100`',
    ]
  )
}
