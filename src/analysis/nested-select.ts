/** Queries that stand as text in an attribute: `validation.select = "SELECT …"`. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Attribute, Scope } from '../syntax/ast.ts'
import { scan } from '../syntax/scan.ts'
import { shallowParse } from '../syntax/shallow-parse.ts'

/** The shape of the query, where the attribute holds one; what can't be read is reported there. */
export function nestedSelect({ key, value }: Attribute, dialect: Dialect, report: Report): Scope | undefined {
  if (key.value !== 'validation.select' || value.kind !== 'string' || value.value.trim() === '')
    return undefined
  let sound = true
  const { tokens, ranges } = scan(value.value, dialect, () => {
    sound = false
  })
  const [range] = ranges
  const shape =
    range && sound ? shallowParse(value.value, tokens, range.first, range.last, 'query') : undefined
  const readable = shape && !shape.failedAt && !shape.unclear && ranges.length === 1
  const reads = shape && shape.scope.tables.length + shape.scope.scopes.length > 0
  if (readable && reads) return shape.scope
  report({
    name: 'invalid-select',
    message: readable
      ? 'the query of `validation.select` names no table'
      : 'the text of `validation.select` can not be read as a query',
    span: value.span,
    help: 'write one SELECT, without a semicolon: validation.select="SELECT * FROM my_validation_table"',
  })
  return undefined
}
