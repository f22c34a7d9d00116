/** What is found about a program during one request: each thing once, where it stands in the text as it was written. */
import { type Diagnostic, hasErrors, inSourceOrder } from '../../diagnostics/diagnostic.ts'
import { renderFailure, render as renderHtml } from '../../diagnostics/render/html.ts'
import { document } from '../../diagnostics/render/json.ts'
import { render as renderText } from '../../diagnostics/render/pretty.ts'
import { summary } from '../../diagnostics/render/summary.ts'
import { visible, visibleLines } from '../../diagnostics/render/text.ts'
import type { Source } from '../../diagnostics/source.ts'
import type { StepChange } from '../../host.ts'
import type { Json } from '../../metadata/json.ts'
import type { Step } from '../../plan/plan.ts'
import { addressOf } from '../../runner/words.ts'
import type { Bound } from '../../server/bind.ts'
import { type Bundle, jsonType } from '../../server/protocol.ts'

export class RequestFindings {
  readonly #bound: Bound
  readonly #found = new Map<string, Diagnostic>()
  /** Why steps failed, and what else went wrong. */
  readonly #failures: string[] = []

  constructor(bound: Bound) {
    this.#bound = bound
    this.#keep(bound.problems)
  }

  /** About the text as the compiler has read it. */
  add(diagnostics: readonly Diagnostic[]): void {
    this.#keep(diagnostics.map(this.#bound.back))
  }

  stepFailed(step: Step, { reason: [first = '', ...more] = [], line = step.line, log }: StepChange): void {
    const lines = [
      `${step.id} failed: ${visible(first)}`,
      ...more.map((text) => `    ${visible(text)}`),
      `  --> ${addressOf(this.#bound.source, this.#bound.lineBack(line))}`,
      ...(log === undefined ? [] : [`  log: ${visible(log)}`]),
    ]
    this.#failures.push(lines.join('\n'))
  }

  failed(message: string): void {
    this.#failures.push(visibleLines(message))
  }

  get haveErrors(): boolean {
    return this.#failures.length > 0 || hasErrors([...this.#found.values()])
  }

  get words(): string {
    const found = summary([...this.#found.values()])
    const [failure] = this.#failures
    return [
      ...(found === '' ? [] : [found]),
      ...(failure === undefined ? [] : [failure.split('\n', 1)[0]]),
    ].join('; ')
  }

  bundle(): Bundle | undefined {
    if (this.#found.size + this.#failures.length === 0) return undefined
    const diagnostics = [...this.#found.values()].sort(inSourceOrder)
    const { source } = this.#bound
    const sourceOf = (path: string): Source | undefined => (path === source.path ? source : undefined)
    const texts = [...(diagnostics.length > 0 ? [renderText(diagnostics, sourceOf)] : []), ...this.#failures]
    const pages = [
      ...(diagnostics.length > 0 ? [renderHtml(diagnostics, sourceOf)] : []),
      ...this.#failures.map(renderFailure),
    ]
    return {
      'text/plain': texts.join('\n').trimEnd(),
      'text/html': pages.join('\n'),
      [jsonType]: { version: 1, diagnostics: diagnostics.map(document) as Json[], failures: this.#failures },
    }
  }

  #keep(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const { code, path, span, message } = diagnostic
      this.#found.set(`${path} ${code} ${span.line}:${span.column} ${message}`, diagnostic)
    }
  }
}
