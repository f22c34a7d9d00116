/** Of a function of COLUMN: its form and what it does. */
import { columnFunctions } from '../../checks/column-functions.ts'
import type { Expression } from '../../syntax/ast.ts'
import { code } from '../markdown.ts'
import { contains } from '../program.ts'
import type { Explanation, HoverPlace } from './explanation.ts'

export function columnFunctionHover({ program, statement, offset }: HoverPlace): Explanation | undefined {
  const train = program.statements[statement]
  if (train?.kind !== 'train') return undefined
  const waiting: Expression[] = train.columns.flatMap(({ columns }) => columns)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (!contains(next.span, offset)) continue
    if (next.kind === 'list') waiting.push(...next.items)
    if (next.kind !== 'call') continue
    const name = next.function.value.toUpperCase()
    const known = Object.hasOwn(columnFunctions, name) ? columnFunctions[name] : undefined
    if (known && contains(next.function.span, offset)) {
      return { span: next.function.span, text: `${code(known.form)}\n\n${known.doc}` }
    }
    waiting.push(...next.arguments)
  }
  return undefined
}
