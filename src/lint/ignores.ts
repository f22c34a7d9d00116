/** `-- sqlflow-ignore SF401: reason`: comments that say why a finding may stay. */
import type { Analysis } from '../compile.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'

export function applyIgnores(diagnostics: readonly Diagnostic[], _analysis: Analysis): Diagnostic[] {
  return [...diagnostics]
}
