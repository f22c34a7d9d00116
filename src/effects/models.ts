/** What is known of the models that a program uses and makes. `analysis/external.ts` and `models.ts` find it. */
import type { Metadata } from '../metadata/metadata.ts'

/** A model that the program does not train. */
export interface ExternalModel {
  readonly metadata: Metadata
  readonly from: 'store' | 'lock'
}

export interface ModelUse {
  readonly model: string
  readonly from: 'program' | 'store' | 'lock'
  readonly producer?: number
  /** The redacted URL of the store it came from. */
  readonly store?: string
  readonly metadata: Metadata
}

export interface Models {
  /** For each statement the model it uses. */
  readonly uses: readonly (ModelUse | undefined)[]
  /** For each TRAIN the metadata that its model will have. */
  readonly made: readonly (Metadata | undefined)[]
}
