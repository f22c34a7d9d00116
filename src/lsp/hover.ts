/** Hover: what is at the cursor. The most particular thing that can be said comes first; else it is the statement. */
import type { Hover } from 'vscode-languageserver-types'
import { attributeHover } from './hover/attribute.ts'
import { columnHover } from './hover/column.ts'
import { columnFunctionHover } from './hover/column-function.ts'
import { estimatorHover } from './hover/estimator.ts'
import type { Explanation, HoverPlace } from './hover/explanation.ts'
import { ignoredCodeHover } from './hover/ignored-code.ts'
import { modelHover } from './hover/model.ts'
import { statementHover } from './hover/statement.ts'
import { tableHover } from './hover/table.ts'
import type { OpenProgram } from './program.ts'

const explainers: readonly ((place: HoverPlace) => Explanation | undefined)[] = [
  modelHover,
  tableHover,
  columnHover,
  columnFunctionHover,
  attributeHover,
  estimatorHover,
  statementHover,
]

/** @param plain the editor shows no Markdown */
export function hover(program: OpenProgram, offset: number, plain = false): Hover | undefined {
  const found = ignoredCodeHover(program, offset) ?? ofStatement(program, offset)
  if (!found) return undefined
  return {
    contents: plain
      ? { kind: 'plaintext', value: withoutMarks(found.text) }
      : { kind: 'markdown', value: found.text },
    range: program.range(found.span),
  }
}

function ofStatement(program: OpenProgram, offset: number): Explanation | undefined {
  const statement = program.statementAt(offset)
  if (statement === undefined) return undefined
  for (const explain of explainers) {
    const found = explain({ program, statement, offset })
    if (found) return found
  }
  return undefined
}

function withoutMarks(markdown: string): string {
  return markdown
    .replace(/^```+\w*\n?/gm, '')
    .replace(/\*\*/g, '')
    .replace(/\\(?=\W)/g, '')
    .replace(/`/g, '')
}
