/**
 * Keys with a prefix that only the image of a custom estimator knows: `engine.ps_num`. They are handed
 * on, with one warning for each prefix, and one for each key that looks like a slip.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import { nearest } from '../diagnostics/suggest.ts'
import type { Schema } from '../engines/engine.ts'
import type { Attribute } from '../syntax/ast.ts'
import { candidates } from './unknown-attributes.ts'

/** A prefix that the schema does not have. */
export function isForeign(key: string, schema: Schema): boolean {
  const prefix = key.slice(0, key.indexOf('.') + 1)
  return prefix !== '' && !prefixesOf(schema).has(prefix)
}

export function reportForeign(
  attributes: readonly Attribute[],
  schema: Schema,
  owner: string,
  report: Report,
): void {
  const groups = new Map<string, Attribute[]>()
  for (const attribute of attributes) {
    const key = attribute.key.value
    const prefix = key.slice(0, key.indexOf('.') + 1)
    const other = respelt(key, schema)
    if (other === undefined) groups.set(prefix, [...(groups.get(prefix) ?? []), attribute])
    else
      reportGroup(
        prefix,
        [attribute],
        owner,
        `perhaps \`${other}\` was meant; as it stands nothing reads it here`,
        report,
      )
  }
  for (const [prefix, group] of groups) {
    reportGroup(prefix, group, owner, 'it is handed to the step as it is written', report)
  }
}

function reportGroup(
  prefix: string,
  group: readonly Attribute[],
  owner: string,
  help: string,
  report: Report,
): void {
  const [first, ...more] = group
  if (!first) return
  const others = more.length === 0 ? '' : ` and ${more.length} more with its prefix`
  report({
    name: 'unchecked-attribute',
    message: `\`${first.key.value}\`${others} ${others ? 'are' : 'is'} not checked: nothing is known of \`${prefix}\` for ${owner}`,
    span: first.key.span,
    help: others ? help.replace(/^it is/, 'they are').replace('it is written', 'they are written') : help,
  })
}

/** Only what differs in its prefix: other likeness means little for a key of another tool. */
function respelt(key: string, schema: Schema): string | undefined {
  const dot = key.indexOf('.')
  const tail = key.slice(dot + 1)
  const prefixes = [...prefixesOf(schema)].map((prefix) => prefix.slice(0, -1))
  const prefix = nearest(key.slice(0, dot), prefixes)[0]
  if (prefix !== undefined) return `${prefix}.${tail}`
  return candidates(schema).find((name) => name.slice(name.indexOf('.') + 1) === tail)
}

function prefixesOf({ attributes, open }: Schema): Set<string> {
  const prefixes = Object.keys(attributes).map((key) => key.slice(0, key.indexOf('.') + 1))
  return new Set([...prefixes, ...open.map(({ prefix }) => prefix)].filter((prefix) => prefix !== ''))
}
