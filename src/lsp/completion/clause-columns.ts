/** What is offered behind COLUMN and LABEL and in the amounts of MAXIMIZE: columns, functions and their arguments. */
import { type ColumnFunction, columnFunctions, combiners, dataTypes } from '../../checks/column-functions.ts'
import type { Engine } from '../../engines/engine.ts'
import type { ClauseName } from '../../syntax/clauses.ts'
import type { Extended, Level } from './extended.ts'
import type { Known } from './known.ts'
import { escaped, type Offer } from './offers.ts'
import type { Place } from './place.ts'

export class ColumnOffers {
  readonly #place: Place
  readonly #extended: Extended
  readonly #known: Known
  readonly #engine: Engine

  constructor(place: Place, extended: Extended, known: Known, engine: Engine) {
    this.#place = place
    this.#extended = extended
    this.#known = known
    this.#engine = engine
  }

  /** `*`, which only a list of features takes. */
  star(): Offer[] {
    const { clause, levels } = this.#extended
    if (clause !== 'COLUMN' || levels.length > 1) return []
    return [{ label: '*', kind: 'value', detail: 'every column that is not listed', rank: 3 }]
  }

  /** By the function that the cursor is in, and by which of its arguments. */
  columns(): Offer[] {
    const { tokens } = this.#place
    const names = this.#extended.levels.map((level) => this.#functionOf(level))
    const inner = this.#extended.levels.at(-1)
    const list = inner !== undefined && tokens.image(inner.open) === '['
    const level = this.#extended.levels.at(list ? -2 : -1)
    const name = names.at(list ? -2 : -1)
    if (name === undefined || !level) return [...this.#listed(), ...this.#functions()]
    const facts = Object.hasOwn(columnFunctions, name) ? columnFunctions[name] : undefined
    if (!facts) return this.#known.columns()
    return this.#argument(facts, level.item, list)
  }

  #argument(facts: ColumnFunction, index: number, list: boolean): Offer[] {
    const value = (label: string): Offer => ({ label, kind: 'value' })
    const type = facts.arguments[index]?.kind
    if (list && type !== 'keys') return []
    switch (type) {
      case 'column':
      case 'keys':
        if (type === 'keys' && !list) return []
        return [...(facts.functionsOnly ? [] : this.#known.columns()), ...this.#functions(facts.wraps)]
      case 'delimiter':
        return [value('COMMA')]
      case 'dtype':
        return dataTypes.map(value)
      case 'weight-dtype':
        return [value('float')]
      case 'combiner':
        return combiners.map(value)
      case 'shape':
        return [value('none')]
      default:
        return []
    }
  }

  #functionOf({ open }: Level): string | undefined {
    const { tokens } = this.#place
    return tokens.image(open) === '(' ? tokens.word(open - 1) : undefined
  }

  #functions(only?: readonly string[]): Offer[] {
    const { columnFunctions: names } = this.#engine
    return names.flatMap((name) => {
      const facts = columnFunctions[name]
      if (!facts || only?.includes(name) === false) return []
      return {
        label: name,
        kind: 'function',
        snippet: filled(facts.form),
        insert: `${name}(`,
        detail: facts.form,
        documentation: facts.doc,
        rank: 2,
      }
    })
  }

  /** Columns that no clause names yet come first; the label is no feature. */
  #listed(): Offer[] {
    const named = this.#namedIn('COLUMN')
    const label = this.#namedIn('LABEL')
    return this.#known.columns().flatMap((offer) => {
      const name = offer.label.toLowerCase()
      if (label.has(name)) return []
      return named.has(name) ? { ...offer, rank: 3 } : offer
    })
  }

  /** Columns that are no feature come first. */
  labels(): Offer[] {
    const named = this.#namedIn('COLUMN')
    return this.#known
      .columns()
      .map((offer) => (named.has(offer.label.toLowerCase()) ? { ...offer, rank: 3 } : offer))
  }

  #namedIn(name: ClauseName): ReadonlySet<string> {
    const { tokens, statement, at } = this.#place
    const { clauses } = this.#extended
    const names = new Set<string>()
    clauses.forEach((clause, index) => {
      if (clause.name !== name) return
      const end = clauses[index + 1]?.at ?? statement.last
      for (let token = clause.at + 1; token < end; token++)
        if (token !== at) names.add(this.#known.textOf(tokens, token).toLowerCase())
    })
    return names
  }

  /** Columns and what is to be found, and SUM around them. */
  amounts(): Offer[] {
    const text = this.#extended.attributes.get('variables') ?? ''
    const variable = /^\s*([^\s(]+)\s*\(/.exec(text)?.[1]
    const sum: Offer = {
      label: 'SUM',
      kind: 'function',
      snippet: 'SUM($1)',
      insert: 'SUM(',
      detail: 'SUM(price * amount)',
      rank: 2,
    }
    const found: Offer[] =
      variable === undefined ? [] : [{ label: variable, kind: 'column', detail: 'to be found', rank: 0 }]
    return [...found, ...this.#known.columns(), ...(this.#inSum() ? [] : [sum])]
  }

  #inSum(): boolean {
    return this.#extended.levels.some((level) => this.#functionOf(level) === 'SUM')
  }
}

/** `CROSS([a, b], 1000)` with its arguments to be written over. */
function filled(form: string): string {
  let count = 0
  return form.replace(/[a-z]\w*|\d+(\.\d+)?/g, (text) => `\${${++count}:${escaped(text)}}`)
}
