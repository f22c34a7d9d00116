/** The form of diagnostics that other programs read. */
import type { Diagnostic } from '../diagnostic.ts'

export function render(diagnostics: readonly Diagnostic[]): string {
  const list = diagnostics.map(({ code, name, severity, message, path, span, labels, help }) => ({
    code,
    name,
    severity,
    message,
    path,
    span,
    labels,
    ...(help === undefined ? {} : { help }),
  }))
  return `${JSON.stringify({ version: 1, diagnostics: list }, null, 2)}\n`
}
