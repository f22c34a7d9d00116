/** The form of diagnostics that other programs read. */
import type { Diagnostic } from '../diagnostic.ts'

export function render(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({ version: 1, diagnostics: diagnostics.map(document) }, null, 2)}\n`
}

export function document({ code, name, severity, message, path, span, labels, help }: Diagnostic): object {
  return { code, name, severity, message, path, span, labels, ...(help === undefined ? {} : { help }) }
}
