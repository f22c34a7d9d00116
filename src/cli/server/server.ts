/** Which request is answered how. Requests are answered one after the other: a notebook asks so, and the folder is one. */
import type { MessageConnection } from 'vscode-languageserver/node'
import { redact } from '../../config/url.ts'
import { visible } from '../../diagnostics/render/text.ts'
import { dialects } from '../../dialects/table.ts'
import type { Host } from '../../host.ts'
import { isObject } from '../../metadata/json.ts'
import { type Action, type Answer, actions } from '../../server/protocol.ts'
import { variablePlaces } from '../../server/variables.ts'
import { version } from '../../version.ts'
import { EnvironmentError, ProblemError, UsageError } from '../errors.ts'
import { firstLine } from '../input.ts'
import { loadedSettings } from '../session.ts'
import { embeddedUrl } from '../stores.ts'
import { isParams, perform, type Running, settledSettings } from './request.ts'
import { readSettings } from './settings.ts'

export interface Server {
  /** Ends what runs. */
  close(): Promise<void>
}

/** @param enter makes a folder the one that paths are from */
export function handle(connection: MessageConnection, host: Host, enter: (folder: string) => void): Server {
  let running: Running | undefined
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => undefined)
    return result
  }
  // Whoever is gone is told nothing.
  const tell = async (method: string, params: unknown): Promise<void> =>
    connection.sendNotification(method, params)
  const notify = (method: string) => (params: unknown) => {
    tell(method, params).catch(() => undefined)
  }
  const client = {
    result: notify('result'),
    step: notify('step'),
    say: (text: string) => notify('say')({ text }),
  }

  const act = async (action: Action, params: unknown): Promise<Answer> => {
    if (!isParams(params)) return { ok: false, summary: 'the request is none of this server’s' }
    if (params.folder !== undefined) enter(params.folder)
    running = perform(host, action, params, client)
    return running.answer.finally(() => {
      running = undefined
    })
  }
  for (const action of actions)
    connection.onRequest(action, (params) => inTurn(() => answered(act(action, params))))
  connection.onRequest('bind', (params) => inTurn(() => bound(host, params)))
  connection.onRequest('settings', (params) => inTurn(() => answered(described(host, params))))
  connection.onRequest('shutdown', () => null)
  connection.onNotification('cancel', () => running?.stop())
  return {
    close: async () => {
      running?.stop()
      await queue
    },
  }
}

/** The names of the variables that a program uses, so that only their values are sent. */
async function bound(host: Host, params: unknown): Promise<{ names: string[] }> {
  if (!isObject(params) || typeof params['text'] !== 'string' || !isObject(params['settings']))
    return { names: [] }
  try {
    const { dialect } = await settledSettings(host, readSettings(params['settings']))
    const places = variablePlaces(params['text'], dialects[dialect])
    return { names: [...new Set(places.map(({ name }) => name))] }
  } catch (error) {
    // The action that follows says it.
    if (isKnown(error)) return { names: [] }
    throw error
  }
}

/** Checks settings and says what they come to, without passwords. */
async function described(host: Host, params: unknown): Promise<Answer & Readonly<Record<string, unknown>>> {
  const given = readSettings(isObject(params) && isObject(params['settings']) ? params['settings'] : {})
  const { dialect } = await settledSettings(host, given)
  const { settings } = await loadedSettings(host, given)
  const datasource = redact(settings.datasource ?? embeddedUrl)
  const parts = [`data source ${datasource}`, `dialect ${dialect}`]
  if (settings.modelStore !== undefined) parts.push(`models in ${redact(settings.modelStore)}`)
  if (settings.offline) parts.push('offline')
  return { ok: true, summary: parts.join(', '), version, datasource, dialect }
}

async function answered(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    const text = isKnown(error)
      ? firstLine(error)
      : `internal-error: ${firstLine(error)}; a fault of sqlflowc`
    return { ok: false, summary: visible(text) }
  }
}

function isKnown(error: unknown): boolean {
  return [EnvironmentError, ProblemError, UsageError].some((kind) => error instanceof kind)
}
