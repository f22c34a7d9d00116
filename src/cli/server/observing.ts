/** What happens during a request, as notifications. */
import { escapedHtml, preformatted } from '../../diagnostics/render/html.ts'
import type { Observer } from '../../host.ts'
import type { Json } from '../../metadata/json.ts'
import type { Step } from '../../plan/plan.ts'
import { placeOf } from '../../runner/words.ts'
import { type Bundle, jsonType, type StepEvent } from '../../server/protocol.ts'
import { columnTypes } from '../../server/tables.ts'
import type { RequestFindings } from './findings.ts'
import type { Client } from './work.ts'

export function observerOf(
  findings: RequestFindings,
  client: Client,
  lineBack: (line: number) => number,
): Observer {
  const eventOf = (step: Step, status: string): StepEvent => {
    const line = lineBack(step.line)
    return { id: step.id, kind: step.kind, line, title: placeOf({ ...step, line }), status }
  }
  return {
    problems: (diagnostics) => findings.add(diagnostics),
    planned: (plan, done) => {
      for (const step of plan.steps) client.step(eventOf(step, done.has(step.id) ? 'done' : 'waiting'))
    },
    step: (step, change) => {
      const { status, seconds } = change
      if (change.reason) findings.stepFailed(step, change)
      client.step({ ...eventOf(step, status), ...(seconds === undefined ? {} : { seconds }) })
    },
    results: (step, files) => {
      const about = { step: step.id, line: lineBack(step.line) }
      const texts = new Map(files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]))
      for (const { name, bytes } of files) {
        const text = texts.get(name) ?? ''
        if (name.endsWith('.json'))
          client.result({ kind: 'table', ...about, table: text, types: columnTypes(text) })
        else if (name.endsWith('.png')) {
          const words = texts.get(name.replace(/png$/, 'txt')) ?? step.headline
          client.result({ kind: 'picture', ...about, bundle: pictureBundle(bytes, words) })
        } else if (!texts.has(name.replace(/txt$/, 'png'))) {
          client.result({
            kind: step.kind === 'show-train' ? 'sql' : 'text',
            ...about,
            bundle: textBundle(step, text),
          })
        }
      }
    },
    say: client.say,
  }
}

function pictureBundle(png: Uint8Array, text: string): Bundle {
  return { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': text }
}

/** SHOW TRAIN comes with all that is known of the model. */
function textBundle({ kind, metadata }: Step, text: string): Bundle {
  return {
    'text/plain': text,
    'text/html': preformatted(escapedHtml(text)),
    ...(kind === 'show-train' && metadata
      ? { [jsonType]: JSON.parse(JSON.stringify(metadata)) as Json }
      : {}),
  }
}
