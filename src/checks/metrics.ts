/** Names of metrics: each must be one that the engine can compute. */
import type { Report } from '../diagnostics/diagnostic.ts'
import { meant, oneOf } from '../diagnostics/suggest.ts'
import { metricSynonyms } from '../engines/data/synonyms.ts'
import type { MetricSet } from '../engines/engine.ts'
import { namesOf } from '../syntax/constants.ts'
import type { GivenValue } from './given-value.ts'
import { partSpan } from './spans.ts'

/** True when all of them are known. */
export function checkMetrics(given: GivenValue, metrics: MetricSet, report: Report): boolean {
  const { attribute, value, metricSeverity } = given
  const names = value ? (namesOf(value) ?? []) : []
  let sound = true
  for (const name of names) {
    const fault = faultOf(name, metrics)
    if (!fault) continue
    sound = false
    report({
      name: 'unknown-metric',
      ...(metricSeverity ? { severity: metricSeverity } : {}),
      message: `\`${name}\` is no metric ${metrics.of ?? 'that is known here'}`,
      span: partSpan(attribute.value, name),
      help: fault,
    })
  }
  return sound
}

/** What to do about a name that is no metric. */
function faultOf(name: string, { names, parameters = {}, elsewhere }: MetricSet): string | undefined {
  const at = name.indexOf('@')
  const base = at < 0 ? name : name.slice(0, at)
  if (names.includes(name)) {
    return Object.hasOwn(parameters, name) && parameters[name] === true
      ? `\`${name}\` needs a number: \`${name}@0.5\``
      : undefined
  }
  if (at >= 0 && names.includes(base)) {
    if (!Object.hasOwn(parameters, base))
      return `\`${base}\` takes no number: leave out \`${name.slice(at)}\``
    return /^\d+(\.\d+)?-?$/.test(name.slice(at + 1))
      ? undefined
      : `behind \`@\` comes a number, as in \`${base}@0.5\``
  }
  const other = elsewhere?.names.includes(base) ? `\`${name}\` belongs to \`${elsewhere.key}\`` : undefined
  return other ?? bySynonym(name, names) ?? meant(name, names) ?? `expected ${oneOf(names)}`
}

function bySynonym(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  const same = metricSynonyms.find((group) => group.some((one) => one.toLowerCase() === wanted)) ?? []
  const known = same.find((one) => names.includes(one))
  return known === undefined ? undefined : `perhaps \`${known}\` was meant`
}
