/** `sqlflow.yaml` as plain data, with the place of every value in it. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'

export interface Place {
  readonly path: string
  readonly line: number
  readonly column: number
}

export interface SettingsFile {
  /** Nothing for an empty file, and for one that can't be read. */
  readonly content?: unknown
  readonly errors: readonly { readonly message: string; readonly at: Place }[]
  readonly warnings: readonly { readonly message: string; readonly at: Place }[]
  /** Where a value's key stands, or the nearest one above it. */
  placeOf(path: readonly string[]): Place
}

export function readSettingsFile(path: string, text: string): SettingsFile {
  const lines = new LineCounter()
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { path, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
    const said = ({ code, message, pos }: { code: string; message: string; pos: [number, number] }) => ({
      message: ownWords[code] ?? `this is not YAML: ${message.split('\n', 1)[0] ?? ''}`,
      at: place(pos[0]),
    })
    const placeOf = (keys: readonly string[]): Place => place(offsetOf(document, keys))
    const errors = document.errors.map(said)
    const warnings = document.warnings.map(said)
    if (errors.length > 0 || document.contents === null) return { errors, warnings, placeOf }
    const content: unknown = document.toJS()
    return { content, errors, warnings, placeOf }
  } catch {
    // Values that refer to each other a million times, or brackets a million deep.
    const at = place(0)
    const message = 'the file is too involved: too many levels, or too many aliases'
    return { errors: [{ message, at }], warnings: [], placeOf: () => at }
  }
}

/** Where the library's words are for those who program with it. */
const ownWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key was given before',
  MULTIPLE_DOCS: 'a second document begins here; settings are one',
  TAG_RESOLVE_FAILED: 'this tag has no meaning here',
}

function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
  for (const part of path) {
    const target: unknown = isAlias(node) ? node.resolve(document) : node
    if (isMap(target)) {
      const pair = target.items.find(({ key }) => isScalar(key) && String(key.value) === part)
      if (!pair) break
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
      node = pair.value
    } else if (isSeq(target)) {
      node = target.items[Number(part)]
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset
    } else break
  }
  return offset
}
