/** Keys after WITH and values behind `=`, from the tables of the engines: what the checks would take. */
import {
  type AttributeSpec,
  type Condition,
  type Estimator,
  expand,
  type Schema,
} from '../../engines/engine.ts'
import { engineOf, engines } from '../../engines/table.ts'
import { attributeSchema } from '../../statements/attribute-schema.ts'
import type { AttributesOf } from '../../statements/statement.ts'
import { attributeFacts, attributeMarkdown, written } from './attribute-docs.ts'
import { escaped, type Offer } from './offers.ts'

/** Keys that programs set most, counted in the corpus, and the first that are tuned. */
const usual: ReadonlySet<string> = new Set([
  'objective',
  'num_class',
  'eval_metric',
  'eta',
  'max_depth',
  'train.num_boost_round',
  'train.early_stopping_rounds',
  'train.epoch',
  'train.batch_size',
  'validation.select',
  'validation.metrics',
  'model.hidden_units',
  'model.n_classes',
  'model.optimizer',
  'optimizer.learning_rate',
  'summary.plot_type',
  'label_col',
])

/** What an estimator, a model's engine or a solver takes after WITH, with what is given already. */
export class AttributeOffers {
  readonly #schema: Schema
  readonly #given: ReadonlyMap<string, string>
  readonly #estimator: Estimator | undefined

  /**
   * @param given what stands after WITH already
   * @param estimatorName what TRAIN trains, or what trained the model that is used; nothing where that is not known
   */
  constructor(
    source: AttributesOf | undefined,
    given: ReadonlyMap<string, string>,
    estimatorName: string | undefined,
  ) {
    this.#given = given
    const engine = estimatorName === undefined ? undefined : engines[engineOf(estimatorName)]
    this.#estimator =
      source?.of === 'estimator' && estimatorName !== undefined ? engine?.estimator(estimatorName) : undefined
    const schema = source && attributeSchema(source, engine, this.#estimator)
    this.#schema = expand(schema ?? noAttributes, (key) => given.get(key))
  }

  /** @param assigned the sign of equality is there already */
  keys(typed: string, assigned: boolean): Offer[] {
    const given = new Set([...this.#given.keys()].map((key) => this.#schema.attributes[key]?.sameAs ?? key))
    return Object.entries(this.#schema.attributes).flatMap(([key, general]) => {
      const own = this.#estimator?.adds[key]
      const spec = own === undefined ? general : { ...general, default: own }
      if (given.has(spec.sameAs ?? key)) return []
      // `model.eta` is another way to write `eta`: for those who begin so.
      if (spec.sameAs !== undefined && key.startsWith('model.') && !typed.startsWith('m')) return []
      const rank = this.#rank(key, spec)
      if (rank === undefined) return []
      const form = assigned ? undefined : `${escaped(key)} = ${placeholder(spec)}`
      return {
        label: key,
        kind: 'attribute',
        insert: assigned ? key : `${key} = `,
        ...(form === undefined ? {} : { snippet: form }),
        detail: attributeFacts(spec),
        documentation: attributeMarkdown(key, spec),
        rank,
      }
    })
  }

  /** @param inText the quotes are there already */
  values(key: string, inText: boolean, listed: readonly string[] = []): Offer[] {
    const spec = Object.hasOwn(this.#schema.attributes, key) ? this.#schema.attributes[key] : undefined
    if (!spec) return []
    const names = spec.values ?? spec.metrics?.names ?? []
    const own = this.#estimator?.adds[key] ?? spec.default
    const offers = names
      .filter((name) => !listed.includes(String(name)))
      .map(
        (name): Offer => ({
          label: String(name),
          kind: spec.metrics ? 'metric' : 'value',
          ...(inText ? {} : { insert: written(name) }),
          ...(name === own ? { detail: 'when absent', rank: 0 } : {}),
          documentation: spec.doc,
        }),
      )
    if (inText) return offers
    return [...offers, ...this.#constants(spec, names.length > 0)]
  }

  #constants(spec: AttributeSpec, listed: boolean): Offer[] {
    const texts = spec.type === 'bool' ? ['true', 'false'] : []
    if (!listed && spec.default !== undefined && spec.default !== '') texts.push(written(spec.default))
    if (spec.example !== undefined && !listed) texts.push(spec.example)
    return texts.map((label) => ({
      label,
      kind: 'value',
      documentation: spec.doc,
      ...(label === String(spec.default) ? { detail: 'when absent' } : {}),
    }))
  }

  /** Nothing for what does not go with the rest. */
  #rank(key: string, spec: AttributeSpec): number | undefined {
    const condition = this.#estimator?.conditions.find(({ attribute }) => attribute === (spec.sameAs ?? key))
    if (condition && this.#applies(condition)) return 0
    if (condition?.only !== undefined && this.#given.has(condition.on)) return undefined
    if (spec.sameAs !== undefined) return 5
    if (spec.required !== undefined) return 0
    if (usual.has(key)) return 1
    return /\(PAI\)\.$/.test(spec.doc) ? 4 : 2
  }

  #applies({ on, startsWith }: Condition): boolean {
    const value = this.#given.get(on) ?? this.#estimator?.adds[on]
    return typeof value === 'string' && value.startsWith(startsWith)
  }
}

const noAttributes: Schema = { attributes: {}, open: [], families: [] }

/** A snippet for the value: one to write over, or nothing but the quotes where any value would mislead. */
function placeholder(spec: AttributeSpec): string {
  const [first] = spec.values ?? spec.metrics?.names ?? []
  const value = spec.default !== undefined && spec.default !== '' ? written(spec.default) : spec.example
  const shown = value ?? (first === undefined ? undefined : written(first))
  if (shown !== undefined) return `\${1:${escaped(shown)}}`
  return spec.type === 'string' || spec.type === 'names' ? '"$1"' : '$1'
}
