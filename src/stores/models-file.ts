/** A JSON file of metadata documents by model name: what `memory:FILE` answers from. */
import type { Metadata } from '../metadata/metadata.ts'

/** Throws with a message for users when the file is not such a file. */
export function readModels(text: string, path: string): Map<string, Metadata> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new Error(`${path} is not JSON`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`${path} must be an object with metadata documents by model name`)
  }
  return new Map(
    Object.entries(parsed).map(([name, document]) => {
      if (!isMetadata(document))
        throw new Error(`${path}: \`${name}\` is not a metadata document: it needs estimator and engine`)
      return [name, document]
    }),
  )
}

function isMetadata(value: unknown): value is Metadata {
  if (typeof value !== 'object' || value === null) return false
  const { estimator, engine } = value as { estimator?: unknown; engine?: unknown }
  return typeof estimator === 'string' && (engine === 'xgboost' || engine === 'tensorflow')
}
