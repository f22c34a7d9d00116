/**
 * The contract of a model store: the only way to a model that the program does not train itself. A
 * store is asked for nothing but metadata here; saving comes with the stores that keep models.
 */
import type { Metadata } from '../metadata/metadata.ts'

export interface Store {
  /** Where it is, without a password: for messages, plans and pages. */
  readonly url: string
  /** The metadata of a model, or nothing when it has no model of that name. Rejects when it can't tell. */
  readMetadata(model: string, signal: AbortSignal): Promise<Metadata | undefined>
  /** Names of its models, to offer the nearest; may be partial. */
  listModels(signal: AbortSignal): Promise<readonly string[]>
}
