/** One value against its field: the right type, in bounds, and nothing that Argo would take for a tag. */
import type { Field } from './fields.ts'

export type Checked = { readonly value: unknown; readonly problem?: undefined } | { readonly problem: string }

export function checkValue(field: Field, value: unknown): Checked {
  switch (field.type) {
    case 'boolean':
      if (typeof value === 'boolean') return { value }
      if (value === 'true' || value === '1') return { value: true }
      if (value === 'false' || value === '0') return { value: false }
      return { problem: `must be true or false, not ${shown(value)}` }
    case 'integer':
      return checkInteger(field, value)
    case 'string':
      return checkString(field, value)
    case 'strings':
      if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
        return { problem: 'must be a list of texts' }
      return firstTag(value) ?? { value }
    case 'objects':
      if (!Array.isArray(value) || !value.every(isObject)) return { problem: 'must be a list of maps' }
      return firstTag(value) ?? { value }
    case 'map':
      if (!isObject(value)) return { problem: 'must be a map' }
      return firstTag(value) ?? { value: texts(value) }
    case 'environment':
      return checkEnvironment(value)
  }
}

function checkInteger(field: Field, value: unknown): Checked {
  const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number))
    return { problem: `must be a whole number, not ${shown(value)}` }
  if (field.min !== undefined && number < field.min)
    return { problem: `must be at least ${field.min}, not ${number}` }
  return { value: number }
}

function checkString(field: Field, value: unknown): Checked {
  if (typeof value !== 'string' || value === '') return { problem: `must be a text, not ${shown(value)}` }
  if (field.values && !field.values.includes(value)) {
    const same = field.values.find((known) => known.toLowerCase() === value.toLowerCase())
    return same
      ? { value: same }
      : { problem: `must be one of ${field.values.join(', ')}, not ${shown(value)}` }
  }
  if (field.pattern && !field.pattern.test(value))
    return { problem: `must be ${field.form ?? 'of another form'}, not ${shown(value)}` }
  return firstTag(value) ?? { value }
}

function checkEnvironment(value: unknown): Checked {
  if (!isObject(value)) return { problem: 'must be a map of variables' }
  const out: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return { problem: `has no variable's name in ${shown(name)}` }
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean')
      out[name] = { value: String(item) }
    else if (isObject(item) && typeof item['secret'] === 'string' && typeof item['key'] === 'string') {
      out[name] = { secret: item['secret'], key: item['key'] }
    } else return { problem: `must give ${name} as a text or as {secret, key}` }
  }
  return firstTag(out) ?? { value: out }
}

/** These values go into the workflow as they are: what Argo or Kubernetes would replace has no place in them. */
function firstTag(value: unknown): Checked | undefined {
  const text = JSON.stringify(value)
  if (text.includes('{{')) return { problem: 'holds {{, which Argo would take for a template' }
  if (/\$\(|\$\$/.test(text)) return { problem: 'holds $( or $$, which Kubernetes would expand' }
  return undefined
}

/** Labels and resources: a number in YAML is a text in Kubernetes. */
function texts(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isObject(item) ? texts(item) : typeof item === 'number' ? String(item) : item,
    ]),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``
}
