/** How much was found, in a few words. */
import { counted } from '../counted.ts'
import type { Diagnostic, Severity } from '../diagnostic.ts'

export function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): string[] => {
    const found = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return found === 0 ? [] : [counted(found, severity)]
  }
  return [...count('error'), ...count('warning'), ...count('note')].join(', ')
}
