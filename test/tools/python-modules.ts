/** The modules of the step runtime, packed, so that the library needs no file at run time and a workflow stays small. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { deflateSync } from 'node:zlib'
import { projectRoot } from '../support/shared.ts'

const folder = join(projectRoot, 'src/runtime/sqlflow_step')

/** The text of `src/runtime/modules.ts`. Packages have no text but a docstring, so they are not in it. */
export function runtimeModules(): string {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py') && !file.endsWith('__init__.py'))
    .sort()
    .map((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      const name = file.slice(0, -'.py'.length).split(sep).join('.')
      const packed = deflateSync(source, { level: 9 }).toString('base64')
      return `  '${name}': {\n    needs: ${JSON.stringify(needs(source))},\n    packed: '${packed}',\n  },`
    })
  return `// Generated from sqlflow_step/ by \`npm run generate\`. Not edited by hand.\n\nexport interface PythonModule {\n  /** Modules that it imports. */\n  readonly needs: readonly string[]\n  /** Its text, deflated, in base64. */\n  readonly packed: string\n}\n\nexport const modules: Readonly<Record<string, PythonModule>> = {\n${entries.join('\n')}\n}\n`
}

/** Modules of the package that a module imports, but for those that only the type checker does. */
function needs(source: string): string[] {
  const run = source.replace(/^if TYPE_CHECKING:\n(?:[ \t].*\n|\n)+/gm, '')
  const imported = [...run.matchAll(/^[ \t]*from sqlflow_step\.([\w.]+) import /gm)].map(
    ([, name]) => name as string,
  )
  return [...new Set(imported)]
}
