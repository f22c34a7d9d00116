/** The forms that diagnostics are shown in, by name. Each is loaded when it is asked for. */
import type { Diagnostic } from '../diagnostic.ts'
import type { FindSource } from './pretty.ts'

export interface RenderContext {
  readonly sourceOf: FindSource
  readonly color: boolean
}

type Renderer = (diagnostics: readonly Diagnostic[], context: RenderContext) => string

export const renderers = {
  pretty: async () => {
    const [{ render }, { summary }] = await Promise.all([import('./pretty.ts'), import('./summary.ts')])
    return (diagnostics, { sourceOf, color }) =>
      diagnostics.length === 0 ? '' : `${render(diagnostics, sourceOf, { color })}\n${summary(diagnostics)}\n`
  },
  json: async () => (await import('./json.ts')).render,
} as const satisfies Record<string, () => Promise<Renderer>>

export type RendererName = keyof typeof renderers
