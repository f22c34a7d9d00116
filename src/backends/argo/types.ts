/** The fields of Argo's objects that are written here; the CRDs of Argo v4 have the rest. */
import type { WorkflowKind } from '../../config/kinds.ts'

export interface Parameter {
  readonly name: string
  readonly value?: string
}

export interface Artifact {
  readonly name: string
  readonly path?: string
  readonly raw?: { readonly data: string }
}

export interface Arguments {
  readonly parameters?: readonly Parameter[]
  readonly artifacts?: readonly Artifact[]
}

export interface TemplateRef {
  readonly name: string
  readonly template: string
}

export interface Task {
  readonly name: string
  readonly depends?: string
  readonly template?: string
  readonly templateRef?: TemplateRef
  readonly arguments?: Arguments
}

export interface Template {
  readonly name: string
  readonly inputs?: Arguments
  readonly dag?: { readonly tasks: readonly Task[] }
  readonly [field: string]: unknown
}

export interface WorkflowObject {
  readonly apiVersion: 'argoproj.io/v1alpha1'
  readonly kind: WorkflowKind
  readonly metadata: Readonly<Record<string, unknown>>
  readonly spec: Readonly<Record<string, unknown>>
}
