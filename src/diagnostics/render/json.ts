/** The form of diagnostics that other programs read. */
import type { Diagnostic } from '../diagnostic.ts'

export function render(diagnostics: readonly Diagnostic[]): string {
  return `${jsonText({ version: 1, diagnostics: diagnostics.map(document) }, 2)}\n`
}

/** JSON in which nothing is left that a terminal obeys, or that some readers take for the end of a line. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent)
  return text.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => unitNumber(character.charCodeAt(at))).join(''),
  )
}

function unitNumber(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}

export function document({ code, name, severity, message, path, span, labels, help }: Diagnostic): object {
  return { code, name, severity, message, path, span, labels, ...(help === undefined ? {} : { help }) }
}
