/** A diagnostic is data. Finding, wording and showing one are three places. */
import type { CodeName } from './codes.ts'
import { withoutSecrets } from './secrets.ts'
import type { Severity } from './severity.ts'
import type { Location, Source, Span } from './source.ts'

export type { Severity }

/** A further place that a diagnostic relates to, with a few words about it. */
export interface Label {
  readonly span: Span
  readonly message: string
}

/** A text that takes the place of a part of the source; an empty span inserts. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** A change that mends what was found. */
export interface Fix {
  /** What it does, as an order: "add the label". */
  readonly title: string
  /** In source order, without overlaps. */
  readonly edits: readonly Edit[]
  /** What the program means stays as it is, but for what is wrong in it: `--fix` may apply it unasked. */
  readonly safe: boolean
}

/** What a pass finds: facts and words, with offsets into the source. */
export interface Finding<Name extends string = CodeName> {
  readonly name: Name
  /** Only where it differs from the severity that the table of codes gives. */
  readonly severity?: Severity
  readonly message: string
  readonly span: Span
  /** A few words shown under the underlined text. */
  readonly note?: string
  readonly labels?: readonly Label[]
  readonly help?: string
  readonly fix?: Fix
}

/** The same, found in a text that begins so many characters later. */
export function moved(finding: Finding, by: number): Finding {
  const at = ({ start, end }: Span): Span => ({ start: start + by, end: end + by })
  const { labels, fix } = finding
  return {
    ...finding,
    span: at(finding.span),
    ...(labels ? { labels: labels.map((label) => ({ ...label, span: at(label.span) })) } : {}),
    ...(fix ? { fix: { ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: at(edit.span) })) } } : {}),
  }
}

/** How a pass says what it found. It neither throws nor prints. */
export type Report<Name extends string = CodeName> = (finding: Finding<Name>) => void

/** A finding ready to leave the compiler: coded, located, sorted. */
export interface Diagnostic {
  readonly code: string
  readonly name: string
  readonly severity: Severity
  readonly message: string
  readonly path: string
  readonly span: Location
  readonly note?: string
  readonly labels: readonly { readonly span: Location; readonly message: string }[]
  readonly help?: string
  readonly fix?: Fix
}

/** Collects findings; `toDiagnostics` gives them coded, in source order, each once. */
export class Findings<Name extends string = CodeName> {
  readonly #list: Finding<Name>[] = []
  readonly report: Report<Name> = (finding) => {
    this.#list.push(finding)
  }

  toDiagnostics(source: Source, code: (name: Name) => { code: string; severity: Severity }): Diagnostic[] {
    const seen = new Set<string>()
    const out: Diagnostic[] = []
    for (const finding of this.#list) {
      const key = `${finding.name} ${finding.span.start} ${finding.span.end} ${finding.message}`
      if (seen.has(key)) continue
      seen.add(key)
      const entry = code(finding.name)
      // Messages quote the program; what is secret in it is not repeated.
      const places = [finding.span, ...(finding.labels ?? []).map((label) => label.span)]
      const safe = (text: string): string => withoutSecrets(text, source.text, source.secrets, places)
      out.push({
        code: entry.code,
        name: finding.name,
        severity: finding.severity ?? entry.severity,
        message: safe(finding.message),
        path: source.path,
        span: source.locate(finding.span),
        ...(finding.note === undefined ? {} : { note: safe(finding.note) }),
        labels: (finding.labels ?? []).map((label) => ({
          span: source.locate(label.span),
          message: safe(label.message),
        })),
        ...(finding.help === undefined ? {} : { help: safe(finding.help) }),
        ...(finding.fix === undefined ? {} : { fix: finding.fix }),
      })
    }
    return out.sort(inSourceOrder)
  }
}

export function inSourceOrder(a: Diagnostic, b: Diagnostic): number {
  return a.span.start - b.span.start || a.code.localeCompare(b.code) || a.span.end - b.span.end
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}
