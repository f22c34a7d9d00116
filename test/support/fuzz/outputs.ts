/** Every form that findings, graphs and plans are shown in: each is made, and those that have readers are read. */
import assert from 'node:assert/strict'
import { type RendererName, renderers } from '../../../src/diagnostics/render/table.ts'
import type { LintResult, PlanResult } from '../../../src/index.ts'
import { render as renderDot } from '../../../src/views/graph-dot.ts'
import { render as renderHtml } from '../../../src/views/graph-html.ts'
import { render as renderGraphJson } from '../../../src/views/graph-json.ts'
import { render as renderMermaid } from '../../../src/views/graph-mermaid.ts'
import { render as renderPlanJson } from '../../../src/views/plan-json.ts'
import { render as renderPlanText } from '../../../src/views/plan-text.ts'
import { isWellFormed } from '../xml.ts'

const readable: Partial<Record<RendererName, (text: string) => void>> = {
  json: JSON.parse,
  sarif: JSON.parse,
  gitlab: JSON.parse,
  jsonl: (text) => {
    for (const line of text.split('\n').filter(Boolean)) JSON.parse(line)
  },
  junit: (text) => assert(isWellFormed(text)),
}

/** What a terminal obeys: control characters, and those that turn or hide text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

const forms = Object.keys(renderers) as RendererName[]

export async function renderAll(
  { diagnostics, source }: LintResult,
  wanted: readonly RendererName[] = forms,
): Promise<void> {
  const context = { sourceOf: () => source, color: false, paths: [source.path] }
  for (const form of wanted) {
    const text = (await renderers[form]())(diagnostics, context)
    assert.doesNotMatch(text, obeyed, form)
    readable[form]?.(text)
  }
}

/** Above this the picture takes longer than all else. */
const mostDrawn = 2_000

export async function viewAll(planned: PlanResult): Promise<void> {
  assert.doesNotMatch(renderMermaid(planned), obeyed)
  assert.doesNotMatch(renderDot(planned), obeyed)
  assert.doesNotMatch(renderPlanText(planned), obeyed)
  for (const text of [renderGraphJson(planned), renderPlanJson(planned)]) {
    assert.doesNotMatch(text, obeyed)
    JSON.parse(text)
  }
  // A hash of the text draws lots, so that a text that failed fails again.
  if (planned.source.text.length < mostDrawn && planned.source.text.length % 16 === 0)
    await renderHtml(planned)
}
