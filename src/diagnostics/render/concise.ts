/** A line for each diagnostic: `path:line:col: severity code message`. */
import type { Diagnostic } from '../diagnostic.ts'
import { visible } from './text.ts'

export function render(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(
      (diagnostic) =>
        `${placeOf(diagnostic)}: ${diagnostic.severity} ${diagnostic.code} ${visible(diagnostic.message)}\n`,
    )
    .join('')
}

/** What has no path, such as a flag, has no place. */
function placeOf({ path, span }: Diagnostic): string {
  return path === '' ? 'sqlflowc' : `${visible(path)}:${span.line}:${span.column}`
}
