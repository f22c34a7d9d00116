/** Estimators behind TO TRAIN, alone or behind an image. */
import { engines } from '../../engines/table.ts'
import type { Offer } from './offers.ts'

/** @param typed with an image before its last slash, the estimators are offered behind that image */
export function estimatorOffers(typed: string, images: readonly string[]): Offer[] {
  const slash = typed.lastIndexOf('/')
  const image = slash < 0 ? '' : typed.slice(0, slash + 1)
  const named = Object.values(engines).flatMap((engine) =>
    engine.estimators.map((name): Offer => {
      const { owner = engine.title, doc = '' } = engine.estimator(name) ?? {}
      return {
        label: image + name,
        kind: 'estimator',
        detail: owner,
        documentation: doc,
        rank: 1,
      }
    }),
  )
  const behind = images.map(
    (name): Offer => ({
      label: `${name}/`,
      kind: 'image',
      detail: 'image of this program',
      rank: image === '' ? 2 : 3,
    }),
  )
  return [...named, ...behind]
}
