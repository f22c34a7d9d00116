/** The forms that diagnostics are shown in, by name. Each is loaded when it is asked for. */
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

export const renderers = {
  pretty: async () => {
    const { render } = await import('./pretty.ts')
    return (diagnostics, { sourceOf, color }) =>
      diagnostics.length === 0 ? '' : render(diagnostics, sourceOf, { color })
  },
  concise: async () => (await import('./concise.ts')).render,
  json: async () => (await import('./json.ts')).render,
  jsonl: async () => (await import('./jsonl.ts')).render,
  sarif: async () => (await import('./sarif.ts')).render,
  github: async () => (await import('./github.ts')).render,
  gitlab: async () => (await import('./gitlab.ts')).render,
  junit: async () => (await import('./junit.ts')).render,
} as const satisfies Record<string, () => Promise<Renderer>>

export type RendererName = keyof typeof renderers
