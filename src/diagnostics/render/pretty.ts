/**
 * The terminal form of a diagnostic: its message, the source with the places underlined, and what to do.
 * Nothing of the source reaches the terminal but printable text.
 */
import type { Diagnostic } from '../diagnostic.ts'
import type { Location, Source } from '../source.ts'
import { cells, visible } from './text.ts'

export interface PrettyOptions {
  readonly color?: boolean
}

export type FindSource = (path: string) => Source | undefined

const styles = { error: '31', warning: '33', note: '36', bold: '1', frame: '34' } as const

export function render(
  diagnostics: readonly Diagnostic[],
  sourceOf: FindSource,
  { color = false }: PrettyOptions = {},
): string {
  const paint = (style: keyof typeof styles, text: string): string =>
    color ? `\u001b[${styles[style]}m${text}\u001b[0m` : text
  return diagnostics.map((diagnostic) => renderOne(diagnostic, sourceOf(diagnostic.path), paint)).join('\n')
}

type Paint = (style: keyof typeof styles, text: string) => string

/** A stretch of one line to underline, with the words that belong to it. */
interface Mark {
  readonly line: number
  readonly column: number
  /** Exclusive; in UTF-16 code units, like the column. */
  readonly endColumn: number
  readonly text: string
  readonly primary: boolean
}

function renderOne(diagnostic: Diagnostic, source: Source | undefined, paint: Paint): string {
  const { severity, code, name, message, path, span, help } = diagnostic
  const lines = [
    `${paint(severity, `${severity}[${code}]`)} ${paint('bold', `${name}: ${visible(message)}`)}`,
  ]
  const place = `${visible(path)}:${span.line}:${span.column}`
  if (!source) {
    // What has no path, such as a flag, has no place.
    const at = path === '' ? [] : [` ${paint('frame', '-->')} ${place}`]
    return [...lines, ...at, ...helpLine('  ', help, paint), ''].join('\n')
  }
  const marks = marksOf(diagnostic, source)
  const width = String(Math.max(...marks.map(({ line }) => line))).length
  const gutter = ' '.repeat(width)
  lines.push(`${gutter}${paint('frame', '-->')} ${place}`, `${gutter} ${paint('frame', '|')}`)
  let previous = 0
  for (const line of [...new Set(marks.map((mark) => mark.line))].sort((a, b) => a - b)) {
    if (previous > 0 && line > previous + 2) lines.push(paint('frame', '...'))
    else
      for (let between = previous + 1; previous > 0 && between < line; between++)
        lines.push(sourceLine(source, between, width, paint))
    lines.push(
      ...markedLine(
        source,
        line,
        marks.filter((mark) => mark.line === line),
        width,
        severity,
        paint,
      ),
    )
    previous = line
  }
  lines.push(...helpLine(`${gutter} `, help, paint))
  return `${lines.join('\n')}\n`
}

function helpLine(indent: string, help: string | undefined, paint: Paint): string[] {
  return help === undefined ? [] : [`${indent}${paint('frame', '=')} help: ${visible(help)}`]
}

function marksOf({ span, note, labels }: Diagnostic, source: Source): Mark[] {
  const mark = (place: Location, text: string, primary: boolean): Mark => ({
    line: place.line,
    column: place.column,
    // What goes on over several lines is underlined to the end of its first.
    endColumn: place.endLine > place.line ? source.line(place.line).trimEnd().length + 1 : place.endColumn,
    text,
    primary,
  })
  return [mark(span, note ?? '', true), ...labels.map((label) => mark(label.span, label.message, false))]
}

/** At most so much of a line is shown. */
const widest = 160

/** Where to begin with a long line: before its first mark, or before the main one when they stand too far apart. */
function windowStart(text: string, marks: readonly Mark[]): number {
  if (text.length <= widest) return 0
  const columns = marks.map(({ column }) => column - 1)
  const [first, last] = [Math.min(...columns), Math.max(...columns)]
  const main = (marks.find(({ primary }) => primary)?.column ?? first + 1) - 1
  const start = last - first < widest - 80 ? first : main
  return start > widest / 2 ? start - 40 : 0
}

function sourceLine(source: Source, line: number, width: number, paint: Paint): string {
  const { shown } = cells(source.line(line), 0, widest)
  return `${paint('frame', `${String(line).padStart(width)} |`)} ${shown}`.trimEnd()
}

function markedLine(
  source: Source,
  line: number,
  marks: readonly Mark[],
  width: number,
  severity: Diagnostic['severity'],
  paint: Paint,
): string[] {
  const text = source.line(line)
  const row = cells(text, windowStart(text, marks), widest)
  const gutter = paint('frame', `${' '.repeat(width)} |`)
  const out = [`${paint('frame', `${String(line).padStart(width)} |`)} ${row.shown}`.trimEnd()]
  // The message of the last mark stands beside it; those before it get lines of their own.
  for (const mark of [...marks].sort((a, b) => b.column - a.column)) {
    const start = row.columnOf(mark.column - 1)
    const length = Math.max(1, row.columnOf(mark.endColumn - 1) - start)
    const line = (mark.primary ? '^' : '-').repeat(length)
    const style = mark.primary ? severity : 'frame'
    const words = mark.text === '' ? line : `${line} ${visible(mark.text)}`
    out.push(`${gutter} ${' '.repeat(start)}${paint(style, words)}`)
  }
  return out
}
