/** Safe fixes of findings, applied to the text. */
import type { Diagnostic, Edit } from '../diagnostics/diagnostic.ts'

export interface Fixed {
  readonly text: string
  /** How many findings were mended. */
  readonly count: number
}

/** A fix may make room for another one; more rounds than this are a circle. */
const mostRounds = 10

/**
 * The text with all safe fixes, again and again until none is left.
 *
 * @param lint gives the findings of a text
 */
export function fixAll(text: string, lint: (text: string) => readonly Diagnostic[]): Fixed {
  let fixed: Fixed = { text, count: 0 }
  let diagnostics = lint(text)
  for (let round = 0; round < mostRounds; round++) {
    const next = applyFixes(fixed.text, diagnostics)
    if (next.count === 0) break
    const after = lint(next.text)
    // A mistake of ours must not make a program worse than it was.
    if (hasNewErrors(diagnostics, after)) break
    fixed = { text: next.text, count: fixed.count + next.count }
    diagnostics = after
  }
  return fixed
}

/** Errors of one code that are more than before; fixes move them, so they are not compared by their place. */
function hasNewErrors(before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  const old = errorsByCode(before)
  return [...errorsByCode(after)].some(([code, count]) => count > (old.get(code) ?? 0))
}

function errorsByCode(diagnostics: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { severity, code } of diagnostics) {
    if (severity === 'error') counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return counts
}

/** Fixes that do not touch each other; of two that do, the first. */
function applyFixes(text: string, diagnostics: readonly Diagnostic[]): Fixed {
  const fixes = diagnostics.flatMap(({ fix }) => (fix?.safe && fix.edits.length > 0 ? [fix.edits] : []))
  const taken: Edit[] = []
  let count = 0
  let end = -1
  for (const edits of fixes.sort((a, b) => (a[0]?.span.start ?? 0) - (b[0]?.span.start ?? 0))) {
    if ((edits[0]?.span.start ?? 0) <= end) continue
    taken.push(...edits)
    end = edits.at(-1)?.span.end ?? end
    count++
  }
  let result = ''
  let at = 0
  for (const { span, text: replacement } of taken) {
    result += text.slice(at, span.start) + replacement
    at = span.end
  }
  return { text: result + text.slice(at), count }
}
