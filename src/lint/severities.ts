/** Severities that `lint.rules` of the settings gives to rules and to warnings of the compiler. */
import type { Settings } from '../config/settings.ts'
import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts'
import { nearest } from '../diagnostics/suggest.ts'
import { rules } from './table.ts'

const ruleNames = new Set(rules.map(({ name }) => name))

/** Errors of the compiler stay: nothing is compiled while there are any. */
export function applySeverities(
  diagnostics: readonly Diagnostic[],
  settings: Settings | undefined,
): readonly Diagnostic[] {
  const wanted = settings?.lint.rules ?? {}
  if (Object.keys(wanted).length === 0) return diagnostics
  const byKey = new Map(Object.entries(wanted).map(([key, severity]) => [key.toLowerCase(), severity]))
  return diagnostics.flatMap((diagnostic) => {
    const { name, code, severity } = diagnostic
    const asked = byKey.get(code.toLowerCase()) ?? byKey.get(name)
    if (asked === undefined || (severity === 'error' && !ruleNames.has(name))) return diagnostic
    return asked === 'off' ? [] : { ...diagnostic, severity: asked as Severity }
  })
}

/** Keys of `lint.rules` that are no code and no name, each with the nearest one. */
export function unknownRules({
  lint,
}: Settings): { readonly key: string; readonly near: string | undefined }[] {
  const names = [
    ...Object.entries(codes).flatMap(([name, { code }]) => [name, code]),
    ...rules.flatMap(({ name, code }) => [name, code]),
  ]
  const known = new Set(names.map((name) => name.toLowerCase()))
  return Object.keys(lint.rules)
    .filter((key) => !known.has(key.toLowerCase()))
    .map((key) => ({ key, near: nearest(key, names)[0] }))
}
