/** What a Python must have for the steps of a plan: lists of requirements, and the modules that stand for them. */
import type { Plan, Step } from '../plan/plan.ts'
import type { RequirementList } from '../runtime/requirements.ts'
import { requirementsOf } from '../statements/table.ts'

export interface Needs {
  /** None when the standard library is enough. */
  readonly lists: readonly RequirementList[]
  /** Modules without which a step fails. */
  readonly modules: readonly string[]
}

/** @param schemes of the data source and of the model store */
export function needsOf(plan: Plan, schemes: readonly string[]): Needs {
  const wanted = new Set(plan.steps.flatMap(engineLists))
  if (schemes.includes('oss')) wanted.add('oss')
  const onServer = schemes.some((scheme) => scheme === 'mysql' || scheme === 'tidb')
  if (wanted.size === 0 && !onServer) return { lists: [], modules: [] }
  const lists: RequirementList[] = ['base', ...wanted]
  const modules = new Set([...wanted].flatMap((list) => modulesOf[list]))
  if (onServer) modules.add('pymysql')
  return { lists, modules: [...modules] }
}

/** Ordinary SQL, SHOW TRAIN and TO RUN need nothing that Python does not have. */
function engineLists({ kind, engine, program }: Step): RequirementList[] {
  const fixed = requirementsOf(kind)
  if (fixed) return [fixed]
  return engine !== undefined && program.startsWith(`${engine}.`) ? [engine] : []
}

const modulesOf: Readonly<Record<RequirementList, readonly string[]>> = {
  base: [],
  xgboost: ['xgboost', 'numpy'],
  tensorflow: ['tensorflow', 'keras', 'numpy'],
  optimize: ['pyomo', 'highspy'],
  oss: ['oss2'],
}
