/**
 * The contract of a model store. The compiler asks for metadata only (`MetadataReader`); steps and tools
 * also read and save models. Every store behaves alike: `test/stores/stores.test.ts` runs over all of them.
 *
 * Names are as `statements/names.ts` writes them: `m`, `db.m`. Every call rejects with a `StoreError`
 * when the store can't do it, or with the signal's reason when the signal is aborted.
 */
import type { Metadata } from '../metadata/metadata.ts'

/** All that compiling needs of a store, so that a program of another hand can easily stand in for one. */
export interface MetadataReader {
  /** Where it is, without a password: for messages, plans and pages. */
  readonly url: string
  /**
   * The metadata of a model, or nothing when there is no model of that name. Loads no model: what is
   * read grows with the metadata only.
   */
  readMetadata(model: string, signal: AbortSignal): Promise<Metadata | undefined>
  /** Names of its models in alphabetical order, to offer the nearest; may be partial. */
  listModels(signal: AbortSignal): Promise<readonly string[]>
}

export interface StoredModel {
  readonly metadata: Metadata
  /**
   * The model's bytes, in pieces of bounded size. All of one version: a save meanwhile changes nothing.
   * Rejects at the end when they are not those that the metadata's `sha256` was made of. They can be
   * read once, and should be read to their end or given back with `return()`.
   */
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface Store extends MetadataReader {
  /** A model with its metadata, or nothing when there is none of that name. */
  readModel(model: string, signal: AbortSignal): Promise<StoredModel | undefined>
  /**
   * Saves a model under a name, in place of one that is there. All or nothing: a reader sees the old
   * model whole or the new one whole, whatever fails or runs at the same time. What is no model is
   * never replaced.
   *
   * @param metadata is saved with the `sha256` of the bytes
   * @param bytes are read twice
   * @returns the metadata as it was saved
   */
  saveModel(model: string, metadata: Metadata, bytes: Blob, signal: AbortSignal): Promise<Metadata>
  /** Gives back connections and files. Nothing may be asked afterwards. */
  close(): Promise<void>
}
