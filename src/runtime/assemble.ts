/**
 * The Python program of a workflow's steps: archives of the package `sqlflow_step`, in `loader.py`, which imports from them.
 * `src/runtime/sqlflow_step/` is what they hold.
 */
import { isKeyOf, keysOf } from '../keys.ts'
import { archives } from './archives.ts'
import { familyOf } from './families.ts'
import { type ProgramName, programs } from './programs.ts'
import { loader } from './scripts.ts'

/** @param names programs of the steps; those of their families come with them */
export function stepRuntime(names: readonly ProgramName[]): string {
  for (const name of names) {
    // A name may come from JSON.
    if (!isKeyOf(programs, name)) throw new Error(`bug: the runtime has no program ${name}`)
  }
  const families = [...new Set(names.map(familyOf))].sort()
  const members = keysOf(programs).filter((name) => families.includes(familyOf(name)))
  const packed = families.map((family) => `    "${archives[family]}",\n`)
  const table = members.map((name) => `    "${name}": "${programs[name]}",\n`)
  return loader
    .replace('ARCHIVES = ()', () => `ARCHIVES = (\n${packed.join('')})`)
    .replace('PROGRAMS = {}', () => `PROGRAMS = {\n${table.join('')}}`)
}
