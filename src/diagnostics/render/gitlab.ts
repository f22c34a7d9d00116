/**
 * A report of code quality for GitLab. A finding keeps its fingerprint when lines move.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
import type { Diagnostic, Severity } from '../diagnostic.ts'
import type { RenderContext } from './table.ts'

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', note: 'info' }

export function render(diagnostics: readonly Diagnostic[], { sourceOf }: RenderContext): string {
  const seen = new Map<string, number>()
  const issues = diagnostics.map((diagnostic) => {
    const { path, span, severity, code, name, message } = diagnostic
    const source = sourceOf(path)
    const text = source ? source.line(span.line).trim() : ''
    const key = [path, code, message, text].join('\u0000')
    // The same finding on two lines of the same text is two findings.
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return {
      description: message,
      check_name: `${code} ${name}`,
      fingerprint: fingerprint(`${key}\u0000${count}`),
      severity: severities[severity],
      location: { path, lines: { begin: span.line, end: span.endLine } },
    }
  })
  return `${JSON.stringify(issues, null, 2)}\n`
}

/** FNV-1a of the text, in 128 bits: an identity, not a secret. */
function fingerprint(text: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * 0x0000000001000000000000000000013bn)
  }
  return hash.toString(16).padStart(32, '0')
}
