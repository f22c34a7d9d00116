/**
 * The metadata document: what is known of a model without loading it. Here the part that the TRAIN
 * statement decides; training adds the rest. Fields that are not known survive a round trip.
 */
import type { EngineName } from '../engines/engine.ts'
import type { Json } from './json.ts'

export const metadataVersion = 1

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
  /** What training adds, and what other versions know. */
  readonly [field: string]: Json | undefined
}
