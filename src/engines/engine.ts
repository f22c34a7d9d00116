/**
 * The contract of an engine: what its estimators are called and which attributes, columns and metrics
 * they take. Facts only, as tables, so that the checks, completion and hover all read the same ones.
 */

/** The statements that use a trained model and take attributes. */
export type UseVerb = 'predict' | 'evaluate' | 'explain'

/** `names`: a comma-separated text, or a list of texts. `any`: the engine decides. */
export type AttributeType = 'int' | 'float' | 'bool' | 'string' | 'int-list' | 'list' | 'names' | 'any'

export type Scalar = string | number | boolean

/** Names of metrics that an attribute may list. */
export interface MetricSet {
  /** Behind "no metric" in a message: `for XGBoost models`. */
  readonly of?: string
  readonly names: readonly string[]
  /** Metrics that may carry a parameter (`ndcg@5`); true where it can't be left out. */
  readonly parameters?: Readonly<Record<string, boolean>>
  /** Names that belong to another attribute, and that attribute's key. */
  readonly elsewhere?: {
    readonly key: string
    readonly names: readonly string[]
  }
}

/** One attribute. Bounds hold for each item of a list. */
export interface AttributeSpec {
  readonly type: AttributeType
  /** Inclusive bounds. */
  readonly min?: number
  readonly max?: number
  /** Exclusive bounds. */
  readonly above?: number
  readonly below?: number
  /** All values that there are. */
  readonly values?: readonly (string | number)[]
  /** `values` match in any case. */
  readonly anyCase?: boolean
  readonly metrics?: MetricSet
  /** Why it can't be left out. */
  readonly required?: string
  /** Required only when columns go to this target. */
  readonly forTarget?: string
  /** A value to show where one is missing. */
  readonly example?: string
  readonly default?: Scalar
  /** Another spelling of the same parameter. */
  readonly sameAs?: string
  /** The engine parses text itself, so a quoted number works too. */
  readonly textual?: boolean
  /** One line for the editor. */
  readonly doc: string
}

export type AttributeTable = Readonly<Record<string, AttributeSpec>>

/** Keys with a prefix whose names are free: `summary.…`, `solver.…`. */
interface OpenPrefix {
  readonly prefix: string
  readonly doc: string
}

/** Arguments of a class that another attribute names: `optimizer.learning_rate` of `model.optimizer`. */
export interface ArgumentFamily {
  readonly prefix: string
  readonly chosenBy: string
  /** Classes that apply when none is named. */
  readonly otherwise: readonly string[]
  readonly classes: Readonly<Record<string, AttributeTable>>
}

export interface Schema {
  readonly attributes: AttributeTable
  readonly open: readonly OpenPrefix[]
  readonly families: readonly ArgumentFamily[]
}

/** An attribute that goes with some values of another one. */
export interface Condition {
  readonly attribute: string
  readonly on: string
  readonly startsWith: string
  /** It is an error with other values; this is a value that it goes with. */
  readonly only?: string
  readonly because: string
}

export interface Estimator {
  /** As the manual spells it. */
  readonly name: string
  /** One line for the editor. */
  readonly doc: string
  /** Its parameters are known here; those of a custom estimator only its image knows. */
  readonly builtIn: boolean
  /** Whose it is, where it is not the engine's own. */
  readonly owner?: string
  readonly train: Schema
  readonly conditions: readonly Condition[]
  /** What is set where the program is silent. */
  readonly adds: Readonly<Record<string, Scalar>>
  readonly label: 'required' | 'optional'
  /** Keys that are refused for a reason of their own, and what to write instead. */
  readonly instead?: Readonly<Record<string, string>>
  /** Why nothing can train it any more, and what can in its place. */
  readonly gone?: { readonly because: string; readonly instead: string }
  /** What COLUMN … FOR may name; any name when absent. */
  readonly targets?: readonly string[]
}

/** What a model predicts. */
export type ModelKind = 'classes' | 'numbers'

export interface Engine {
  /** The name in messages. */
  readonly title: string
  /** Which estimators are of this engine: the first of the table that matches has it. Python has it too. */
  readonly owns: RegExp
  /** What its steps import: modules that must be installed where they run. */
  readonly pythonModules: readonly string[]
  /** Names that are known, for messages and completion. */
  readonly estimators: readonly string[]
  /** Nothing for a name that the engine does not have. */
  readonly estimator: (name: string) => Estimator | undefined
  /** The verbs that work on its models, each with its attributes. */
  readonly uses: Readonly<Partial<Record<UseVerb, Schema>>>
  readonly columnFunctions: readonly string[]
  /** What `validation.metrics` may list. */
  readonly metrics: readonly string[]
  /** One of them for each kind of model. */
  readonly usualMetric: Readonly<Record<ModelKind, string>>
  /** What the parameters of a model are written behind. */
  readonly parameterPrefix: '' | 'model.'
  /** What an estimator predicts, where its name or objective decides it. */
  readonly kindOf: (estimator: string, objective: string | undefined) => ModelKind | undefined
  /** What has to be the same for training to continue from a model. */
  readonly family: (estimator: string, booster: unknown) => string
}

/** The target of a COLUMN clause without FOR. */
export const defaultTarget = 'feature_columns'

/** The schema with the arguments of the classes that were chosen put in, as one flat table. */
export function expand(schema: Schema, chosen: (key: string) => string | undefined): Schema {
  if (schema.families.length === 0) return schema
  const known = schema.families.map((family) => {
    const name = chosen(family.chosenBy)
    return name === undefined ? family.otherwise : classNamed(family, name)
  })
  const before = expansions.get(schema) ?? new Map<string, Schema>()
  expansions.set(schema, before)
  const key = JSON.stringify(known)
  const expanded = before.get(key) ?? expandedBy(schema, known)
  before.set(key, expanded)
  return expanded
}

/** Schemas by the classes that were chosen: there are few, and every statement asks for one. */
const expansions = new WeakMap<Schema, Map<string, Schema>>()

function expandedBy(schema: Schema, known: readonly (readonly string[])[]): Schema {
  const open = [...schema.open]
  const attributes = { ...schema.attributes }
  for (const [at, family] of schema.families.entries()) {
    const classes = known[at] ?? []
    // A class that is unknown is reported at its own attribute, or is the estimator's own business.
    if (classes.length === 0)
      open.push({
        prefix: family.prefix,
        doc: `An argument of \`${family.chosenBy}\`.`,
      })
    for (const className of classes) {
      for (const [key, spec] of Object.entries(family.classes[className] ?? {}))
        attributes[family.prefix + key] = spec
    }
  }
  return { attributes, open, families: [] }
}

function classNamed(family: ArgumentFamily, name: string): string[] {
  return Object.keys(family.classes).filter((known) => known.toLowerCase() === name.toLowerCase())
}
