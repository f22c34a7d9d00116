/** Compiles every program under examples/ the way its README line says; used by `npm run examples` and the tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CompileResult, compile } from '../../src/index.ts'
import { openStore } from '../../src/stores/table.ts'

const folder = join(import.meta.dirname, '../../examples')

export interface Example {
  readonly name: string
  readonly program: string
  /** Where its workflow is written. */
  readonly output: string
  compile(): Promise<CompileResult>
}

export function examples(): Example[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'program.sql')))
    .map((name) => {
      const program = join(folder, name, 'program.sql')
      const text = readFileSync(program, 'utf8')
      return {
        name,
        program: text,
        output: join(folder, name, 'workflow.yaml'),
        compile: async () => {
          const models = join(folder, name, 'models.json')
          const store = existsSync(models)
            ? await openStore('memory:models.json', { readFile: async () => readFileSync(models) })
            : undefined
          return compile(text, { path: `${name}.sql` }, store ? { store } : {})
        },
      }
    })
}
