/** The generated files, as text by path; the test of their freshness compares with what is on disk. */
import { readFileSync } from 'node:fs'
import { createSyntaxDiagramsCode, generateCstDts } from 'chevrotain'
import { ClauseGrammar } from '../../grammar/clause.ts'
import { sqlGrammar } from '../../src/syntax/sql.ts'

const note = '// Generated from grammar/clause.ts by `npm run generate`. Not edited by hand.\n'

/** The step runtime as a module, so that the library needs no file at run time. */
function runtimeModule(): string {
  const source = readFileSync(new URL('../../src/runtime/step.py', import.meta.url), 'utf8')
  const lines = source.split('\n').map((line) => `  ${JSON.stringify(line)},`)
  return `// Generated from step.py by \`npm run generate\`. Not edited by hand.\n\nexport const stepRuntime: string = [\n${lines.join('\n')}\n].join('\\n')\n`
}

export function generated(): ReadonlyMap<string, string> {
  const clause = new ClauseGrammar()
  return new Map([
    ['grammar/cst.ts', note + generateCstDts(clause.getGAstProductions())],
    ['grammar/clause.html', page(clause.getSerializedGastProductions())],
    ['grammar/sql.html', page(sqlGrammar().getSerializedGastProductions())],
    ['src/runtime/runtime.ts', runtimeModule()],
  ])
}

function page(productions: Parameters<typeof createSyntaxDiagramsCode>[0]): string {
  return `${createSyntaxDiagramsCode(productions)
    .trimStart()
    .replace(/[ \t]+$/gm, '')}\n`
}
