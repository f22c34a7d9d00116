/** The options of commands as a request gives them: only what is known, and of the right kind. */
import { workflowKinds } from '../../config/kinds.ts'
import { urlForm, urlWords } from '../../config/url.ts'
import { type DialectName, dialectNames } from '../../dialects/table.ts'
import type { JsonObject } from '../../metadata/json.ts'
import type { SubmitCommandOptions } from '../commands/submit.ts'
import { UsageError } from '../errors.ts'
import type { RunCommandOptions } from '../run-checks.ts'
import { serviceNames } from '../submission/services.ts'

export type RequestSettings = RunCommandOptions & SubmitCommandOptions & { readonly online?: boolean }

const choices: Readonly<Record<string, readonly string[]>> = {
  dialect: dialectNames,
  kind: workflowKinds,
  to: serviceNames,
}
const urls: ReadonlySet<string> = new Set(['datasource', 'modelStore'])
const texts: ReadonlySet<string> = new Set(['config', 'namespace', 'python', 'output'])
const switches: ReadonlySet<string> = new Set([
  'offline',
  'locked',
  'online',
  'watch',
  'force',
  'localCommands',
])

export function readSettings(given: JsonObject): RequestSettings & { readonly dialect?: DialectName } {
  for (const [name, value] of Object.entries(given)) checkSetting(name, value)
  return given as RequestSettings & { readonly dialect?: DialectName }
}

/** What is no URL may be a password, so it is not repeated. */
function checkSetting(name: string, value: JsonObject[string]): void {
  if (urls.has(name)) {
    if (typeof value === 'string' && urlForm.test(value)) return
    throw new UsageError(`${name} must be ${urlWords}`)
  }
  const possible = choices[name]
  if (possible) {
    if (typeof value === 'string' && possible.includes(value)) return
    throw new UsageError(`${name} must be one of ${possible.join(', ')}`)
  }
  if (texts.has(name) && typeof value === 'string') return
  if (switches.has(name) && typeof value === 'boolean') return
  if (name === 'jobs' && Number.isInteger(value) && Number(value) > 0) return
  throw new UsageError(`there is no setting ${name} of this kind`)
}
