/**
 * A step's input as text that nothing on its way can change, whatever the back end. Argo rewrites `{{…}}` in every text of a
 * workflow, several times, and has no escape for it; Kubernetes expands `$(…)` and `$$`; a value with
 * unusual characters can break Argo's own JSON. So strings hold none of these: they are JSON in
 * printable ASCII, with `{`, `}`, `$` and everything else as \uXXXX. Any JSON reader gets them back.
 * No line ends with a backslash, which would go on in the next line of a Makefile.
 */
import type { Json } from '../metadata/json.ts'

export function payload(value: Json): string {
  return write(value, '')
}

/** Indented, so that no two brackets of the document itself stand side by side. */
function write(value: Json | undefined, indent: string): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : quote(String(value))
  if (typeof value !== 'object' || value === null) return String(value ?? null)
  const inner = `${indent}  `
  if (isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every((item) => typeof item !== 'object' || item === null)) {
      return `[${value.map((item) => write(item, inner)).join(', ')}]`
    }
    return `[\n${value.map((item) => inner + write(item, inner)).join(',\n')}\n${indent}]`
  }
  const lines: string[] = []
  for (const key of Object.keys(value)) {
    const item = value[key]
    if (item !== undefined) lines.push(`${inner}${quote(key)}: ${write(item, inner)}`)
  }
  return lines.length === 0 ? '{ }' : `{\n${lines.join(',\n')}\n${indent}}`
}

function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value)
}

/** In a JSON string these stand for themselves, and mean nothing to Argo or Kubernetes. */
const plain = /^[ !#%-[\]-z|~]*$/

function quote(text: string): string {
  if (plain.test(text)) return `"${text}"`
  return JSON.stringify(text).replace(
    /[^ -~]|[{}$]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
