/** Names as text, for step names and specs. */
import type { Name } from '../syntax/ast.ts'

export function lastPart(name: Name): string {
  return name.parts[name.parts.length - 1]?.value ?? ''
}

/** `db.t`, without quotes. */
export function dotted(name: Name): string {
  return name.parts.map((part) => part.value).join('.')
}

/** The table of `db.table.column`. */
export function tableOfResult(result: Name): Name {
  const parts = result.parts.slice(0, -1)
  const end = parts[parts.length - 1]?.span.end ?? result.span.end
  return { kind: 'name', parts, span: { start: result.span.start, end } }
}

/** The parts of a name as one text. A part that holds a dot is quoted, so that `a.b` in one name and a, b in two stay different. */
export function joinParts(parts: readonly string[]): string {
  return parts.length === 1 ? joinedPart(parts[0] ?? '') : parts.map(joinedPart).join('.')
}

function joinedPart(part: string): string {
  return part.includes('.') || part.includes('"') ? JSON.stringify(part) : part
}

/** The inverse of `joinParts`. */
export function splitParts(joined: string): string[] {
  const parts = joined.match(/"(?:[^"\\]|\\.)*"|[^."]+/g) ?? []
  return parts.map((part) => (part.startsWith('"') ? String(JSON.parse(part)) : part))
}
