/**
 * The metadata document: what is known of a model without loading it. The TRAIN statement decides the
 * first part; training adds the second. Fields that are not known survive a round trip. What each
 * field means stands in `fields.ts`; reading and writing in `document.ts`.
 */
import type { EngineName } from '../engines/table.ts'
import type { Json } from './json.ts'

/** The newest format that is read, and the one that is written. */
export const metadataVersion = 1

/** A column of the training data, and its type in the database's own words. */
export type Column = { readonly name: string; readonly type: string }

export interface Metadata {
  readonly formatVersion: number
  /** The whole TRAIN statement, as it was written. */
  readonly originalSql: string
  readonly select: string
  readonly validationSelect?: string
  /** Where the estimator lives; absent for the default image. */
  readonly image?: string
  readonly estimator: string
  readonly engine: EngineName
  readonly attributes: { readonly [key: string]: Json }
  /** Feature columns by target; empty when every column of the SELECT is a feature. */
  readonly features: { readonly [target: string]: Json }
  readonly label?: string
  readonly preTrainedModel?: string
  readonly into: string

  /** What only training can know. */
  readonly columns?: readonly Column[]
  readonly derivedFeatures?: Json
  /** ISO 8601, in UTC. */
  readonly trainedAt?: string
  /** How many rows it was trained on. */
  readonly rows?: number
  readonly metrics?: { readonly [name: string]: Json }
  /** `sqlflowc 0.1.0` */
  readonly compiler?: string
  readonly engineVersion?: string
  /** Of the model's bytes, in lower-case hexadecimal. */
  readonly sha256?: string

  /** What other versions know. */
  readonly [field: string]: Json | undefined
}
