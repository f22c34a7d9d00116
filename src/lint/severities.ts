/** Severities that the settings give to codes. */
import type { Settings } from '../config/settings.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

export function applySeverities(
  diagnostics: readonly Diagnostic[],
  _settings: Settings | undefined,
): readonly Diagnostic[] {
  return diagnostics
}
