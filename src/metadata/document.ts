/**
 * Metadata as text: strict when it is written, tolerant of what it does not know when it is read. A
 * document that can't be used is refused with the reason, and never half understood.
 */
import { engineOf } from '../engines/table.ts'
import { checkContent } from './content.ts'
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
  return checkedMetadata(parsed(textOf(document)), into)
}

/** The same for a document that is parsed already, as in a file of several. */
export function checkedMetadata(value: unknown, into: string): Metadata {
  if (!isObject(value)) throw new DocumentError('damaged', `its metadata is ${kindOf(value)}, not an object`)
  checkContent(value)
  return isSqlflow(value)
    ? checked(fromSqlflow(value, into))
    : checked({ ...value, into: value['into'] ?? into })
}

function textOf(document: string | Uint8Array): string {
  if (typeof document === 'string') return document.replace(/^\uFEFF/, '')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(document)
  } catch {
    throw new DocumentError('damaged', 'its metadata is not UTF-8 text')
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const value = withoutNan(text)
    if (isObject(value) && isSqlflow(value)) return value
    // The parser's own message quotes the text, which may hold anything.
    const reason = value === undefined ? '' : ': it holds NaN or Infinity, which JSON has not'
    throw new DocumentError('damaged', `its metadata is not JSON${reason}`)
  }
}

/** Python writes `NaN` and `Infinity` as if JSON had them. As texts they are kept. */
function withoutNan(text: string): unknown {
  let inString = false
  const json = text.replace(/\\.|"|-?\b(?:NaN|Infinity)\b/g, (found) => {
    if (found === '"') inString = !inString
    return inString || !/[NI]/.test(found) || found.startsWith('\\') ? found : `"${found}"`
  })
  try {
    return JSON.parse(json)
  } catch {
    return undefined
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
  const estimator = value['estimator'] ?? undefined
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

/** Known fields first, as the table has them; the others keep their order. */
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
  // JSON would write null or nothing in the place of these, and nobody would ever know.
  checkContent(value)
  return JSON.stringify(ordered(value))
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
