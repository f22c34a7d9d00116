/** What a document can't hold without being changed on its way through JSON, or can't be read with again. */
import { DocumentError } from './document-error.ts'

/** Python reads no more than a thousand levels, and JavaScript writes few thousand. */
const deepest = 500

/** @throws DocumentError `damaged` with the place and what is wrong there */
export function checkContent(value: unknown): void {
  check(value, [])
}

function check(value: unknown, path: readonly (string | number)[]): void {
  const wrong = problem(value, path.length)
  if (wrong !== undefined) {
    throw new DocumentError('damaged', `its metadata can’t be kept: ${placeOf(path)} ${wrong}`)
  }
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    // Not forEach, which passes over the holes.
    for (const [at, item] of value.entries()) check(item, [...path, at])
    return
  }
  for (const [key, part] of Object.entries(value)) if (part !== undefined) check(part, [...path, key])
}

function problem(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined
    case 'number':
      if (Number.isNaN(value)) return 'is NaN, which JSON has not'
      return Number.isFinite(value) ? undefined : 'is infinite, or too large a number'
    case 'object':
      if (depth > deepest) return `is more than ${deepest} levels deep`
      return value === null || Array.isArray(value) || isPlain(value) ? undefined : 'is no plain object'
    default:
      return `is ${typeof value}, which JSON has not`
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  // An object of another realm has another Object.prototype, with nothing above it either.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** `attributes.a.b[0]`, of one line and bounded length, whatever the keys are. */
function placeOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'it'
  const shown = path
    .slice(0, 6)
    .map((key) => (typeof key === 'number' ? `[${key}]` : /^\w{1,40}$/.test(key) ? `.${key}` : '.…'))
    .join('')
  return `${shown.replace(/^\./, '')}${path.length > 6 ? '…' : ''}`
}
