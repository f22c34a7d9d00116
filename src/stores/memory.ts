/** A store in memory: the twin that tests and examples use. It counts what it is asked. */
import type { Metadata } from '../metadata/metadata.ts'
import { prepared } from './saving.ts'
import type { Store, StoredModel } from './store.ts'

interface Entry {
  readonly metadata: Metadata
  readonly bytes: Blob
}

export class MemoryStore implements Store {
  readonly url: string
  /** Names asked for, in order. */
  readonly asked: string[] = []
  readonly #models: Map<string, Entry>

  constructor(
    models: Readonly<Record<string, Metadata>> | ReadonlyMap<string, Metadata> = {},
    url = 'memory:',
  ) {
    const entries = models instanceof Map ? models : Object.entries(models)
    this.#models = new Map([...entries].map(([name, metadata]) => [name, { metadata, bytes: new Blob([]) }]))
    this.url = url
  }

  async readMetadata(model: string, signal?: AbortSignal): Promise<Metadata | undefined> {
    signal?.throwIfAborted()
    this.asked.push(model)
    return this.#models.get(model)?.metadata
  }

  async listModels(): Promise<readonly string[]> {
    return [...this.#models.keys()].sort()
  }

  async readModel(model: string, signal?: AbortSignal): Promise<StoredModel | undefined> {
    signal?.throwIfAborted()
    const entry = this.#models.get(model)
    if (!entry) return undefined
    const { verified } = await import('./format/digest.ts')
    return { metadata: entry.metadata, bytes: verified(entry.bytes.stream(), entry.metadata) }
  }

  async saveModel(model: string, metadata: Metadata, bytes: Blob, signal: AbortSignal): Promise<Metadata> {
    // Digests are Node's: compiling, which asks for metadata only, runs without it.
    const { sha256Of } = await import('./format/digest.ts')
    const { document } = prepared(model, metadata, await sha256Of(bytes, signal))
    this.#models.set(model, { metadata: document, bytes })
    return document
  }

  async close(): Promise<void> {}
}
