/** Which TRAIN makes the model that a statement uses. `analysis/links.ts` finds it. */

/** How the models of a program are kept. */
export type ModelPlace = 'tables' | 'apart'

export interface Link {
  /** The model as it is called in this use. */
  readonly model: string
  /** The statement that trains it, or nothing: the model is external. */
  readonly producer?: number
}

/** For each statement the model it uses, if it uses one that can be had. */
export type Links = readonly (Link | undefined)[]
