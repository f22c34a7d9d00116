/** Of a column that the model learns from, or its label: its type, where the program or the catalog says it. */
import type { Expression, Identifier } from '../../syntax/ast.ts'
import { code } from '../markdown.ts'
import { contains } from '../program.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

export function columnHover({ program, statement: index, offset }: HoverPlace): Explanation | undefined {
  const statement = program.statements[index]
  if (statement?.kind !== 'train' && statement?.kind !== 'evaluate') return undefined
  const { label } = statement
  const isLabel = label !== undefined && contains(label.span, offset)
  const listed = statement.kind === 'train' ? statement.columns.flatMap(({ columns }) => columns) : []
  const column = isLabel ? label : namedAt(listed, offset)
  if (!column) return undefined
  const found = program.columns
    .ofQuery(index)
    ?.find(({ name }) => name.toLowerCase() === column.value.toLowerCase())
  if (!found) return undefined
  const type = found.type === undefined ? '' : ` ${found.type}`
  return {
    span: column.span,
    text: `**${isLabel ? 'label' : 'column'}** ${code(found.name + type)}, from the SELECT of this statement`,
  }
}

function namedAt(expressions: readonly Expression[], offset: number): Identifier | undefined {
  const waiting = [...expressions]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (!contains(next.span, offset)) continue
    if (next.kind === 'name') return next.parts.at(-1)
    if (next.kind === 'list') waiting.push(...next.items)
    if (next.kind === 'call') waiting.push(...next.arguments)
  }
  return undefined
}
