/** What a Python must have for the steps of a plan: lists of requirements, and the modules that stand for them. */
import { dataSource } from '../datasources/table.ts'
import { engineNames, engines } from '../engines/table.ts'
import type { ProgramName } from '../runtime/programs.ts'
import type { RequirementList } from '../runtime/requirements.ts'

export interface Needs {
  /** None when the standard library is enough. */
  readonly lists: readonly RequirementList[]
  /** Modules without which a step fails. */
  readonly modules: readonly string[]
}

/**
 * @param programs of the steps
 * @param schemes of the data source and of the model store
 */
export function needsOf(programs: readonly ProgramName[], schemes: readonly string[]): Needs {
  const all = [...programs.map(needsOfProgram), ...schemes.map(needsOfSource)]
  const lists = all.flatMap((needs) => needs.lists)
  const modules = all.flatMap((needs) => needs.modules)
  if (lists.length === 0) return nothing
  return { lists: [...new Set<RequirementList>(['base', ...lists])], modules: [...new Set(modules)] }
}

const nothing: Needs = { lists: [], modules: [] }
const optimizing: Needs = { lists: ['optimize'], modules: ['pyomo', 'highspy'] }

/** Ordinary SQL, SHOW TRAIN and TO RUN need nothing that Python does not have. */
function needsOfProgram(program: ProgramName): Needs {
  if (program === 'optimize') return optimizing
  const engine = engineNames.find((name) => program.startsWith(`${name}.`))
  return engine === undefined ? nothing : { lists: [engine], modules: engines[engine].pythonModules }
}

function needsOfSource(scheme: string): Needs {
  const steps = dataSource(scheme)?.steps
  return steps ? { lists: steps.requirements, modules: steps.pythonPackages } : nothing
}
