/** The generated files, as text by path; the test of their freshness compares with what is on disk. */
import { readFileSync } from 'node:fs'
import { createSyntaxDiagramsCode, generateCstDts } from 'chevrotain'
import { ClauseGrammar } from '../../grammar/clause.ts'
import { settingsSchema } from '../../src/config/schema.ts'
import type { CodeEntry } from '../../src/diagnostics/codes/code.ts'
import { codes } from '../../src/diagnostics/codes.ts'
import { metadataSchema } from '../../src/metadata/schema.ts'
import { sqlGrammar } from '../../src/syntax/sql.ts'

const note = '// Generated from grammar/clause.ts by `npm run generate`. Not edited by hand.\n'

/** The step runtime as a module, so that the library needs no file at run time. */
function runtimeModule(): string {
  const source = readFileSync(new URL('../../src/runtime/step.py', import.meta.url), 'utf8')
  const lines = source.split('\n').map((line) => `  ${JSON.stringify(line)},`)
  return `// Generated from step.py by \`npm run generate\`. Not edited by hand.\n\nexport const stepRuntime: string = [\n${lines.join('\n')}\n].join('\\n')\n`
}

/** The page of all codes, from the same table that `explain` and the tests read. */
function diagnosticsPage(): string {
  const entries = (Object.entries(codes) as [string, CodeEntry][]).sort(([, a], [, b]) =>
    a.code.localeCompare(b.code),
  )
  const sections = entries.map(([name, entry]) => {
    const example = (title: string, text: string): string =>
      `${title}\n\n\`\`\`sql\n${printable(text)}\n\`\`\`\n`
    const examples =
      entry.bad === entry.good ? '' : `\n${example('Fails:', entry.bad)}\n${example('Mended:', entry.good)}`
    return `## ${entry.code} ${name}\n\n*${entry.severity}*: ${entry.title}.\n\n${entry.explanation}\n${examples}`
  })
  return `# Diagnostics\n\nWritten from the table of codes by \`npm run generate\`; \`sqlflowc explain CODE\` prints the same.\n\n${sections.join('\n')}`
}

/** Long examples are cut, and characters that show nothing are named. */
function printable(text: string): string {
  const shown = text.replace(
    /[^\P{Cc}\n\t]/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return shown.length > 600 ? `${shown.slice(0, 600)}…` : shown
}

export function generated(): ReadonlyMap<string, string> {
  const clause = new ClauseGrammar()
  return new Map([
    ['grammar/cst.ts', note + generateCstDts(clause.getGAstProductions())],
    ['grammar/clause.html', page(clause.getSerializedGastProductions())],
    ['grammar/sql.html', page(sqlGrammar().getSerializedGastProductions())],
    ['src/runtime/runtime.ts', runtimeModule()],
    ['docs/diagnostics.md', diagnosticsPage()],
    ['src/schema/metadata.schema.json', `${JSON.stringify(metadataSchema(), null, 2)}\n`],
    ['src/schema/sqlflow.schema.json', `${JSON.stringify(settingsSchema(), null, 2)}\n`],
  ])
}

function page(productions: Parameters<typeof createSyntaxDiagramsCode>[0]): string {
  return `${createSyntaxDiagramsCode(productions)
    .trimStart()
    .replace(/[ \t]+$/gm, '')}\n`
}
