/**
 * The Python program of a workflow's steps: of the package `sqlflow_step` the modules that they need, packed,
 * in `loader.py`, which imports from them. `src/runtime/sqlflow_step/` is what they hold.
 */
import { isKeyOf } from '../keys.ts'
import { modules, type PythonModule } from './modules.ts'
import { type ProgramName, programs } from './programs.ts'
import { loader } from './scripts.ts'

/** @param names programs of the workflow's steps */
export function stepRuntime(names: readonly ProgramName[]): string {
  const wanted = [...new Set(names)].sort()
  const needed = new Set<string>()
  for (const name of ['step', ...wanted.map(moduleOfProgram)]) collect(name, needed)
  const packed = [...needed].sort().map((name) => `    "${name}": "${moduleNamed(name).packed}",\n`)
  const table = wanted.map((name) => `    "${name}": "${moduleOfProgram(name)}",\n`)
  return loader
    .replace('MODULES = {}', () => `MODULES = {\n${packed.join('')}}`)
    .replace('PROGRAMS = {}', () => `PROGRAMS = {\n${table.join('')}}`)
}

function moduleOfProgram(name: ProgramName): string {
  // A name may come from JSON.
  if (!isKeyOf(programs, name)) throw new Error(`bug: the runtime has no program ${name}`)
  return programs[name]
}

function collect(name: string, needed: Set<string>): void {
  if (needed.has(name)) return
  needed.add(name)
  for (const other of moduleNamed(name).needs) collect(other, needed)
}

function moduleNamed(name: string): PythonModule {
  const found = Object.hasOwn(modules, name) ? modules[name] : undefined
  if (!found) throw new Error(`bug: the runtime has no module ${name}`)
  return found
}
