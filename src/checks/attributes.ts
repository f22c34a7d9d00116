/**
 * WITH: keys that exist, values that fit, and nothing missing. What is known of a key comes from a
 * schema of the engine; this pass knows no key by itself. (The parser reports a key given twice.)
 */
import type { Report, Severity } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import { type AttributeSpec, type Condition, expand, type Scalar, type Schema } from '../engines/engine.ts'
import type { Attribute } from '../syntax/ast.ts'
import { type Constant, constantOf, namesOf, written } from '../syntax/constants.ts'
import { checkValue } from './attribute-values.ts'
import { isForeign, reportForeign } from './foreign-attributes.ts'
import { reportUnknown } from './unknown-attributes.ts'

export interface AttributeContext {
  readonly schema: Schema
  /** Who takes the attributes, in messages: `DNNClassifier`, `TO EXPLAIN`. */
  readonly owner: string
  /** Where to point when something is missing. */
  readonly place: Span
  /** A class of the user's own, with attributes that nothing here knows. */
  readonly custom?: boolean
  readonly conditions?: readonly Condition[]
  readonly adds?: Readonly<Record<string, Scalar>>
  readonly instead?: Readonly<Record<string, string>>
  /** Targets that columns are given to; nothing when the statement lists no columns. */
  readonly targets?: ReadonlySet<string>
  /** Where the metrics may be right after all. */
  readonly metricSeverity?: Severity
}

/** An attribute with what is known of it. */
interface Known {
  readonly attribute: Attribute
  readonly spec: AttributeSpec
  readonly value: Constant | undefined
  readonly fits: boolean
}

export function checkAttributes(
  attributes: readonly Attribute[],
  context: AttributeContext,
  report: Report,
): void {
  const schema = expand(context.schema, (key) => textOf(attributes.find((one) => one.key.value === key)))
  const known = new Map<string, Known>()
  const foreign: Attribute[] = []
  const offered = new Set<string>()
  for (const attribute of attributes) {
    const { key } = attribute
    const spec = specOf(schema, key.value)
    if (spec) {
      checkKnown(attribute, spec, known, context, report)
    } else if (context.custom && isForeign(key.value, schema)) {
      foreign.push(attribute)
    } else {
      const names = reportUnknown(attribute, attributes, { ...context, expanded: schema }, report)
      for (const name of names) offered.add(name)
    }
  }
  reportForeign(foreign, schema, context.owner, report)
  // What was written under a wrong name is not missing as well.
  const present = new Set([...known.keys(), ...offered])
  reportMissing(schema, present, attributes, context, report)
  for (const condition of context.conditions ?? []) checkCondition(condition, known, present, context, report)
}

function checkKnown(
  attribute: Attribute,
  spec: AttributeSpec,
  known: Map<string, Known>,
  context: AttributeContext,
  report: Report,
): void {
  const value = constantOf(attribute.value)
  const fits = checkValue({ attribute, spec, value, ...severityOf(context) }, report)
  const name = spec.sameAs ?? attribute.key.value
  const before = known.get(name)
  if (before) reportTwice(before.attribute, attribute, report)
  else known.set(name, { attribute, spec, value, fits })
}

/** The attribute's facts; a key behind an open prefix takes any value. */
export function specOf(schema: Schema, key: string): AttributeSpec | undefined {
  if (Object.hasOwn(schema.attributes, key)) return schema.attributes[key]
  const open = schema.open.find(({ prefix }) => key.startsWith(prefix))
  // What comes behind the prefix is the name of an argument in Python.
  if (!open || !/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(key.slice(open.prefix.length))) return undefined
  return { type: 'any', doc: open.doc }
}

function severityOf({ metricSeverity, custom }: AttributeContext): {
  metricSeverity?: Severity
} {
  const severity = metricSeverity ?? (custom ? 'warning' : undefined)
  return severity ? { metricSeverity: severity } : {}
}

function textOf(attribute: Attribute | undefined): string | undefined {
  const constant = attribute && constantOf(attribute.value)
  return constant?.kind === 'string' ? constant.value : undefined
}

function reportTwice(before: Attribute, { key }: Attribute, report: Report): void {
  report({
    name: 'repeated-attribute',
    message: `\`${key.value}\` and \`${before.key.value}\` are two names of one attribute`,
    span: key.span,
    labels: [{ span: before.key.span, message: 'given first here' }],
    help: 'keep one of them',
  })
}

function reportMissing(
  schema: Schema,
  present: ReadonlySet<string>,
  attributes: readonly Attribute[],
  { owner, place, targets }: AttributeContext,
  report: Report,
): void {
  for (const { key, required, example, forTarget } of requiredOf(schema)) {
    if (present.has(key)) continue
    if (forTarget !== undefined && targets && !targets.has(forTarget)) continue
    const addition = `${key} = ${example ?? '…'}`
    report({
      name: 'missing-attribute',
      message: `${owner} needs \`${key}\`: ${required}`,
      span: place,
      help:
        attributes.length > 0 ? `add \`${addition}\` to WITH` : `add \`WITH ${addition}\` to the statement`,
    })
  }
}

type RequiredAttribute = AttributeSpec & { readonly key: string; readonly required: string }

const requiredOfSchemas = new WeakMap<Schema, readonly RequiredAttribute[]>()

/** Of hundreds of attributes few are required, and most statements of a program share a schema. */
function requiredOf(schema: Schema): readonly RequiredAttribute[] {
  let found = requiredOfSchemas.get(schema)
  if (!found) {
    found = Object.entries(schema.attributes).flatMap(([key, spec]) =>
      spec.required === undefined ? [] : [{ ...spec, key, required: spec.required }],
    )
    requiredOfSchemas.set(schema, found)
  }
  return found
}

/** An attribute that another one asks for, or does not go with. */
function checkCondition(
  condition: Condition,
  known: ReadonlyMap<string, Known>,
  present: ReadonlySet<string>,
  context: AttributeContext,
  report: Report,
): void {
  const { attribute: key, on, startsWith, only, because } = condition
  const given = known.get(key)
  const decider = known.get(on)
  const value = decider ? namesOf(decider.value ?? noText)?.[0] : context.adds?.[on]
  // A wrong value is reported already; what would follow from it is a guess.
  if (typeof value !== 'string' || decider?.fits === false) return
  const applies = value.startsWith(startsWith)
  if (applies && !present.has(key)) {
    const example = context.schema.attributes[key]?.example ?? '…'
    report({
      name: 'missing-attribute',
      message: `the ${on} \`${value}\` needs \`${key}\`: ${because}`,
      span: decider?.attribute.value.span ?? context.place,
      help: `add \`${key} = ${example}\` to WITH`,
    })
  }
  if (applies || !only || !given?.fits) return
  const shown = given.value ? ` = ${written(given.value)}` : ''
  report({
    name: 'attribute-range',
    message: `\`${given.attribute.key.value}${shown}\` does not go with the ${on} \`${value}\`, only with \`${startsWith}\` ones`,
    span: given.attribute.span,
    labels: decider
      ? [{ span: decider.attribute.span, message: `the ${on}` }]
      : [
          {
            span: context.place,
            message: `its ${on} is \`${value}\` when none is given`,
          },
        ],
    help: `write \`${on} = "${only}"\`, or leave \`${key}\` out`,
  })
}

const noText: Constant = { kind: 'bool', value: false }
