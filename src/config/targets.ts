/** What programs can be compiled for. Each has its back end, of the same name, in `backends/table.ts`. */
import { keysOf } from '../keys.ts'

export interface Target {
  /** What is written: completes "write …". */
  readonly writes: string
  /** A file for what is written, in examples. */
  readonly file: string
}

const table = {
  argo: { writes: 'an Argo workflow', file: 'workflow.yaml' },
  make: { writes: 'a Makefile', file: 'Makefile' },
} as const satisfies Record<string, Target>

export type TargetName = keyof typeof table

export const targets: Readonly<Record<TargetName, Target>> = table

export const targetNames: readonly TargetName[] = keysOf(targets)

export const defaultTarget: TargetName = 'argo'
