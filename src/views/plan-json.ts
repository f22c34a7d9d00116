/** The plan as JSON. */
import type { PlanResult } from '../compile.ts'
import { jsonText } from '../diagnostics/render/json.ts'

export function render({ plan }: PlanResult): string {
  const steps = (plan?.steps ?? []).map((step) => ({
    id: step.id,
    statements: step.statements,
    kind: step.kind,
    ...(step.engine ? { engine: step.engine } : {}),
    image: step.image,
    dependsOn: step.dependsOn,
    ...(step.settings.length > 0 ? { settings: step.settings } : {}),
    ...(step.model ? { model: step.model } : {}),
    ...(step.metadata ? { metadata: step.metadata } : {}),
    program: step.program,
  }))
  return `${jsonText({ version: 1, steps }, 2)}\n`
}
