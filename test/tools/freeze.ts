/**
 * What must not change while the structure does. Writes a digest of every output for every program that lies at hand, or
 * says which of them differ from digests that were written before.
 *
 *     node test/tools/freeze.ts --write [FILE]
 *     node test/tools/freeze.ts --check [FILE] [--show N]
 *
 * The programs are the corpus, the files of the dialects, all fixtures and examples, and the failing and mended programs of every
 * diagnostic and rule; each is read in every dialect. Outputs: graph, plan, workflow (fused, unfused, memoized), findings of the
 * compiler and of lint, completions at every tenth place. The steps' own program is left out of the workflows: it is judged by
 * running it.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { codes } from '../../src/diagnostics/codes.ts'
import { document } from '../../src/diagnostics/render/json.ts'
import { type Analysis, compile, type DialectName, defaultSettings, lint, plan } from '../../src/index.ts'
import { rules } from '../../src/lint/table.ts'
import { complete } from '../../src/lsp/completion.ts'
import { render as graphJson } from '../../src/views/graph-json.ts'
import { render as planJson } from '../../src/views/plan-json.ts'
import { projectRoot, sharedFolder } from '../support/shared.ts'

type Program = readonly [name: string, text: string]

const dialects: readonly DialectName[] = ['mysql', 'sqlite', 'hive', 'maxcompute', 'postgresql']
/** The digests are older than today's default image, which differs in every workflow. */
const fused = { ...defaultSettings, images: { ...defaultSettings.images, default: 'sqlflowc/step:0.1.0' } }
const settings = {
  fused,
  unfused: { ...fused, plan: { ...fused.plan, fuse: false } },
  memoized: {
    ...fused,
    workflow: { ...fused.workflow, memoize: { ...fused.workflow.memoize, cache: 'cache' } },
  },
}

function filesOf(folder: string): Program[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')])
}

function programs(): Program[] {
  const shared = sharedFolder()
  const material = 'path' in shared ? shared.path : ''
  const documented = [...Object.entries(codes), ...rules.map((rule) => [rule.name, rule] as const)]
  return [
    ...(material ? filesOf(join(material, 'corpus')) : []),
    ...(material ? filesOf(join(material, 'dialects')) : []),
    ...(material ? filesOf(join(material, 'cases')) : []),
    ...filesOf(join(projectRoot, 'fixtures')),
    ...filesOf(join(projectRoot, 'examples')),
    ...documented.flatMap(([name, entry]) =>
      Object.entries(entry).flatMap(([key, value]): Program[] =>
        typeof value === 'string' && /\b(select|create|insert)\b/i.test(value)
          ? [[`${name}.${key}`, value]]
          : [],
      ),
    ),
  ]
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

/** From the steps' program only its place is kept. */
function withoutRuntime(yaml: string): string {
  return yaml.replace(/"""Runs one step of a workflow[\s\S]*?main\(PROGRAMS\)/g, '(the steps’ program)')
}

function findings({ diagnostics }: Pick<Analysis, 'diagnostics'>): string {
  return JSON.stringify(diagnostics.map(document))
}

async function outputs(text: string, dialect: DialectName): Promise<Record<string, string>> {
  const linted = lint(text, { dialect })
  const found: Record<string, string> = { graph: graphJson(linted), lint: findings(linted) }
  for (const [name, chosen] of Object.entries(settings)) {
    const compiled = await compile(text, { dialect, settings: chosen, offline: true })
    found[`yaml ${name}`] = withoutRuntime(compiled.yaml ?? '')
    found[`findings ${name}`] = findings(compiled)
  }
  const planned = await plan(text, { dialect, settings: fused, offline: true })
  found['plan'] = planJson(planned)
  if (text.length < 4000) {
    const offers: string[] = []
    for (let offset = 0; offset <= text.length; offset += 10)
      offers.push(JSON.stringify(complete({ text, offset, analysis: linted })))
    found['completions'] = offers.join('\n')
  }
  return found
}

const [mode = '', ...rest] = process.argv.slice(2)
const file = resolve(rest[0]?.startsWith('--') === false ? rest[0] : join(projectRoot, '../freeze.json'))
const shown = Number(rest[rest.indexOf('--show') + 1]) || 20
const digests: Record<string, string> = {}
for (const [name, text] of programs()) {
  for (const dialect of dialects) {
    for (const [what, output] of Object.entries(await outputs(text, dialect)))
      digests[`${what} | ${dialect} | ${name}`] = digest(output)
  }
}

if (mode === '--write') {
  writeFileSync(file, JSON.stringify(digests, null, 1))
  console.log(`${Object.keys(digests).length} digests written`)
} else {
  const before: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  // Programs that came later were not there to be frozen.
  const different = Object.keys(before).filter((key) => before[key] !== digests[key])
  for (const key of different.slice(0, shown)) console.log(key)
  console.log(`${different.length} of ${Object.keys(before).length} outputs differ`)
  process.exitCode = different.length > 0 ? 1 : 0
}
