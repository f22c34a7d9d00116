/** The step runtime, packed, so that the library needs no file at run time and a pod stays small. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { deflateSync } from 'node:zlib'
import { familyOf } from '../../src/runtime/families.ts'
import { projectRoot } from '../support/shared.ts'
import { withoutNotes } from './python-notes.ts'
import { withoutTypes } from './python-types.ts'

const folder = join(projectRoot, 'src/runtime/sqlflow_step')

/**
 * The text of `src/runtime/archives.ts`. One stream takes much less than a stream for each module, and engines share
 * nothing but what reads and writes tables and models. Packages have no text but a docstring, so they are not in it.
 *
 * @param contract the text of `contract.py`, which is generated too
 */
export function runtimeArchives(contract: string): string {
  const sources = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.py') && !/(__init__|^types)\.py$/.test(file))
      .sort()
      .map((file) => [nameOf(file), packedSource(readFileSync(join(folder, file), 'utf8'))]),
  )
  sources.set('contract', packedSource(contract))
  const families = Map.groupBy(programModules(), ([name]) => familyOf(name))
  const entries = [...families].map(([family, members]) => {
    const needed = new Set<string>()
    for (const name of ['step', ...members.map(([, module]) => module)]) collect(name, sources, needed)
    const text = [...needed].sort().map((name) => {
      return `# sqlflow_step/${name.replaceAll('.', '/')}.py\n${sources.get(name)}`
    })
    const packed = deflateSync(text.join('\n'), { level: 9, memLevel: 9 }).toString('base64')
    return `  ${/\W/.test(family) ? `'${family}'` : family}:\n    '${packed}',`
  })
  return `// Generated from sqlflow_step/ by \`npm run generate\`. Not edited by hand.\n\n/** By the family of programs its modules, and all that they import: one text, deflated, in base64. */\nexport const archives = {\n${entries.join('\n')}\n} as const\n`
}

function packedSource(source: string): string {
  return withoutNotes(withoutTypes(source))
}

function collect(name: string, sources: ReadonlyMap<string, string>, needed: Set<string>): void {
  if (needed.has(name)) return
  needed.add(name)
  for (const other of needs(sources.get(name) ?? '', [...sources.keys()])) collect(other, sources, needed)
}

function nameOf(file: string): string {
  return file.slice(0, -'.py'.length).split(sep).join('.')
}

/** Modules of the package that a module imports: by a statement, or by a name in which %s stands for any package. */
function needs(source: string, names: readonly string[]): string[] {
  const imported = [...source.matchAll(/^[ \t]*from sqlflow_step\.([\w.]+) import /gm)].map(
    ([, name]) => name,
  )
  const patterns = [...source.matchAll(/"sqlflow_step\.([\w.]+\.%s\.\w+)" %/g)].map(
    ([, name = '']) => new RegExp(`^${name.replaceAll('.', '\\.').replace('%s', '\\w+')}$`),
  )
  return names.filter((name) => imported.includes(name) || patterns.some((pattern) => pattern.test(name)))
}

/** Programs by their names: each is a module with a function `run`; `xgboost.train` is in engines/xgboost/train.py. */
export function programModules(): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) =>
      /^def run\(step: Step\)/m.test(file.endsWith('.py') ? readFileSync(join(folder, file), 'utf8') : ''),
    )
    .map((file): [string, string] => {
      const module = nameOf(file)
      return [module.replace(/^(engines|programs)\./, '').replaceAll('_', '-'), module]
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** The text of `src/runtime/programs.ts`. */
export function runtimePrograms(): string {
  const lines = programModules().map(
    ([name, module]) => `  ${/[^a-z]/.test(name) ? `'${name}'` : name}: '${module}',`,
  )
  return `// Generated from sqlflow_step/ by \`npm run generate\`. Not edited by hand.\n\n/** What steps can run: by its name the Python module whose \`run\` does it. */\nexport const programs = {\n${lines.join('\n')}\n} as const\n\nexport type ProgramName = keyof typeof programs\n`
}

/** Scripts that are files of their own where they run, as texts. */
export function runtimeScripts(): string {
  const scripts = ['guard', 'loader'].map((name) => {
    const text = withoutTypes(readFileSync(join(folder, '..', `${name}.py`), 'utf8'))
    return `/** See \`${name}.py\`. */\nexport const ${name} = \`${text.replace(/[\\`$]/g, '\\$&')}\`\n`
  })
  return `// Generated from guard.py and loader.py by \`npm run generate\`. Not edited by hand.\n\n${scripts.join('\n')}`
}
