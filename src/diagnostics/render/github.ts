/**
 * Commands that GitHub Actions shows as annotations.
 *
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
import type { Diagnostic, Severity } from '../diagnostic.ts'
import { controlsVisible, visible } from './text.ts'

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' }

export function render(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(command).join('')
}

function command({ path, span, severity, code, name, message, help }: Diagnostic): string {
  // Columns are shown only where both ends are on one line.
  const columns = span.line === span.endLine ? `,col=${span.column},endColumn=${span.endColumn}` : ''
  const place =
    path === '' ? '' : `file=${property(path)},line=${span.line},endLine=${span.endLine}${columns},`
  const text = visible(message) + (help === undefined ? '' : `\nhelp: ${visible(help)}`)
  return `::${commands[severity]} ${place}title=${property(`${code} ${name}`)}::${data(text)}\n`
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

/** A file's name stays as it is, or nothing would be found by it. */
function property(text: string): string {
  return controlsVisible(data(text)).replace(/:/g, '%3A').replace(/,/g, '%2C')
}
