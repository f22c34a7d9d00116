/** `sqlflowc model list` and `model show NAME`: what a store holds. */
import { jsonText } from '../../diagnostics/render/json.ts'
import { nearest, perhaps } from '../../diagnostics/suggest.ts'
import type { Host } from '../../host.ts'
import type { Metadata } from '../../metadata/metadata.ts'
import { StoreError } from '../../stores/errors.ts'
import type { MetadataReader } from '../../stores/store.ts'
import { EnvironmentError, exitCodes, ProblemError, UsageError } from '../errors.ts'
import { type CommonOptions, loadedSettings, report } from '../session.ts'
import { LazyStore, storeUrl } from '../stores.ts'

export interface ModelCommandOptions extends CommonOptions {
  readonly json?: boolean
}

export async function modelListCommand(host: Host, options: ModelCommandOptions): Promise<number> {
  return withStore(host, options, async (store, signal, connections) => {
    const names = await store.listModels(signal)
    const models = await described(store, names, signal, connections)
    if (options.json) {
      host.out(`${jsonText({ version: 1, store: store.url, models }, 2)}\n`)
    } else {
      const { listText } = await import('../../views/models-text.ts')
      host.out(listText(store.url, models))
    }
    return exitCodes.fine
  })
}

export async function modelShowCommand(
  host: Host,
  name: string,
  options: ModelCommandOptions,
): Promise<number> {
  return withStore(host, options, async (store, signal) => {
    const metadata = await store
      .readMetadata(name, signal)
      .catch((error: unknown) => explained(name, store, error))
    if (!metadata) {
      const close = nearest(name, await store.listModels(signal), 2)
      throw new ProblemError(
        [`${store.url} has no model \`${name}\``, perhaps(close)].filter(Boolean).join('; '),
      )
    }
    if (options.json) {
      host.out(`${jsonText(metadata, 2)}\n`)
    } else {
      const { modelText } = await import('../../views/models-text.ts')
      host.out(modelText(name, metadata))
    }
    return exitCodes.fine
  })
}

/** Faults of one model name it; others are of the store. */
async function explained(name: string, store: MetadataReader, error: unknown): Promise<never> {
  if (!(error instanceof StoreError) || error.scope === 'store') throw error
  const { failureOf } = await import('../../analysis/store-failures.ts')
  const { message, help = '' } = failureOf(name, store.url, error)
  const text = `${message}; ${help}`
  throw error.fault === 'not-a-model' ? new ProblemError(text) : new EnvironmentError(text)
}

export interface DescribedModel {
  readonly name: string
  readonly metadata?: Metadata
  /** Why there is no metadata. */
  readonly problem?: string
}

/** One model that can't be read must not hide the others. */
async function described(
  store: MetadataReader,
  names: readonly string[],
  signal: AbortSignal,
  connections: number,
): Promise<DescribedModel[]> {
  const found = new Map<string, DescribedModel>()
  const waiting = names.values()
  const worker = async (): Promise<void> => {
    for (const name of waiting) {
      try {
        const metadata = await store.readMetadata(name, signal)
        // It may have been dropped meanwhile.
        if (metadata) found.set(name, { name, metadata })
      } catch (error) {
        if (!(error instanceof StoreError) || error.scope === 'store') throw error
        found.set(name, { name, problem: error.message })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(connections, names.length) }, worker))
  return names.flatMap((name) => found.get(name) ?? [])
}

async function withStore(
  host: Host,
  options: CommonOptions,
  use: (store: MetadataReader, signal: AbortSignal, connections: number) => Promise<number>,
): Promise<number> {
  const { settings, problems } = await loadedSettings(host, options)
  const code = await report(host, problems, undefined, options)
  if (code !== exitCodes.fine) return code
  if (settings.offline) throw new UsageError('a store can’t be asked with --offline')
  const url = await storeUrl(host, settings)
  if (url === undefined) {
    throw new UsageError('no model store is given: name it with --model-store or --datasource')
  }
  const store = new LazyStore(url, host, settings)
  const [{ retrying }, { withAbort }] = await Promise.all([
    import('../../stores/retry.ts'),
    import('../../stores/abort.ts'),
  ])
  const { deadlineSeconds, connections } = settings.stores
  const abort = new AbortController()
  const timer = setTimeout(
    () => abort.abort(new StoreError('unreachable', `no answer within ${deadlineSeconds} s`)),
    deadlineSeconds * 1000,
  )
  try {
    const { signal } = abort
    return await retrying(() => withAbort(use(store, signal, connections), signal), signal)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const help = error.help === undefined ? '' : `; ${error.help}`
    throw new EnvironmentError(`${store.url}: ${error.message}${help}`)
  } finally {
    clearTimeout(timer)
    await store.close()
  }
}
