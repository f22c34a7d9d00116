/** Severities that `lint.rules` of the settings gives to rules, and to warnings and notes of the compiler. */
import type { Settings } from '../config/settings.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { meant } from '../diagnostics/suggest.ts'
import { entryNamed, knownNames, stopsCompiling } from './names.ts'

/** Errors of the compiler stay: nothing is compiled while there are any. */
export function applySeverities(
  diagnostics: readonly Diagnostic[],
  settings: Settings | undefined,
): readonly Diagnostic[] {
  const wanted = Object.entries(settings?.lint.rules ?? {})
  if (wanted.length === 0) return diagnostics
  const byCode = new Map(wanted.map(([name, severity]) => [String(entryNamed(name)?.code), severity]))
  return diagnostics.flatMap((diagnostic) => {
    const { code } = diagnostic
    const asked = byCode.get(code)
    const stays = diagnostic.severity === 'error' && entryNamed(code)?.isRule === false
    if (asked === undefined || stays) return diagnostic
    return asked === 'off' ? [] : { ...diagnostic, severity: asked }
  })
}

export interface RuleProblem {
  /** As `lint.rules` has it. */
  readonly key: string
  readonly message: string
  readonly help: string
}

/** Keys of `lint.rules` that are no code and no name, or that have no effect. */
export function ruleProblems({ lint }: Settings): RuleProblem[] {
  return Object.entries(lint.rules).flatMap(([key, severity]) => {
    const entry = entryNamed(key)
    if (!entry) {
      const help = meant(key, knownNames) ?? 'sqlflowc explain lists all of them'
      return { key, message: `lint.rules: there is no diagnostic \`${key}\``, help }
    }
    if (severity === 'error' || !stopsCompiling(entry)) return []
    const message = `lint.rules: \`${key}\` stays an error, because nothing is compiled while there is one`
    return { key, message, help: 'rules of the linter, warnings and notes can be changed' }
  })
}
