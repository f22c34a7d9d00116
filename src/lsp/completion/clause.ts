/** What is offered behind TO and its verb. What kind of thing may stand there is asked of the grammar. */
import { defaultTarget, type Engine, type Estimator } from '../../engines/engine.ts'
import { engineOf, engines } from '../../engines/table.ts'
import type { AnyVerb } from '../../statements/statement.ts'
import { verbNamed } from '../../statements/table.ts'
import { type ClauseName, isClauseName } from '../../syntax/clauses.ts'
import { AttributeOffers } from './attributes.ts'
import { ColumnOffers } from './clause-columns.ts'
import { estimatorOffers } from './estimators.ts'
import { type Extended, readExtended } from './extended.ts'
import { expectedAfter } from './follow.ts'
import type { Known } from './known.ts'
import type { Offer } from './offers.ts'
import type { Place } from './place.ts'

export function clauseOffers(place: Place, known: Known): Offer[] {
  const extended = readExtended(place)
  return extended ? new ClauseOffers(place, extended, known).offers() : []
}

class ClauseOffers {
  readonly #place: Place
  readonly #extended: Extended
  readonly #known: Known
  readonly #verb: AnyVerb | undefined

  constructor(place: Place, extended: Extended, known: Known) {
    this.#place = place
    this.#extended = extended
    this.#known = known
    this.#verb = verbNamed(extended.verb)
  }

  offers(): Offer[] {
    const { inText } = this.#place
    if (inText) return this.#extended.clause === 'WITH' ? this.#values() : []
    const expected = expectedAfter(this.#extended.before)
    const offers: Offer[] = []
    const words: Offer[] = []
    for (const { type, rules } of expected) {
      if (type.name === 'ClauseName') offers.push(...this.#names(rules))
      else if (type.name === 'Star' && rules.at(-1) === 'operand') offers.push(...this.#columns().star())
      else words.push(...this.#word(type.LABEL ?? ''))
    }
    const order = Object.keys(this.#verb?.clauses ?? {})
    words.sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label))
    return [...offers, ...words]
  }

  /** A clause that the verb takes and that is not there yet; or a word inside of a clause. */
  #word(word: string): Offer[] {
    if (isClauseName(word)) {
      const there = word !== 'COLUMN' && this.#extended.clauses.some(({ name }) => name === word)
      return there || !this.#verb?.clauses[word] ? [] : [{ label: word, kind: 'keyword', rank: 2 }]
    }
    if (word === 'GROUP') return [{ label: 'GROUP BY', kind: 'keyword' }]
    if (word === 'FOR') {
      const targets = this.#trained()?.targets
      return targets?.join() === defaultTarget ? [] : [{ label: 'FOR', kind: 'keyword', rank: 1 }]
    }
    return word === 'BY' ? [{ label: 'BY', kind: 'keyword' }] : []
  }

  #names(rules: readonly string[]): Offer[] {
    const inside = rules.slice(3)
    if (rules.includes('showTrain')) return this.#known.models()
    switch (inside[0]) {
      case 'withClause':
        return inside.at(-1) === 'attribute' ? this.#keys() : this.#values()
      case 'columnClause':
        return inside.length === 1 ? this.#targets() : this.#columns().columns()
      case 'labelClause':
        return this.#columns().labels()
      case 'usingClause':
        return this.#named('USING')
      case 'intoClause':
        return this.#named('INTO')
      case 'constraintClause':
        return inside.includes('expression') ? this.#columns().amounts() : this.#known.columns()
      default:
        return rules.includes('verb') ? this.#subject() : []
    }
  }

  /** What stands behind the verb. */
  #subject(): Offer[] {
    switch (this.#verb?.subject) {
      case 'estimator':
        return estimatorOffers(this.#place.typed, this.#known.images())
      case 'image':
        return this.#known.images().map((label) => ({ label, kind: 'image' }))
      case 'table':
        return this.#known.tables()
      case 'model':
        return this.#known.models()
      case 'amount':
        return this.#columns().amounts()
      case undefined:
        return []
    }
  }

  #named(clause: ClauseName): Offer[] {
    const names = this.#verb?.clauses[clause]?.names ?? (clause === 'INTO' ? 'table' : 'model')
    if (names === 'table') return this.#known.tables()
    if (names === 'model') return this.#known.models()
    return names.map((label) => ({ label, kind: 'value' }))
  }

  // ── WITH ──

  #attributes(): AttributeOffers {
    const source = this.#verb?.attributesOf
    const estimator = source?.of === 'estimator' ? this.#estimatorName() : this.#estimatorOfModel()
    return new AttributeOffers(source, this.#extended.attributes, estimator)
  }

  /** What trained the model that the statement uses. */
  #estimatorOfModel(): string | undefined {
    const { subject, clauses } = this.#extended
    const used = clauses.find(({ name }) => name === 'USING')
    const model =
      this.#verb?.subject === 'model' ? subject : used && this.#known.textOf(this.#place.tokens, used.at + 1)
    return model && this.#known.estimatorOf(model)
  }

  #keys(): Offer[] {
    const { tokens, at, typed } = this.#place
    return this.#attributes().keys(typed, tokens.image(at + 1) === '=')
  }

  #values(): Offer[] {
    const { tokens, at, inText, typed } = this.#place
    const [level] = this.#extended.levels
    if (!level || at < level.from + 2 || tokens.image(level.from + 1) !== '=') return []
    const key = this.#known.textOf(tokens, level.from)
    const listed = inText ? (tokens.string(at) ?? '').split(',').map((name) => name.trim()) : []
    // The one under the cursor stays, or it would vanish when it is complete.
    return this.#attributes().values(
      key,
      inText,
      listed.filter((name) => !typed.startsWith(name)),
    )
  }

  // ── What is trained ──

  #estimatorName(): string {
    const { subject } = this.#extended
    return subject.slice(subject.lastIndexOf('/') + 1)
  }

  #engine(): Engine {
    return engines[engineOf(this.#estimatorName())]
  }

  #trained(): Estimator | undefined {
    return this.#engine().estimator(this.#estimatorName())
  }

  #columns(): ColumnOffers {
    return new ColumnOffers(this.#place, this.#extended, this.#known, this.#engine())
  }

  #targets(): Offer[] {
    return (this.#trained()?.targets ?? [defaultTarget]).map((label) => ({ label, kind: 'value' }))
  }
}
