/** What is offered behind TO and its verb. What kind of thing may stand there is asked of the grammar. */
import { defaultTarget, type Engine, type Estimator } from '../../engines/engine.ts'
import { engineOf, engines } from '../../engines/table.ts'
import { grammarOfVerb } from '../../syntax/parts.ts'
import { AttributeOffers } from './attributes.ts'
import { ColumnOffers } from './clause-columns.ts'
import { estimatorOffers } from './estimators.ts'
import { type Extended, partWords, readExtended } from './extended.ts'
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

  constructor(place: Place, extended: Extended, known: Known) {
    this.#place = place
    this.#extended = extended
    this.#known = known
  }

  offers(): Offer[] {
    const { inText } = this.#place
    if (inText) return this.#extended.part === 'WITH' ? this.#values() : []
    const expected = expectedAfter(this.#extended.before)
    const offers: Offer[] = []
    const words: Offer[] = []
    for (const { type, rules } of expected) {
      if (type.name === 'ClauseName') offers.push(...this.#names(rules))
      else if (type.name === 'Star' && rules.at(-1) === 'operand') offers.push(...this.#columns().star())
      else words.push(...this.#word(type.LABEL ?? ''))
    }
    const order = grammarOfVerb[this.#extended.verb]?.takes.map(String) ?? []
    words.sort((a, b) => order.indexOf(a.label) - order.indexOf(b.label))
    return [...offers, ...words]
  }

  /** A clause that the verb takes and that is not there yet; or a word inside of a clause. */
  #word(word: string): Offer[] {
    const { verb, parts } = this.#extended
    if (partWords.has(word)) {
      const there = word !== 'COLUMN' && parts.some(({ name }) => name === word)
      const takes: readonly string[] = grammarOfVerb[verb]?.takes ?? []
      return there || !takes.includes(word) ? [] : [{ label: word, kind: 'keyword', rank: 2 }]
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
      case 'train':
        return estimatorOffers(this.#place.typed, this.#known.images())
      case 'run':
        return this.#known.images().map((label) => ({ label, kind: 'image' }))
      case 'predict':
        return this.#known.tables()
      case 'evaluate':
      case 'explain':
        return this.#known.models()
      case 'optimize':
        return this.#columns().amounts()
      case 'withPart':
        return inside.at(-1) === 'attribute' ? this.#keys() : this.#values()
      case 'columnPart':
        return inside.length === 1 ? this.#targets() : this.#columns().columns()
      case 'labelPart':
        return this.#columns().labels()
      case 'usingPart':
        return this.#using()
      case 'intoPart':
        return this.#extended.verb === 'TRAIN' ? this.#known.models() : this.#known.tables()
      case 'constraintPart':
        return inside.includes('expression') ? this.#columns().amounts() : this.#known.columns()
      default:
        return []
    }
  }

  #using(): Offer[] {
    switch (this.#extended.verb) {
      case 'EXPLAIN':
        return ['TreeExplainer', 'XGBoostExplainer'].map((label) => ({ label, kind: 'value' }))
      case 'MAXIMIZE':
      case 'MINIMIZE':
        return ['highs', 'glpk'].map((label) => ({ label, kind: 'value' }))
      default:
        return this.#known.models()
    }
  }

  // ── WITH ──

  #attributes(): AttributeOffers {
    const { verb, subject, parts } = this.#extended
    const { tokens } = this.#place
    const used = parts.find(({ name }) => name === 'USING')
    const model = verb === 'PREDICT' ? used && this.#known.textOf(tokens, used.at + 1) : subject
    const estimator = verb === 'TRAIN' ? this.#estimatorName() : model && this.#known.estimatorOf(model)
    return new AttributeOffers(this.#extended, estimator)
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
