/** The modules of the step runtime, packed, so that the library needs no file at run time and a workflow stays small. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { deflateSync } from 'node:zlib'
import { projectRoot } from '../support/shared.ts'
import { withoutTypes } from './python-types.ts'

const folder = join(projectRoot, 'src/runtime/sqlflow_step')

/**
 * The text of `src/runtime/modules.ts`. Packages have no text but a docstring, so they are not in it; nor are types.
 *
 * @param contract the text of `contract.py`, which is generated too
 */
export function runtimeModules(contract: string): string {
  const sources = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.py') && !/(__init__|^types)\.py$/.test(file))
      .sort()
      .map((file) => [nameOf(file), withoutTypes(readFileSync(join(folder, file), 'utf8'))]),
  )
  sources.set('contract', withoutTypes(contract))
  const dictionary = Buffer.from(sources.get('step') ?? '')
  const entries = [...sources].map(([name, source]) => {
    const options = { level: 9, ...(name === 'step' ? {} : { dictionary }) }
    const packed = deflateSync(source, options).toString('base64')
    return `  '${name}': {\n    needs: ${JSON.stringify(needs(source, [...sources.keys()]))},\n    packed: '${packed}',\n  },`
  })
  return `// Generated from sqlflow_step/ by \`npm run generate\`. Not edited by hand.\n\nexport interface PythonModule {\n  /** Modules that it imports. */\n  readonly needs: readonly string[]\n  /** Its text, deflated, in base64. The text of \`step\`, which is always there, is the dictionary of all others. */\n  readonly packed: string\n}\n\nexport const modules: Readonly<Record<string, PythonModule>> = {\n${entries.join('\n')}\n}\n`
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
