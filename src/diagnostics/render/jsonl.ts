/** As JSON, one diagnostic on each line: for programs that read while the linter still works. */
import type { Diagnostic } from '../diagnostic.ts'
import { document, jsonText } from './json.ts'

export function render(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${jsonText(document(diagnostic))}\n`).join('')
}
