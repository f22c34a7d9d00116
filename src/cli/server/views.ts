/** Actions that show a program: its findings, plan, picture or workflow. */

import { analyze } from '../../analyze.ts'
import type { PlanResult } from '../../compile.ts'
import { counted } from '../../diagnostics/counted.ts'
import { hasErrors } from '../../diagnostics/diagnostic.ts'
import { escapedHtml, preformatted } from '../../diagnostics/render/html.ts'
import type { Json } from '../../metadata/json.ts'
import { type Bundle, jsonType } from '../../server/protocol.ts'
import { render as graphJson } from '../../views/graph-json.ts'
import { render as mermaid } from '../../views/graph-mermaid.ts'
import { render as planJson } from '../../views/plan-json.ts'
import { render as planText } from '../../views/plan-text.ts'
import { deliver, type Prepared, prepare } from '../session.ts'
import { embeddedUrl } from '../stores.ts'
import type { Work } from './work.ts'

/** The linter has been there before. */
export async function lintAction({ findings }: Work): Promise<string> {
  return findings.words === '' ? 'nothing found' : findings.words
}

export async function planAction(work: Work): Promise<string> {
  const prepared = await opened(work)
  const result = await planned(prepared, work)
  if (!result?.plan) return ''
  const text = planText(result)
  const picture = await svg(result)
  const bundle: Bundle = {
    'text/plain': text,
    'text/html': `${picture ?? ''}${preformatted(escapedHtml(text))}`,
    'text/vnd.mermaid': mermaid(result),
    [jsonType]: JSON.parse(planJson(result)) as Json,
  }
  work.client.result({ kind: 'plan', bundle })
  return counted(result.plan.steps.length, 'step')
}

export async function graphAction(work: Work): Promise<string> {
  const { text, options, problems } = await opened(work)
  const analysis = analyze(text, options)
  work.findings.add([...problems, ...analysis.diagnostics])
  if (hasErrors(analysis.diagnostics)) return ''
  const source = mermaid(analysis)
  const picture = await svg(analysis)
  const bundle: Bundle = {
    'text/plain': source,
    'text/html': picture ?? preformatted(escapedHtml(source)),
    'text/vnd.mermaid': source,
    [jsonType]: JSON.parse(graphJson(analysis)) as Json,
    ...(picture === undefined ? {} : { 'image/svg+xml': picture }),
  }
  work.client.result({ kind: 'graph', bundle })
  return counted(analysis.program.statements.length, 'statement')
}

export async function compileAction(work: Work): Promise<string> {
  const { host, settings, findings } = work
  const flags = settings.kind === undefined ? {} : { 'workflow.kind': settings.kind }
  const prepared = await prepare(host, work.path, settings, flags)
  const { text, diagnostics } = await prepared.compiler
    .compile(prepared.text, prepared.options, prepared.compilerHost)
    .finally(prepared.close)
  findings.add([...prepared.problems, ...diagnostics])
  if (text === undefined) return ''
  if (settings.output !== undefined) {
    await deliver(host, text, settings)
    return `written to ${settings.output}`
  }
  const html = `<details open><summary>workflow</summary>${preformatted(escapedHtml(text))}</details>`
  work.client.result({ kind: 'workflow', bundle: { 'text/plain': text, 'text/html': html } })
  return 'compiled'
}

/** On the same data source as a run of it would be. */
function opened({ host, path, settings }: Work): Promise<Prepared> {
  return prepare(host, path, settings, {}, embeddedUrl)
}

async function planned(prepared: Prepared, { findings }: Work): Promise<PlanResult | undefined> {
  const { compiler, text, options, compilerHost, problems, close } = prepared
  findings.add(problems)
  const result = await compiler.plan(text, options, compilerHost).finally(close)
  findings.add(result.diagnostics)
  return hasErrors(result.diagnostics) ? undefined : result
}

/** None of a program that is too large for one picture. */
async function svg(analysis: Parameters<typeof mermaid>[0]): Promise<string | undefined> {
  const { render } = await import('../../views/graph-svg.ts')
  try {
    return await render(analysis)
  } catch (error) {
    if (error instanceof Error && error.name === 'TooLargeError') return undefined
    throw error
  }
}
