/** Findings as editors show them. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types'
import type { SettingProblem } from '../config/problem.ts'
import type { Diagnostic as Finding } from '../diagnostics/diagnostic.ts'
import type { OpenProgram } from './program.ts'

const source = 'sqlflowc'

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
} as const

/** Findings of what nothing needs: editors show it faded. */
const unnecessary: ReadonlySet<string> = new Set(['unused-ignore', 'rows-never-read', 'dropped-twice'])

/** @param manual URI of the page that explains the codes, when it is known where it is */
export function diagnosticsOf(program: OpenProgram, manual?: string): Diagnostic[] {
  return program.diagnostics.map((finding) => toDiagnostic(finding, program, manual))
}

export function toDiagnostic(finding: Finding, program: OpenProgram, manual?: string): Diagnostic {
  const { code, name, severity, message, note, help, labels } = finding
  const place = note === undefined ? message : `${message} (${note})`
  return {
    range: program.range(finding.span),
    severity: severities[severity],
    code,
    source,
    message: help === undefined ? place : `${place}\n${help}`,
    ...(manual === undefined ? {} : { codeDescription: { href: `${manual}#${code.toLowerCase()}-${name}` } }),
    ...(unnecessary.has(name) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(labels.length === 0
      ? {}
      : {
          relatedInformation: labels.map((label) => ({
            location: { uri: program.uri, range: program.range(label.span) },
            message: label.message,
          })),
        }),
  }
}

/** What is wrong with a file of settings, in that file. */
export function settingDiagnostic({ message, help, at, name }: SettingProblem): Diagnostic {
  const start = { line: (at?.line ?? 1) - 1, character: (at?.column ?? 1) - 1 }
  return {
    range: { start, end: start },
    severity: name === 'invalid-setting' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source,
    message: help === undefined ? message : `${message}\n${help}`,
  }
}
