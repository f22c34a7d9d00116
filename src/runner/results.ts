/** What a step has shown, as text: `001.json` is a result set, `002.png` a picture, `003.txt` a text. */
import { counted } from '../diagnostics/counted.ts'
import { fitted, visible, widthOf } from '../diagnostics/render/text.ts'
import { isObject, type Json } from '../metadata/json.ts'

/** More rows than this are counted. */
const shownRows = 20
const widestCell = 40

/** @param path of the file, for what is not shown */
export function resultSetText(text: string, path: string): string {
  const document = parseExactly(text)
  const columns = isObject(document) ? document['columns'] : undefined
  const rows = isObject(document) ? document['rows'] : undefined
  if (!isObject(document) || !isList(columns) || !isList(rows)) return `${path} is no result set\n`
  const shown = rows.slice(0, shownRows).map((row) => (isList(row) ? row : []))
  const table = [columns, ...shown].map((row) => row.map(cellText))
  const widths = columns.map((_, at) => Math.max(...table.map((row) => widthOf(row[at] ?? ''))))
  const lines = table.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  const count = Number(document['count'] ?? rows.length)
  const more =
    count > shown.length
      ? `; the first ${shown.length} are shown, ${visible(path)} has ${fileHas(count, rows.length)}`
      : ''
  return `${lines.join('\n')}\n(${counted(count, 'row')}${more})\n`
}

function fileHas(count: number, inFile: number): string {
  return count > inFile ? `${inFile}` : 'all'
}

/** A text of a user, with its lines, and nothing else that a terminal would obey. */
export function textResult(text: string): string {
  return `${text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map(visible)
    .join('\n')}\n`
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function cellText(cell: Json): string {
  return fitted(visible(plainText(cell)), widestCell)
}

function plainText(cell: Json): string {
  if (cell === null) return 'NULL'
  if (typeof cell !== 'object') return String(cell)
  const { base64 } = isObject(cell) ? cell : {}
  return typeof base64 === 'string' ? `0x${hex(base64)}` : JSON.stringify(cell)
}

function hex(base64: string): string {
  const bytes = atob(base64.slice(0, 4 * widestCell))
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** Numbers as they are written: those of a database may have more digits than a number here. */
function parseExactly(text: string): Json {
  const exactly = (_: string, value: Json, { source }: { source?: string } = {}): Json =>
    typeof value === 'number' ? (source ?? value) : value
  try {
    return JSON.parse(text, exactly) as Json
  } catch {
    return null
  }
}
