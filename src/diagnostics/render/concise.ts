/** A line for each diagnostic: `path:line:col: severity code message`. */
import type { Diagnostic } from '../diagnostic.ts'
import { visible } from './text.ts'

export function render(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(
      ({ path, span, severity, code, message }) =>
        `${visible(path)}:${span.line}:${span.column}: ${severity} ${code} ${visible(message)}\n`,
    )
    .join('')
}
