/** The contract of a rule of the linter: one file in `rules/`, its documentation and examples in it, and a line in `table.ts`. */
import type { CodeEntry } from '../diagnostics/codes/code.ts'
import type { Finding } from '../diagnostics/diagnostic.ts'
import type { LintContext, LintSurroundings } from './context.ts'

/** How a rule says what it found; the code and the name are the rule's own. */
export type ReportFinding = (finding: Omit<Finding<string>, 'name'>) => void

export interface Rule extends CodeEntry {
  /** What it finds, in kebab case: `label-among-columns`. */
  readonly name: string
  /** Further programs that the tests run: each of `bad` gets the code, none of `good` does. */
  readonly more?: { readonly bad?: readonly string[]; readonly good?: readonly string[] }
  /** Where the examples are linted, when the rule depends on it. */
  readonly surroundings?: LintSurroundings
  readonly check: (context: LintContext, report: ReportFinding) => void
}
