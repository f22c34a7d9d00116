/** The outline: each statement by what it does and what it makes. */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types'
import type { Outline } from '../statements/statement.ts'
import { outline } from '../statements/table.ts'
import type { OpenProgram } from './program.ts'

const kinds: Readonly<Record<Outline['brings'], SymbolKind>> = {
  model: SymbolKind.Class,
  table: SymbolKind.Struct,
  result: SymbolKind.Function,
  nothing: SymbolKind.Event,
  unknown: SymbolKind.Null,
}

export function symbols(program: OpenProgram): DocumentSymbol[] {
  return program.statements.map((statement) => {
    const { name, detail, brings } = outline(statement, program.text)
    const { span } = statement
    const newline = program.text.indexOf('\n', span.start)
    const headline = { start: span.start, end: newline < 0 ? span.end : Math.min(newline, span.end) }
    return {
      name: shortened(name),
      ...(detail === undefined ? {} : { detail: shortened(detail) }),
      kind: kinds[brings],
      range: program.range(span),
      selectionRange: program.range('head' in statement ? statement.head : headline),
    }
  })
}

const longest = 80

/** On one line and never empty, as the protocol wants it. */
function shortened(text: string): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/\s+/g, ' ')
    .replace(/ ?;$/, '')
    .trim()
  if (line === '') return '…'
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
