/**
 * Metadata as text: strict when it is written, tolerant of what it does not know when it is read. A
 * document that can't be used is refused with the reason, and never half understood.
 */
import { engineOf } from '../engines/table.ts'
import { DocumentError } from './document-error.ts'
import { metadataFields, requiredFields } from './fields.ts'
import { fromSqlflow, isSqlflow } from './from-sqlflow.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { type Metadata, metadataVersion } from './metadata.ts'

/**
 * Reads a metadata document: ours, or the one that SQLFlow wrote. Fields that are not known are kept.
 *
 * @param into the name that the model was found under, for documents that don't say it
 * @throws DocumentError when it is none, is damaged, or is of a newer format
 */
export function decodeMetadata(document: string | Uint8Array, into = ''): Metadata {
  const value = parsed(document)
  if (!isObject(value)) throw new DocumentError('damaged', `its metadata is ${kindOf(value)}, not an object`)
  return isSqlflow(value)
    ? checked(fromSqlflow(value, into))
    : checked({ ...value, into: value['into'] ?? into })
}

/** The same for a document that is an object already, as in a file of several. */
export function checkedMetadata(value: unknown, into: string): Metadata {
  return decodeMetadata(JSON.stringify(value) ?? '', into)
}

function parsed(document: string | Uint8Array): unknown {
  let text: string
  try {
    text =
      typeof document === 'string' ? document : new TextDecoder('utf-8', { fatal: true }).decode(document)
  } catch {
    throw new DocumentError('damaged', 'its metadata is not UTF-8 text')
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, which may hold anything.
    throw new DocumentError('damaged', 'its metadata is not JSON')
  }
}

function checked(value: JsonObject): Metadata {
  const version = value['formatVersion']
  if (Number.isSafeInteger(version) && Number(version) > metadataVersion) {
    throw new DocumentError(
      'newer',
      `its metadata has format ${version}, and this release reads formats up to ${metadataVersion}`,
    )
  }
  const { estimator } = value
  if (estimator === undefined) {
    throw new DocumentError('damaged', 'its metadata names no estimator, so it is no metadata of a model')
  }
  const engine = value['engine'] ?? (typeof estimator === 'string' ? engineOf(estimator) : undefined)
  const filled: Record<string, Json | undefined> = { ...value, ...(engine === undefined ? {} : { engine }) }
  for (const [field, { kind, otherwise }] of metadataFields) {
    filled[field] ??= otherwise
    const found = filled[field]
    if (found === undefined) delete filled[field]
    else if (!kind.fits(found))
      throw new DocumentError('damaged', `its metadata is wrong: ${field} ${kind.must}`)
  }
  return ordered(filled)
}

/** Known fields first, as the table has them, so that equal documents are equal bytes. */
function ordered(value: JsonObject): Metadata {
  const known = [...metadataFields.keys()].filter((field) => value[field] !== undefined)
  const rest = Object.keys(value).filter((field) => !metadataFields.has(field) && value[field] !== undefined)
  return Object.fromEntries([...known, ...rest].map((field) => [field, value[field]])) as unknown as Metadata
}

/**
 * Writes a metadata document as JSON text, its fields in the order of the table.
 *
 * @throws DocumentError when a field is missing or is not what the table says, so that nothing is saved
 *   that can't be read again
 */
export function encodeMetadata(metadata: Metadata): string {
  const value = metadata as unknown as JsonObject
  if (value['formatVersion'] !== metadataVersion) {
    throw new DocumentError('unsupported', `metadata is written in format ${metadataVersion} only`)
  }
  for (const field of requiredFields) {
    if (value[field] === undefined) throw new DocumentError('damaged', `its metadata has no ${field}`)
  }
  for (const [field, { kind }] of metadataFields) {
    const found = value[field]
    if (found !== undefined && !kind.fits(found)) {
      throw new DocumentError('damaged', `its metadata is wrong: ${field} ${kind.must}`)
    }
  }
  return JSON.stringify(ordered(value), (field, part: unknown) => {
    // JSON would write these as null, and nobody would ever know.
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new DocumentError('damaged', `its metadata holds a number that JSON can't: ${field} is ${part}`)
    }
    return part
  })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
