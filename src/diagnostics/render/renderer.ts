/** The contract of a form that diagnostics are shown in. */
import type { CodeEntry } from '../codes/code.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { FindSource } from './pretty.ts'

export interface RenderContext {
  readonly sourceOf: FindSource
  readonly color: boolean
  /** Everything that was looked at, also where nothing was found. */
  readonly paths?: readonly string[]
  /** What is known of codes, by name. */
  readonly entries?: ReadonlyMap<string, CodeEntry>
}

export type Renderer = (diagnostics: readonly Diagnostic[], context: RenderContext) => string
