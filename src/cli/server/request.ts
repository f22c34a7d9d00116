/** One program and what is to be done with it: read, bound and linted; then the action itself, and an answer. */

import { parseUrl } from '../../config/url.ts'
import { dialectOfScheme } from '../../datasources/table.ts'
import { visible } from '../../diagnostics/render/text.ts'
import { type DialectName, defaultDialect, dialects } from '../../dialects/table.ts'
import type { Host } from '../../host.ts'
import { isObject, type JsonObject } from '../../metadata/json.ts'
import { bind } from '../../server/bind.ts'
import type { Action, ActionParams, Answer } from '../../server/protocol.ts'
import { readValue, type Value } from '../../server/values.ts'
import { EnvironmentError, ProblemError, UsageError } from '../errors.ts'
import { linting } from '../linting.ts'
import { loadedSettings } from '../session.ts'
import { embeddedUrl } from '../stores.ts'
import { RequestFindings } from './findings.ts'
import { observerOf } from './observing.ts'
import { type RequestHost, requestHost } from './request-host.ts'
import { type RequestSettings, readSettings } from './settings.ts'
import type { Client, Work } from './work.ts'

/** Gives a line that says how it went; problems are in the findings. */
type Act = (work: Work) => Promise<string>

const acts: { readonly [A in Action]: () => Promise<Act> } = {
  lint: async () => (await import('./views.ts')).lintAction,
  plan: async () => (await import('./views.ts')).planAction,
  graph: async () => (await import('./views.ts')).graphAction,
  compile: async () => (await import('./views.ts')).compileAction,
  run: async () => (await import('./commands.ts')).runAction,
  submit: async () => (await import('./commands.ts')).submitAction,
}

export interface Running {
  readonly answer: Promise<Answer>
  /** Once asks, twice forces. */
  stop(): void
}

export function perform(host: Host, action: Action, params: ActionParams, client: Client): Running {
  const stopping = Promise.withResolvers<Answer>()
  let current: RequestHost | undefined
  const isStopped: Answer = { ok: false, summary: 'stopped' }
  const begin = async (): Promise<Answer> => {
    const settings = await settledSettings(host, readSettings(params.settings))
    const path = `cell ${params.cell}`
    const bound = bind(params.text, path, dialects[settings.dialect], variablesOf(params))
    const findings = new RequestFindings(bound)
    const observer = observerOf(findings, client, bound.lineBack)
    const own = requestHost(host, path, bound.text, observer)
    current = own
    const work: Work = { host: own, path, settings, findings, client, lineBack: bound.lineBack }
    const summary = findings.haveErrors ? '' : await actedOn(action, work, bound.text)
    const problems = findings.bundle()
    const isFine = !findings.haveErrors
    return {
      ok: isFine,
      summary: isFine && summary !== '' ? summary : findings.words,
      ...(problems ? { problems } : {}),
    }
  }
  return {
    answer: Promise.race([begin(), stopping.promise]),
    stop: () => {
      // Before there is a process to stop there is nothing to wait for.
      if (!current?.stop('SIGINT')) stopping.resolve(isStopped)
    },
  }
}

/** What can't be done is said as what is wrong with the program is. */
async function actedOn(action: Action, work: Work, text: string): Promise<string> {
  try {
    if (!(await isClean(work, text)) && action !== 'lint' && !work.settings.force) return ''
    return await (await acts[action]())(work)
  } catch (error) {
    const isKnown = [EnvironmentError, ProblemError, UsageError].some((kind) => error instanceof kind)
    if (!isKnown || !(error instanceof Error)) throw error
    work.findings.failed(error.message)
    return ''
  }
}

/** Nothing is done with a program that the linter finds errors in. */
async function isClean({ host, path, settings, findings }: Work, text: string): Promise<boolean> {
  const { lint, problems } = await linting(host, settings)
  findings.add(problems)
  findings.add(await lint({ path, text }))
  return !findings.haveErrors
}

function variablesOf({ variables, names }: ActionParams): {
  values: Map<string, Value>
  names: readonly string[]
} {
  const values = new Map<string, Value>()
  for (const [name, json] of Object.entries(variables)) {
    const value = readValue(json)
    if (!value) throw new UsageError(`the value of ${visible(name)} is not written as a value`)
    values.set(name, value)
  }
  return { values, names: names.filter((name) => typeof name === 'string') }
}

/** Where nothing names a data source, programs run on SQLite here, so all is read as SQLite's. */
export async function settledSettings(
  host: Host,
  given: RequestSettings,
): Promise<RequestSettings & { readonly dialect: DialectName }> {
  const { settings } = await loadedSettings(host, given)
  const { scheme } = parseUrl(settings.datasource ?? embeddedUrl)
  const dialect = settings.dialect ?? dialectOfScheme(scheme) ?? defaultDialect
  return { ...given, dialect }
}

export function isParams(params: unknown): params is ActionParams {
  if (!isObject(params)) return false
  const { text, cell, settings, variables, names }: JsonObject = params as JsonObject
  return (
    typeof text === 'string' &&
    typeof cell === 'number' &&
    isObject(settings) &&
    isObject(variables) &&
    Array.isArray(names)
  )
}
