/** What an editor shows of an attribute: one line of facts, and the same with its documentation as Markdown. */
import { boundsOf } from '../../checks/attribute-values.ts'
import type { AttributeSpec, AttributeType, Scalar } from '../../engines/engine.ts'

const typeNames: Readonly<Record<AttributeType, string>> = {
  int: 'whole number',
  float: 'number',
  bool: 'true or false',
  string: 'text',
  'int-list': 'list of whole numbers',
  list: 'list',
  names: 'names, separated by commas',
  any: 'any value',
}

/** `whole number, at least 1, 10 when absent` */
export function attributeFacts(spec: AttributeSpec): string {
  return [
    typeNames[spec.type],
    rangeOf(spec),
    ...(spec.required === undefined ? [] : ['required']),
    ...(spec.default === undefined || spec.default === '' ? [] : [`${spec.default} when absent`]),
  ]
    .filter((text) => text !== '')
    .join(', ')
}

export function attributeMarkdown(key: string, spec: AttributeSpec): string {
  const values = spec.values ?? spec.metrics?.names
  const lines = [
    spec.doc,
    `- \`${key}\`: ${typeNames[spec.type]}${rangeOf(spec) === '' ? '' : `, ${rangeOf(spec)}`}`,
    ...(spec.default === undefined || spec.default === ''
      ? []
      : [`- when absent: \`${written(spec.default)}\``]),
    ...(spec.required === undefined ? [] : [`- required: ${spec.required}`]),
    ...(spec.sameAs === undefined ? [] : [`- the same as \`${spec.sameAs}\``]),
    ...(values
      ? [`- ${spec.metrics ? 'metrics' : 'values'}: ${values.map((one) => `\`${one}\``).join(', ')}`]
      : []),
  ]
  return [lines[0], lines.slice(1).join('\n')].join('\n\n')
}

/** The bounds, which hold for each number of a list. */
function rangeOf(spec: AttributeSpec): string {
  const bounds = boundsOf(spec)
  return bounds !== '' && /list$/.test(spec.type) ? `each ${bounds}` : bounds
}

/** A value as a program writes it. */
export function written(value: Scalar): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
