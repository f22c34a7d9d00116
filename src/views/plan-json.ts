/** The plan as JSON. */
import type { PlanResult } from '../compile.ts'

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
  return `${JSON.stringify({ version: 1, steps }, null, 2)}\n`
}
