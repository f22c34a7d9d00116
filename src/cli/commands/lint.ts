/** `sqlflowc lint [PATH…]`: what would fail or mislead when the program runs. Asks no store. */
import type { RendererName } from '../../diagnostics/render/table.ts'
import type { Host } from '../../host.ts'
import { type CommonOptions, prepare, report } from '../session.ts'

export interface LintCommandOptions extends CommonOptions {
  readonly format: RendererName
}

export async function lintCommand(
  host: Host,
  paths: readonly string[],
  options: LintCommandOptions,
): Promise<number> {
  let code = 0
  for (const path of paths) {
    const {
      text,
      source,
      options: compiling,
      settings,
      compilerHost,
      problems,
    } = await prepare(host, path, {
      ...options,
      offline: true,
    })
    const { lint } = await import('../../lint/lint.ts')
    const { lock } = compilerHost
    const { diagnostics } = lint(text, compiling, { settings, ...(lock ? { lock } : {}) })
    code = Math.max(
      code,
      await report(host, [...problems, ...diagnostics], source, { ...options, diagnostics: options.format }),
    )
  }
  return code
}
