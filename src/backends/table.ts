/** The back ends by name. */
import { argo } from './argo/argo.ts'
import type { Backend } from './backend.ts'

export const backends: Readonly<Record<'argo', Backend>> = { argo }
