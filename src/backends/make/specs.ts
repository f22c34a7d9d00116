/**
 * What the steps of a Makefile get, as comments at its end: neither make nor a shell reads them, and no length is too
 * long for either. `run-step` finds them there.
 */
import { isObject, type JsonObject } from '../../metadata/json.ts'
import type { Plan } from '../../plan/plan.ts'
import { payload } from '../payload.ts'

const heading = '#step '
const line = '#| '

export function writeSpecs({ steps }: Plan): string {
  return steps
    .map(({ id, spec }) => `${heading}${id}\n${line}${payload(spec).replaceAll('\n', `\n${line}`)}\n`)
    .join('')
}

/** The spec of a step; nothing when the text has none, or one that is no JSON. */
export function readSpec(text: string, step: string): JsonObject | undefined {
  const lines = text.split(/\r?\n/)
  const start = lines.indexOf(`${heading}${step}`) + 1
  if (start === 0) return undefined
  const end = lines.findIndex((one, at) => at >= start && !one.startsWith(line))
  const json = lines.slice(start, end < 0 ? lines.length : end).map((one) => one.slice(line.length))
  try {
    const spec: unknown = JSON.parse(json.join('\n'))
    return isObject(spec) ? spec : undefined
  } catch {
    return undefined
  }
}

/** The steps that a text has specs of, in their order. */
export function stepsIn(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((one) => one.startsWith(heading))
    .map((one) => one.slice(heading.length))
}
