/** The generated files, as text by path; the test of their freshness compares with what is on disk. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createSyntaxDiagramsCode, generateCstDts } from 'chevrotain'
import { ClauseGrammar } from '../../grammar/clause.ts'
import { settingsSchema } from '../../src/config/schema.ts'
import type { CodeEntry } from '../../src/diagnostics/codes/code.ts'
import { codes } from '../../src/diagnostics/codes.ts'
import { engineNames } from '../../src/engines/table.ts'
import { rules } from '../../src/lint/table.ts'
import { metadataSchema } from '../../src/metadata/schema.ts'
import { showTrainUsage } from '../../src/statements/show-train.ts'
import type { Usage } from '../../src/statements/statement.ts'
import { stepKinds, verbTable } from '../../src/statements/table.ts'
import type { ClauseUse } from '../../src/syntax/clauses.ts'
import { sqlGrammar } from '../../src/syntax/shapes.ts'
import { importOrder } from '../support/rooms.ts'
import { verbForms } from '../support/verb-forms.ts'
import { pythonContract } from './python-contract.ts'
import { runtimeArchives, runtimePrograms, runtimeScripts } from './python-modules.ts'
import { textMateGrammar } from './textmate.ts'

const note = '// Generated from grammar/clause.ts by `npm run generate`. Not edited by hand.\n'

/** The pinned requirements of the steps, so that `run` finds them without a file. */
function requirementLists(): string {
  const folder = new URL('../../src/runtime/requirements/', import.meta.url)
  const entries = readdirSync(folder)
    .sort()
    .map((file) => {
      const pins = readFileSync(new URL(file, folder), 'utf8').trim().split(/\s*\n/)
      return `  ${file.replace(/\.txt$/, '')}: [${pins.map((pin) => `'${pin}'`).join(', ')}],`
    })
  return `// Generated from requirements/ by \`npm run generate\`. Not edited by hand.\n\n/** What pip is told to install, by what needs it. */\nexport const requirements = {\n${entries.join('\n')}\n} as const\n\nexport type RequirementList = keyof typeof requirements\n`
}

/** The page of all codes, from the same table that `explain` and the tests read. */
function diagnosticsPage(): string {
  const ofRules = rules.map((rule): [string, CodeEntry] => [rule.name, rule])
  const entries = [...Object.entries<CodeEntry>(codes), ...ofRules].sort(([, a], [, b]) =>
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

/** Style and script of the page of a program, with what the page's security policy knows the script by. */
function pageAssets(): string {
  const [style, script] = ['page.css', 'page.js'].map((file) =>
    readFileSync(new URL(`../../src/views/page/${file}`, import.meta.url), 'utf8'),
  ) as [string, string]
  const hash = createHash('sha256').update(script).digest('base64')
  const text = (value: string): string =>
    `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  return `// Generated from page.css and page.js by \`npm run generate\`. Not edited by hand.\n\nexport const pageStyle =\n  ${text(style)}\n\nexport const pageScript =\n  ${text(script)}\n\nexport const pageScriptHash = 'sha256-${hash}'\n`
}

/** The verbs with their forms and clauses, from the table that the parser and editors read. */
function verbsPage(): string {
  const sections = Object.values(verbTable).flatMap(({ usage, clauses }) =>
    Object.entries<Usage>(usage).map(([word, { documentation }]) => {
      const program = `SELECT * FROM my_table\n${verbForms.get(word)};`
      const taken = Object.entries<ClauseUse>(clauses).map(
        ([name, { required }]) => `${name}${required ? ' (required)' : ''}`,
      )
      return `## TO ${word}\n\n${documentation}\n\n\`\`\`sql\n${program}\n\`\`\`\n\nClauses: ${taken.join(', ')}.\n`
    }),
  )
  const show = `## SHOW TRAIN\n\n${showTrainUsage.documentation}\n\n\`\`\`sql\n${showTrainUsage.form.replace(/[<>]/g, '')};\n\`\`\`\n`
  return `# Statements\n\nWritten from the table of verbs by \`npm run generate\`. The clauses may stand in any order.\n\n${[...sections, show].join('\n')}`
}

/** The page with its section on imports as the test of layers has it. */
function architecture(): string {
  const page = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')
  return page.replace(/(?<=^## Import order\n)[\s\S]*?(?=^## )/m, () => `${importOrder()}\n`)
}

/** A schema that is written by hand, with its lists of names as the tables have them. */
function schemaWith(name: string, lists: Readonly<Record<string, readonly string[]>>): string {
  const text = readFileSync(new URL(`../../src/schema/${name}.schema.json`, import.meta.url), 'utf8')
  const schema: { readonly $defs?: object } = JSON.parse(text)
  const defined = Object.entries(lists).map(([list, names]) => [list, { enum: names }])
  return `${JSON.stringify({ ...schema, $defs: { ...schema.$defs, ...Object.fromEntries(defined) } }, null, 2)}\n`
}

export function generated(): ReadonlyMap<string, string> {
  const clause = new ClauseGrammar(false)
  const contract = pythonContract()
  return new Map([
    ['grammar/cst.ts', note + generateCstDts(clause.getGAstProductions())],
    ['grammar/clause.html', page(clause.getSerializedGastProductions())],
    ['grammar/sql.html', page(sqlGrammar().getSerializedGastProductions())],
    ['src/runtime/sqlflow_step/contract.py', contract],
    ['src/runtime/programs.ts', runtimePrograms()],
    ['src/runtime/scripts.ts', runtimeScripts()],
    ['src/runtime/archives.ts', runtimeArchives(contract)],
    ['src/runtime/requirements.ts', requirementLists()],
    ['src/views/page/assets.ts', pageAssets()],
    ['docs/diagnostics.md', diagnosticsPage()],
    ['docs/statements.md', verbsPage()],
    ['ARCHITECTURE.md', architecture()],
    ['src/editor/vscode/syntaxes/sqlflow.tmLanguage.json', textMateGrammar()],
    ['src/schema/metadata.schema.json', `${JSON.stringify(metadataSchema(), null, 2)}\n`],
    ['src/schema/graph.schema.json', schemaWith('graph', { kind: stepKinds })],
    ['src/schema/plan.schema.json', schemaWith('plan', { kind: stepKinds, engine: engineNames })],
    ['src/schema/sqlflow.schema.json', `${JSON.stringify(settingsSchema(), null, 2)}\n`],
  ])
}

function page(productions: Parameters<typeof createSyntaxDiagramsCode>[0]): string {
  return `${createSyntaxDiagramsCode(productions)
    .trimStart()
    .replace(/[ \t]+$/gm, '')}\n`
}
