/** A value against its shape: what is right of it, and what is wrong where. */
import { nearest } from '../diagnostics/suggest.ts'
import type { EitherShape, IntegerShape, MapShape, ObjectShape, Shape, TextShape } from './shape.ts'
import { hasPassword, redact } from './url.ts'

export interface Fault {
  /** Keys and indices from the checked value down to the one that is wrong. */
  readonly path: readonly string[]
  /** Goes after the path: "must be a text". */
  readonly problem: string
  /** The wrong thing is the key, which no setting has. */
  readonly unknownKey?: true
  readonly help?: string
}

export interface Checked {
  /** Without what is wrong; nothing when nothing is right. */
  readonly value?: unknown
  readonly faults: readonly Fault[]
}

/** `lenient` is for variables, which are all texts: `5` is a number there, and case does not matter. */
export function checkValue(shape: Shape, value: unknown, lenient = false): Checked {
  if (value === null) return wrong('has no value', 'give it one, or leave the line out')
  switch (shape.type) {
    case 'boolean':
      return checkBoolean(value, lenient)
    case 'integer':
      return checkInteger(shape, value, lenient)
    case 'text':
      return checkText(shape, value, lenient)
    case 'list':
      if (!Array.isArray(value)) return wrong(`must be a list, not ${shown(value)}`)
      return checkParts(
        value.map((item: unknown, at) => [String(at), checkValue(shape.of, item, lenient)]),
        true,
      )
    case 'map':
      return checkMap(shape, value, lenient)
    case 'object':
      return checkObject(shape, value, lenient)
    case 'either':
      return checkEither(shape, value, lenient)
  }
}

function wrong(problem: string, help?: string): Checked {
  return { faults: [{ path: [], problem, ...(help === undefined ? {} : { help }) }] }
}

function checkBoolean(value: unknown, lenient: boolean): Checked {
  if (typeof value === 'boolean') return { value, faults: [] }
  const text = lenient && typeof value === 'string' ? value.toLowerCase() : ''
  if (text === 'true' || text === '1') return { value: true, faults: [] }
  if (text === 'false' || text === '0') return { value: false, faults: [] }
  return wrong(`must be true or false, not ${shown(value)}`)
}

function checkInteger({ min, max }: IntegerShape, value: unknown, lenient: boolean): Checked {
  const isDigits = lenient && typeof value === 'string' && /^\s*-?\d+\s*$/.test(value)
  const number = isDigits ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number))
    return wrong(`must be a whole number, not ${shown(value)}`)
  if (min !== undefined && number < min) return wrong(`must be at least ${min}, not ${number}`)
  // Beyond this a number is no longer exact.
  const most = max ?? Number.MAX_SAFE_INTEGER
  return number > most ? wrong(`must be at most ${most}, not ${number}`) : { value: number, faults: [] }
}

function checkText(shape: TextShape, value: unknown, lenient: boolean): Checked {
  const { values, pattern, secret } = shape
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  const text = shape.scalar && isScalar ? String(value) : value
  const expected = shape.form ?? (values ? `one of ${values.join(', ')}` : 'a text')
  const refused = (): Checked => wrong(`must be ${expected}${secret ? '' : `, not ${shown(value)}`}`)
  if (typeof text !== 'string' || (text === '' && !shape.mayBeEmpty)) return refused()
  const problem = secret ? undefined : unfitForWorkflow(text)
  if (problem !== undefined) return wrong(problem)
  if (values && !values.includes(text)) {
    const same = lenient && values.find((known) => known.toLowerCase() === text.toLowerCase())
    return same ? { value: same, faults: [] } : refused()
  }
  return pattern && !pattern.test(text) ? refused() : { value: text, faults: [] }
}

/** What Argo or Kubernetes would replace, and what nobody should read, has no place in a workflow. */
function unfitForWorkflow(text: string): string | undefined {
  if (text.includes('{{')) return 'holds {{, which Argo would take for a template'
  if (replaced.test(text)) return 'holds $( or $$, which Kubernetes would expand'
  if (hasPassword(text)) return 'holds a password, which would stand in the workflow; use a secret'
  return undefined
}

const replaced = /\$\(|\$\$/
/** The same for the schema; a password is more than a pattern can tell. */
export const unfitPattern = '\\{\\{|\\$\\(|\\$\\$'

function checkMap({ keys, of }: MapShape, value: unknown, lenient: boolean): Checked {
  if (!isPlainObject(value)) return wrong(`must be a map, not ${shown(value)}`)
  const parts = Object.entries(value).map(([key, item]): [string, Checked] => {
    const [fault] = checkText(keys, key, false).faults
    return [
      key,
      fault ? wrong(`is misnamed: its name must be ${keys.form ?? 'a text'}`) : checkValue(of, item, lenient),
    ]
  })
  return checkParts(parts)
}

function checkObject({ members, needs = [] }: ObjectShape, value: unknown, lenient: boolean): Checked {
  const names = Object.keys(members)
  if (!isPlainObject(value)) return wrong(`must be a map of settings: ${names.join(', ')}`)
  const parts = Object.entries(value).map(([key, item]): [string, Checked] => {
    const member = Object.hasOwn(members, key) ? members[key] : undefined
    if (member) return [key, checkValue(member, item, lenient)]
    const [close] = nearest(key, names)
    const help = close === undefined ? `known here are ${names.join(', ')}` : `perhaps \`${close}\` was meant`
    return [key, { faults: [{ path: [], problem: 'is not known', unknownKey: true, help }] }]
  })
  const missing = needs.filter((name) => !Object.hasOwn(value, name))
  const checked = checkParts(parts)
  if (missing.length === 0) return checked
  return { faults: [...checked.faults, { path: [], problem: `needs ${missing.join(' and ')}` }] }
}

function checkEither({ of, form }: EitherShape, value: unknown, lenient: boolean): Checked {
  const fitting = of.find((shape) =>
    shape.type === 'object' || shape.type === 'map' ? isPlainObject(value) : !isObject(value),
  )
  return fitting ? checkValue(fitting, value, lenient) : wrong(`must be ${form}`)
}

function checkParts(parts: readonly (readonly [string, Checked])[], isList = false): Checked {
  const faults = parts.flatMap(([key, part]) =>
    part.faults.map((fault) => ({ ...fault, path: [key, ...fault.path] })),
  )
  const right = parts.flatMap(([key, part]) => ('value' in part ? [[key, part.value] as const] : []))
  return { value: isList ? right.map(([, value]) => value) : Object.fromEntries(right), faults }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** A map of YAML or JSON; not a list, nor the dates, sets and bytes of YAML's tags. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const safe = text.includes('://') ? redact(text) : text
  return `\`${safe.length > 40 ? `${safe.slice(0, 39)}…` : safe}\``
}
