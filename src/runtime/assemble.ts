/**
 * The Python program of a workflow's steps: of the package `sqlflow_step` the modules that they need, packed,
 * and a few lines that import from them. `src/runtime/sqlflow_step/` is what they hold.
 */
import { modules, type PythonModule } from './modules.ts'
import { type ProgramName, programs } from './programs.ts'

/** @param names programs of the workflow's steps */
export function stepRuntime(names: readonly string[]): string {
  const wanted = [...new Set(names)]
    .filter((name): name is ProgramName => Object.hasOwn(programs, name))
    .sort()
  const needed = new Set<string>()
  for (const name of ['step', ...wanted.map((program) => programs[program].module)]) collect(name, needed)
  const packed = [...needed].sort().map((name) => `    "${name}": "${moduleNamed(name).packed}",\n`)
  const table = wanted.map(
    (name) => `    "${name}": ("${programs[name].module}", "${programs[name].function}"),\n`,
  )
  return `${header}\nMODULES = {\n${packed.join('')}}\n\nPROGRAMS = {\n${table.join('')}}\n\n${loader}`
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

const header = `"""Runs one step of a workflow: sqlflowc's package sqlflow_step, packed. To read it, run this with --source."""
import base64
import importlib.abc
import importlib.util
import sys
import zlib
`

const loader = `PACKAGE = "sqlflow_step"


def source_of(name):
    return zlib.decompress(base64.b64decode(MODULES[name])).decode("utf-8")


class Packed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the package from the texts above."""

    def find_spec(self, fullname, path=None, target=None):
        name = fullname.partition(".")[2]
        if not (fullname + ".").startswith(PACKAGE + ".") or not (name in MODULES or self.is_package(fullname)):
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def is_package(self, fullname):
        return any((PACKAGE + "." + name).startswith(fullname + ".") for name in MODULES)

    def get_source(self, fullname):
        return "" if self.is_package(fullname) else source_of(fullname.partition(".")[2])


if __name__ == "__main__":
    if sys.argv[1:] == ["--source"]:
        for module in sorted(MODULES):
            print("# %s/%s.py\\n%s" % (PACKAGE, module.replace(".", "/"), source_of(module)))
    else:
        sys.meta_path.insert(0, Packed())
        from sqlflow_step.step import main

        main(PROGRAMS)
`
