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
