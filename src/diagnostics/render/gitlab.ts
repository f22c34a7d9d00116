/**
 * A report of code quality for GitLab.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { fingerprints } from './fingerprints.ts'
import { jsonText } from './json.ts'
import type { RenderContext } from './renderer.ts'

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', note: 'info' }

export function render(diagnostics: readonly Diagnostic[], { sourceOf }: RenderContext): string {
  const names = fingerprints(diagnostics, sourceOf)
  const issues = diagnostics.map(({ path, span, severity, code, name, message, help }, at) => ({
    description: help === undefined ? message : `${message} (${help})`,
    check_name: `${code} ${name}`,
    fingerprint: names[at],
    severity: severities[severity],
    // What has no path, such as a flag, is shown at the folder.
    location: { path: path === '' ? '.' : path, lines: { begin: span.line, end: span.endLine } },
  }))
  return `${jsonText(issues, 2)}\n`
}
