/** The outline: each statement by what it does and what it makes. */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types'
import { dotted } from '../statements/names.ts'
import type { SqlStatement, Statement } from '../syntax/ast.ts'
import type { OpenProgram } from './program.ts'

interface Outline {
  readonly name: string
  readonly detail?: string
  readonly kind: SymbolKind
}

export function symbols(program: OpenProgram): DocumentSymbol[] {
  return program.statements.map((statement) => {
    const { name, detail, kind } = outline(statement, program.text)
    const { span } = statement
    const newline = program.text.indexOf('\n', span.start)
    const headline = { start: span.start, end: newline < 0 ? span.end : Math.min(newline, span.end) }
    return {
      name: shortened(name),
      ...(detail === undefined ? {} : { detail: shortened(detail) }),
      kind,
      range: program.range(span),
      selectionRange: program.range('head' in statement ? statement.head : headline),
    }
  })
}

function outline(statement: Statement, text: string): Outline {
  switch (statement.kind) {
    case 'train':
      return {
        name: `TRAIN ${dotted(statement.into)}`,
        detail: text.slice(statement.estimator.span.start, statement.estimator.span.end),
        kind: SymbolKind.Class,
      }
    case 'predict':
      return using('PREDICT', dotted(statement.result), dotted(statement.model))
    case 'evaluate':
      return using('EVALUATE', dotted(statement.into), dotted(statement.model))
    case 'explain':
      return statement.into
        ? using('EXPLAIN', dotted(statement.into), dotted(statement.model))
        : { name: `EXPLAIN ${dotted(statement.model)}`, kind: SymbolKind.Function }
    case 'optimize':
      return {
        name: `${statement.direction.toUpperCase()} ${dotted(statement.into)}`,
        kind: SymbolKind.Function,
      }
    case 'run':
      return {
        name: ['RUN', ...statement.into.slice(0, 1).map(dotted)].join(' '),
        detail: statement.image.value,
        kind: SymbolKind.Function,
      }
    case 'show-train':
      return { name: `SHOW TRAIN ${dotted(statement.model)}`, kind: SymbolKind.Event }
    case 'sql':
      return sqlOutline(statement, text)
    case 'broken':
      return { name: text.slice(statement.span.start, statement.span.end), kind: SymbolKind.Null }
  }
}

function using(verb: string, result: string, model: string): Outline {
  return { name: `${verb} ${result}`, detail: `using ${model}`, kind: SymbolKind.Function }
}

/** `CREATE TABLE db.t`, `INSERT db.t`; a query by its text. */
function sqlOutline({ verb, scope, span }: SqlStatement, text: string): Outline {
  const [target] = scope.targets
  if (!target || target.name.parts.length === 0)
    return { name: text.slice(span.start, span.end), kind: SymbolKind.Event }
  const makes = target.action === 'create' || target.action === 'drop' || target.action === 'alter'
  return {
    name: [verb, ...(makes ? [target.object.toUpperCase()] : []), dotted(target.name)].join(' '),
    kind: target.action === 'create' ? SymbolKind.Struct : SymbolKind.Event,
  }
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
