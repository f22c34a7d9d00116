/** The generated files, as text by path; the test of their freshness compares with what is on disk. */
import { createSyntaxDiagramsCode, generateCstDts } from 'chevrotain'
import { ClauseGrammar } from '../../grammar/clause.ts'
import { sqlGrammar } from '../../src/syntax/sql.ts'

const note = '// Generated from grammar/clause.ts by `npm run generate`. Not edited by hand.\n'

export function generated(): ReadonlyMap<string, string> {
  const clause = new ClauseGrammar()
  return new Map([
    ['grammar/cst.ts', note + generateCstDts(clause.getGAstProductions())],
    ['grammar/clause.html', page(clause.getSerializedGastProductions())],
    ['grammar/sql.html', page(sqlGrammar().getSerializedGastProductions())],
  ])
}

function page(productions: Parameters<typeof createSyntaxDiagramsCode>[0]): string {
  return `${createSyntaxDiagramsCode(productions).trimStart().replace(/[ \t]+$/gm, '')}\n`
}
