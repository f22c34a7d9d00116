/**
 * Lints a program: what the compiler says of it, and what the rules find. Rules look at the same facts as the
 * compiler; none of them runs on a program whose text could not be read where it looks.
 */
import { type Analysis, type AnalyzeOptions, analyze, toDiagnostics } from '../analyze.ts'
import { checkDataSource } from '../checks/support.ts'
import { type Diagnostic, Findings, inSourceOrder } from '../diagnostics/diagnostic.ts'
import { LintContext, type LintSurroundings } from './context.ts'
import { applyIgnores } from './ignores.ts'
import { applySeverities } from './severities.ts'
import { rules } from './table.ts'

export interface LintResult extends Analysis {
  /** What the compiler and the rules found, in source order, without what the program or the settings ignore. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Never throws for a problem in the program, and asks no store. */
export function lint(
  text: string,
  options: AnalyzeOptions = {},
  surroundings: LintSurroundings = {},
): LintResult {
  const { datasource } = options
  const analysis = analyze(text, options, surroundings.lock)
  return lintAnalysis(analysis, { ...(datasource === undefined ? {} : { datasource }), ...surroundings })
}

/** The same of a program that was analysed before, with the same lock. */
export function lintAnalysis(analysis: Analysis, surroundings: LintSurroundings = {}): LintResult {
  const context = new LintContext(analysis, surroundings)
  const { settings, datasource = settings?.datasource } = surroundings
  const unsupported = new Findings()
  checkDataSource(analysis.program, datasource, unsupported.report)
  const found = [...analysis.diagnostics, ...toDiagnostics(unsupported, analysis.source), ...checked(context)]
  const comments = new Findings<string>()
  const kept = applyIgnores(found, context, comments.report)
  const judged = applySeverities([...kept, ...lintDiagnostics(comments, context)], settings)
  return { ...analysis, diagnostics: [...judged].sort(inSourceOrder) }
}

function checked(context: LintContext): Diagnostic[] {
  const findings = new Findings<string>()
  for (const { name, check } of rules) check(context, (finding) => findings.report({ ...finding, name }))
  return lintDiagnostics(findings, context)
}

const byName = new Map(rules.map((rule) => [rule.name, rule]))

function lintDiagnostics(findings: Findings<string>, { analysis }: LintContext): Diagnostic[] {
  return findings.toDiagnostics(
    analysis.source,
    (name) => byName.get(name) ?? { code: 'SF901', severity: 'error' },
  )
}
