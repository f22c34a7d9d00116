/** What the columns of a result set hold, judged by its cells. */
import { isObject, type Json } from '../metadata/json.ts'
import type { ColumnType } from './protocol.ts'

/** How a step writes numbers that JSON has not. */
const notFinite: ReadonlySet<Json> = new Set(['nan', 'inf', '-inf'])

export function columnTypes(text: string): ColumnType[] {
  const document = JSON.parse(text) as Json
  const { columns, rows } = isObject(document) ? document : {}
  if (!Array.isArray(columns) || !Array.isArray(rows)) return []
  return columns.map((_: Json, at: number) =>
    typeOf(rows.map((row: Json) => (Array.isArray(row) ? row[at] : null))),
  )
}

function typeOf(cells: readonly Json[]): ColumnType {
  const kinds = new Set(cells.filter((cell) => cell !== null && cell !== undefined).map(kindOf))
  const [kind, ...others] = [...kinds].filter((one) => one !== 'not finite')
  if (kind === undefined) return kinds.size > 0 ? 'text' : 'empty'
  const numbers = others.length === 0 || (others.length === 1 && isNumber(kind) && isNumber(others[0]))
  if (isNumber(kind) && numbers && (kinds.has('not finite') || others.length === 1)) return 'number'
  if (others.length > 0) return 'mixed'
  return kinds.has('not finite') && kind !== 'text' ? 'mixed' : (kind as ColumnType)
}

function isNumber(kind: string | undefined): boolean {
  return kind === 'integer' || kind === 'number'
}

function kindOf(cell: Json): ColumnType | 'not finite' {
  if (typeof cell === 'boolean') return 'boolean'
  if (typeof cell === 'number') return Number.isInteger(cell) ? 'integer' : 'number'
  if (typeof cell === 'string') return notFinite.has(cell) ? 'not finite' : 'text'
  return isObject(cell) && typeof cell['base64'] === 'string' ? 'bytes' : 'mixed'
}
