/** What a step does, as a digest. */
import { canonical, isObject, type Json } from '../metadata/json.ts'
import type { Step } from './plan.ts'

/** SHA-256 of a value, whatever the order of its keys: 64 hexadecimal digits. */
export async function digest(value: Json): Promise<string> {
  const bytes = new TextEncoder().encode(canonical(value))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Where a statement stands, and the name of its step, change nothing of what it does. */
export function withoutPlace(spec: Json): Json {
  if (!isObject(spec)) return spec
  const { step: _s, line: _l, ...rest } = spec
  const { statements } = rest
  if (!Array.isArray(statements)) return rest
  return {
    ...rest,
    statements: statements.map((one: Json) => (isObject(one) ? { ...one, line: undefined } : one)),
  }
}

/** A step with what it does: when that changes, so does the name. */
export async function nameOfWork({ id, spec }: Pick<Step, 'id' | 'spec'>): Promise<string> {
  return `${id}-${(await digest(withoutPlace(spec))).slice(0, 12)}`
}
