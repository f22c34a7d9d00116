// Programs put through the parser and the checks of each statement, and nothing else.

import { checkStatement } from '../../src/checks/check.ts'
import { codes } from '../../src/diagnostics/codes.ts'
import type { Finding } from '../../src/diagnostics/diagnostic.ts'
import { dialects } from '../../src/dialects/table.ts'
import { engineOf } from '../../src/engines/table.ts'
import { parse } from '../../src/parser/parse.ts'
import type { Statement } from '../../src/syntax/ast.ts'

export function statementsOf(text: string): readonly Statement[] {
  const problems: string[] = []
  const { statements } = parse(text, dialects.mysql, ({ message }) => problems.push(message))
  if (problems.length > 0) throw new Error(`${text}: ${problems.join('; ')}`)
  return statements
}

/** Findings in the order of their places; a use gets the engine of the model that the text trains. */
export function findingsOf(text: string): readonly Finding[] {
  const findings: Finding[] = []
  const trained = new Map<string, string>()
  for (const statement of statementsOf(text)) {
    const used = 'model' in statement ? trained.get(slice(text, statement.model)) : undefined
    const known = used === undefined ? undefined : { engine: engineOf(used), metadata: { estimator: used } }
    checkStatement(statement, { fromProgram: known !== undefined, ...known }, (finding) =>
      findings.push(finding),
    )
    if (statement.kind === 'train') trained.set(slice(text, statement.into), statement.estimator.name)
  }
  return findings.sort((a, b) => a.span.start - b.span.start)
}

/** `missing-label 'TO TRAIN'`: the name of each finding and the text that it points at. */
export function found(text: string): string[] {
  return findingsOf(text).map(({ name, severity, span }) => {
    const level = severity ?? codes[name].severity
    return `${level === 'error' ? '' : `${level} `}${name} ${slice(text, { span }).replace(/\s+/g, ' ')}`
  })
}

export function helpOf(text: string): string[] {
  return findingsOf(text).map(({ help }) => help ?? '')
}

function slice(text: string, { span }: { readonly span: Finding['span'] }): string {
  return text.slice(span.start, span.end)
}
