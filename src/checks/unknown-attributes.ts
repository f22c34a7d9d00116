/** A key that the schema does not have: what it was perhaps meant to be. */
import type { Report } from '../diagnostics/diagnostic.ts'
import { likely, nearest, oneOf, perhaps } from '../diagnostics/suggest.ts'
import { synonyms } from '../engines/data/synonyms.ts'
import type { ArgumentFamily, Schema } from '../engines/engine.ts'
import { engines } from '../engines/table.ts'
import { verbTable } from '../statements/table.ts'
import type { Attribute } from '../syntax/ast.ts'
import { constantOf } from '../syntax/constants.ts'

export interface UnknownContext {
  readonly schema: Schema
  /** The schema with the arguments of chosen classes. */
  readonly expanded: Schema
  readonly owner: string
  readonly custom?: boolean
  readonly instead?: Readonly<Record<string, string>>
}

/** Reports the key; gives the names that it offers in its place. */
export function reportUnknown(
  { key }: Attribute,
  all: readonly Attribute[],
  context: UnknownContext,
  report: Report,
): readonly string[] {
  const { schema, owner } = context
  const family = schema.families.find(({ prefix }) => key.value.startsWith(prefix))
  const { names, help } = suggestion(key.value, all, context)
  report({
    name: 'unknown-attribute',
    message: family
      ? `\`${key.value}\` is no argument of ${classOf(family, all)}`
      : `\`${key.value}\` is no attribute of ${owner}`,
    span: key.span,
    ...(help === undefined ? {} : { help }),
  })
  return names
}

interface Suggestion {
  readonly names: readonly string[]
  readonly help: string | undefined
}

function suggestion(key: string, all: readonly Attribute[], context: UnknownContext): Suggestion {
  const { expanded, instead, owner, custom } = context
  const tail = key.slice(key.lastIndexOf('.') + 1)
  const only = (help: string | undefined): Suggestion => ({ names: [], help })
  if (instead && Object.hasOwn(instead, tail)) return only(instead[tail])
  const given = new Set(all.map((attribute) => attribute.key.value))
  const open = candidates(expanded).filter((name) => !given.has(name))
  const elsewhere = verbOf(key)
  if (elsewhere !== undefined && nearest(key, open).length === 0) {
    return only(`\`${key}\` is an attribute of ${elsewhere}`)
  }
  const near = likely(key, open)
  const names = near.length > 0 ? near : bySynonym(tail, open)
  if (names.length > 0) return { names, help: perhaps(names) }
  const prefix = key.slice(0, key.indexOf('.') + 1)
  if (custom && prefix === '') {
    return only(`parameters of ${owner} are written with a prefix: \`model.${key}\``)
  }
  const siblings = open.filter((name) => prefix !== '' && name.startsWith(prefix))
  if (siblings.length > 0) {
    return only(`behind \`${prefix}\` comes ${oneOf(siblings.map((name) => name.slice(prefix.length)))}`)
  }
  return only(overview(open, owner))
}

/** All names when they are few, else what they begin with. */
function overview(names: readonly string[], owner: string): string | undefined {
  if (names.length === 0) return undefined
  if (names.length <= longestList) return `expected ${oneOf(names)}`
  const prefixes = new Set(
    names.filter((name) => name.includes('.')).map((name) => name.slice(0, name.indexOf('.') + 1)),
  )
  const alone = names.some((name) => !name.includes('.')) ? ', or are parameters of the model' : ''
  return `attributes of ${owner} begin with ${oneOf([...prefixes])}${alone}`
}

const longestList = 12

/** Names to offer: of several spellings of a parameter the one without `model.`. */
export function candidates({ attributes }: Schema): string[] {
  return Object.entries(attributes)
    .filter(([key, { sameAs }]) => sameAs === undefined || !key.startsWith('model.'))
    .map(([key]) => key)
}

function bySynonym(tail: string, names: readonly string[]): string[] {
  const word = tail.toLowerCase()
  const others = Object.hasOwn(synonyms, word) ? (synonyms[word] ?? []) : []
  for (const other of others) {
    const found = names.filter((name) => name === other || name.endsWith(`.${other}`))
    if (found.length > 0) return found
  }
  return []
}

function classOf({ chosenBy, classes, otherwise }: ArgumentFamily, all: readonly Attribute[]): string {
  const chosen = all.find(({ key }) => key.value === chosenBy)
  const constant = chosen && constantOf(chosen.value)
  if (constant?.kind !== 'string') return `${otherwise.join(' or ')}, which \`${chosenBy}\` is when absent`
  const { value } = constant
  return Object.keys(classes).find((name) => name.toLowerCase() === value.toLowerCase()) ?? value
}

/** The verb that does take the key. */
function verbOf(key: string): string | undefined {
  for (const { uses } of Object.values(engines)) {
    for (const [verb, schema] of Object.entries(uses)) {
      if (Object.hasOwn(schema.attributes, key)) return `TO ${verb.toUpperCase()}`
    }
  }
  for (const { attributesOf, usage } of Object.values(verbTable)) {
    if (attributesOf?.of === 'verb' && Object.hasOwn(attributesOf.schema.attributes, key))
      return Object.keys(usage)
        .map((word) => `TO ${word}`)
        .join(' and ')
  }
  return undefined
}
