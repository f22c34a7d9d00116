/** Text for terminals: what can be seen, how wide it is, and nothing that a terminal would obey. */

const tabWidth = 4

/** Characters that two cells show: East Asian wide ones and most emoji. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}

/** Accents and selectors that are drawn over the character before them. */
const combining = /^\p{Mn}|^\p{Me}/u

function cellsOf(character: string): number {
  if (combining.test(character)) return 0
  return isWide(character.codePointAt(0) ?? 0) ? 2 : 1
}

/** A character as it is shown: control characters and those that turn or hide text by their number. */
function shownAs(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (character === '\t') return ' '.repeat(tabWidth)
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(character)) {
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  }
  return character
}

/** Text without anything that a terminal would obey; a line stays one line. */
export function visible(text: string): string {
  return Array.from(text, shownAs).join('')
}

/** The same of several lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n')
}

/** Only what terminals obey is changed: names of files keep their spaces and joiners. */
export function controlsVisible(text: string): string {
  return text.replace(/\p{Cc}/gu, shownAs)
}

/** How many cells a text takes, of which nothing needs to be made visible. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += cellsOf(character)
  return width
}

/** The beginning of a text that fits into so many cells; what was cut off is marked. */
export function fitted(text: string, limit: number): string {
  if (text.length <= limit && !/[^ -~]/.test(text)) return text
  if (widthOf(text) <= limit) return text
  let width = 0
  let end = 0
  for (const character of text) {
    const next = width + cellsOf(character)
    if (next > limit - 1) break
    width = next
    end += character.length
  }
  return limit < 1 ? '' : `${text.slice(0, end)}…`
}

export interface Cells {
  readonly shown: string
  /** The cell at which the character at an index of the line begins. */
  columnOf(index: number): number
}

/** A line from `from` on, `limit` characters long, with the cells its characters stand in. */
export function cells(line: string, from: number, limit: number): Cells {
  const starts = new Map<number, number>()
  const [first, last] = [wholeAt(line, from), wholeAt(line, from + limit)]
  let shown = first > 0 ? '…' : ''
  let column = shown.length
  let at = first
  for (const character of line.slice(first, last)) {
    starts.set(at, column)
    const text = shownAs(character)
    shown += text
    // What is shown by its number is ASCII.
    column += text === character ? cellsOf(character) : text.length
    at += character.length
  }
  const end = column
  if (at < line.length) shown += '…'
  return { shown, columnOf: (index) => (index < first ? 0 : (starts.get(index) ?? end)) }
}

/** An index that is not between the halves of a character. */
function wholeAt(line: string, index: number): number {
  const unit = line.charCodeAt(index)
  const before = line.charCodeAt(index - 1)
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? index - 1 : index
}
