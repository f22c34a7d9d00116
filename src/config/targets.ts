/** What programs can be compiled for. Each has its back end, of the same name, in `backends/table.ts`. */
import { keysOf } from '../keys.ts'

export interface Target {
  /** What is written for it, with its article where it needs one: `a workflow`. */
  readonly what: string
  readonly doc: string
  readonly isYaml?: true
}

const table = {
  argo: { what: 'a workflow', doc: 'a workflow of Argo, for a cluster', isYaml: true },
  make: { what: 'a Makefile', doc: 'a Makefile, for this machine' },
} as const satisfies Record<string, Target>

export type TargetName = keyof typeof table

export const targets: Readonly<Record<TargetName, Target>> = table

export const targetNames: readonly TargetName[] = keysOf(targets)

/** `argo (a workflow of Argo, …), make (…)` */
export const targetWords: string = targetNames.map((name) => `${name} (${targets[name].doc})`).join(', ')

export const defaultTarget: TargetName = 'argo'

/** What `submit` sends. */
export const submittedTarget: TargetName = 'argo'
