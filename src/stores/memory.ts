/** A store in memory: the twin that tests and examples use. It counts what it is asked. */
import type { Metadata } from '../metadata/metadata.ts'
import type { Store } from './store.ts'

export class MemoryStore implements Store {
  readonly url: string
  /** Names asked for, in order. */
  readonly asked: string[] = []
  readonly #models: ReadonlyMap<string, Metadata>

  constructor(
    models: Readonly<Record<string, Metadata>> | ReadonlyMap<string, Metadata> = {},
    url = 'memory:',
  ) {
    this.#models = models instanceof Map ? models : new Map(Object.entries(models))
    this.url = url
  }

  async readMetadata(model: string): Promise<Metadata | undefined> {
    this.asked.push(model)
    return this.#models.get(model)
  }

  async listModels(): Promise<readonly string[]> {
    return [...this.#models.keys()]
  }
}
