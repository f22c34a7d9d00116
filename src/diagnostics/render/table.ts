/** The forms that diagnostics are shown in, by name. Each is loaded when it is asked for. */
import type { Renderer } from './renderer.ts'

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
