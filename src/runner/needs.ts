/** What a Python must have for the steps of a plan: lists of requirements, and the modules that stand for them. */
import { dataSource } from '../datasources/table.ts'
import { engines } from '../engines/table.ts'
import type { Plan, Step } from '../plan/plan.ts'
import type { RequirementList } from '../runtime/requirements.ts'

export interface Needs {
  /** None when the standard library is enough. */
  readonly lists: readonly RequirementList[]
  /** Modules without which a step fails. */
  readonly modules: readonly string[]
}

/** @param schemes of the data source and of the model store */
export function needsOf(plan: Plan, schemes: readonly string[]): Needs {
  const all = [...plan.steps.map(needsOfStep), ...schemes.map(needsOfSource)]
  const lists = all.flatMap((needs) => needs.lists)
  const modules = all.flatMap((needs) => needs.modules)
  if (lists.length === 0) return nothing
  return { lists: [...new Set<RequirementList>(['base', ...lists])], modules: [...new Set(modules)] }
}

const nothing: Needs = { lists: [], modules: [] }
const optimizing: Needs = { lists: ['optimize'], modules: ['pyomo', 'highspy'] }

/** Ordinary SQL, SHOW TRAIN and TO RUN need nothing that Python does not have. */
function needsOfStep({ kind, engine, program }: Step): Needs {
  if (kind === 'optimize') return optimizing
  if (engine === undefined || !program.startsWith(`${engine}.`)) return nothing
  return { lists: [engine], modules: engines[engine].pythonModules }
}

function needsOfSource(scheme: string): Needs {
  const steps = dataSource(scheme)?.steps
  return steps ? { lists: steps.requirements, modules: steps.pythonPackages } : nothing
}
