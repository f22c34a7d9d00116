/** The contract of one diagnostic code: what `explain CODE`, the documentation and the tests read. */
import type { DialectName } from '../../dialects/table.ts'
import type { Severity } from '../severity.ts'

export interface CodeEntry {
  readonly code: `SF${number}`
  readonly severity: Severity
  /** A few words, without a full stop. */
  readonly title: string
  /** What it means, why it matters, what to do: plain paragraphs. */
  readonly explanation: string
  /** A program that gets the code, and the same program mended; both are run by the tests. */
  readonly bad: string
  readonly good: string
  /** The dialect of the examples; MySQL's when absent. */
  readonly dialect?: DialectName
}
