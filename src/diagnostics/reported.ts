/** Errors with a receipt: what could not be read holds one, so that nothing is left out of a program in silence. */
import type { CodeName, codes } from './codes.ts'
import type { Finding, Report } from './diagnostic.ts'

/** Codes that are errors by their entry. */
type ErrorName = {
  [Name in CodeName]: (typeof codes)[Name]['severity'] extends 'error' ? Name : never
}[CodeName]

export type ErrorFinding = Finding<ErrorName> & { readonly severity?: 'error' }

const receipt: unique symbol = Symbol('an error was reported')
/** Only reporting an error gives one. */
export interface Reported {
  readonly [receipt]: true
}
const reported: Reported = { [receipt]: true }

export type ReportError = (finding: ErrorFinding) => Reported

export function reportError(report: Report, finding: ErrorFinding): Reported {
  report(finding)
  return reported
}
