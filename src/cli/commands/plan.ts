/** `sqlflowc plan FILE`: the steps, in an order that keeps every dependency. */
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import type { Host } from '../../host.ts'
import { type CommonOptions, deliver, prepare, report } from '../session.ts'

export interface PlanCommandOptions extends CommonOptions {
  readonly format: 'text' | 'json'
  readonly target?: string
}

const views = {
  text: () => import('../../views/plan-text.ts'),
  json: () => import('../../views/plan-json.ts'),
} as const

export async function planCommand(host: Host, file: string, options: PlanCommandOptions): Promise<number> {
  const prepared = await prepare(host, file, options, { target: options.target })
  const { compiler, text, source, problems } = prepared
  if (hasErrors(problems)) return report(host, problems, source, options)
  const result = await compiler.plan(text, prepared.options, prepared.compilerHost).finally(prepared.close)
  const code = await report(host, [...problems, ...result.diagnostics], source, options)
  if (result.plan === undefined) return code
  const { render } = await views[options.format]()
  await deliver(host, render(result), options)
  return code
}
