/** The back ends, by the target that they write for. */
import type { TargetName } from '../config/targets.ts'
import { argo } from './argo/argo.ts'
import type { Backend } from './backend.ts'
import { make } from './make/make.ts'

export const backends: Readonly<Record<TargetName, Backend>> = { argo, make }
