/** The text of `variables`: `name(a, b)`, `name(a)` or `a`. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Expression } from '../syntax/ast.ts'
import { constantOf } from '../syntax/constants.ts'

/** What is wrong, and what to do about it. */
type Fault = readonly [string, string]

const form = 'the form is `name(column, …)`, or one column'

/** The name of what is to be found, when the text can be read. */
export function checkVariables(value: Expression, report: Report): string | undefined {
  const constant = constantOf(value)
  // Something else than a text is reported as an attribute of the wrong type.
  if (constant?.kind !== 'string') return undefined
  const text = constant.value.trim()
  const open = text.indexOf('(')
  const name = open < 0 ? '' : text.slice(0, open).trim()
  const columns = (open < 0 ? text : text.slice(open + 1, -1)).split(',').map((column) => column.trim())
  const fault = faultOfText(text) ?? faultOfNames(text, name, columns)
  if (!fault) return name || columns[0]
  report({
    name: 'optimize-variables',
    message: fault[0],
    span: value.span,
    help: fault[1],
  })
  return undefined
}

function faultOfText(text: string): Fault | undefined {
  if (text === '') return ['`variables` is empty', form]
  const open = text.indexOf('(')
  if (open >= 0 && !text.endsWith(')')) return [`\`${text}\` has a \`(\` and does not end in \`)\``, form]
  return open < 0 && text.includes(')') ? [`\`${text}\` has a \`)\` without a \`(\``, form] : undefined
}

function faultOfNames(text: string, name: string, columns: readonly string[]): Fault | undefined {
  const odd = [name, ...columns].find((one) => /[()\s]/.test(one))
  if (columns.includes(''))
    return [`\`${text}\` names no column${columns.length > 1 ? ' between two of its commas' : ''}`, form]
  if (odd !== undefined) return [`\`${odd}\` in \`variables\` is not the name of a column`, form]
  // One column may lend its name to what is to be found.
  if (columns.length === 1) return undefined
  const list = columns.join(', ')
  if (name === '') {
    return [
      `\`${text}\` lists ${columns.length} columns and gives no name to what is to be found`,
      `write \`amount(${list})\`, with a name that fits`,
    ]
  }
  if (columns.every((column) => column.toLowerCase() !== name.toLowerCase())) return undefined
  return [
    `\`${name}\` is what is to be found, and also one of the columns that it depends on`,
    `give it another name: \`${name}_amount(${list})\``,
  ]
}
