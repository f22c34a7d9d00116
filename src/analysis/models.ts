/**
 * Metadata for every use of a model. With a producer it comes from the TRAIN statement, and no store is
 * asked; that of external models has been read before (`external.ts`).
 */

import type { Links } from '../effects/links.ts'
import type { ExternalModel, Models, ModelUse } from '../effects/models.ts'
import { metadataFromTrain } from '../metadata/from-train.ts'
import type { Metadata } from '../metadata/metadata.ts'
import type { MetadataReader } from '../stores/store.ts'
import type { Program } from '../syntax/ast.ts'

/**
 * Carries metadata along the links, from top to bottom.
 *
 * @param describe what makes metadata of a TRAIN: an editor knows most of it from before
 */
export function connectModels(
  program: Program,
  links: Links,
  external: ReadonlyMap<string, ExternalModel>,
  store?: MetadataReader,
  describe = metadataFromTrain,
): Models {
  const uses: (ModelUse | undefined)[] = []
  const made: (Metadata | undefined)[] = []
  program.statements.forEach((statement, index) => {
    const link = links[index]
    const use = link ? useOf(link, made, external, store) : undefined
    uses.push(use)
    made.push(statement.kind === 'train' ? describe(statement, program.text, use?.metadata) : undefined)
  })
  return { uses, made }
}

function useOf(
  link: NonNullable<Links[number]>,
  made: readonly (Metadata | undefined)[],
  external: ReadonlyMap<string, ExternalModel>,
  store: MetadataReader | undefined,
): ModelUse | undefined {
  const { model, producer } = link
  if (producer !== undefined) {
    const metadata = made[producer]
    return metadata ? { model, from: 'program', producer, metadata } : undefined
  }
  const found = external.get(model)
  if (!found) return undefined
  const { metadata, from } = found
  return { model, from, metadata, ...(store && from === 'store' ? { store: store.url } : {}) }
}
