/**
 * Every table and model that statements name, and which of them are the same thing. Follows the program from top to
 * bottom: a name means what was made under it last. Which training a model comes from is taken from the links.
 */

import { Resolver } from '../analysis/resolver.ts'
import { walkScope } from '../analysis/scopes.ts'
import type { Analysis } from '../analyze.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { resourceText } from '../effects/resource.ts'
import { touches } from '../statements/table.ts'
import type { Name, Target } from '../syntax/ast.ts'

/** `model`: TRAIN makes it or a statement uses it as a model. Ordinary SQL names nothing but tables. */
type Role = 'trains' | 'uses' | 'makes' | 'reads' | 'changes' | 'drops'

export interface Mention {
  readonly name: Name
  /** What the dialect takes for the same thing; models that are kept apart from tables have keys of their own. */
  readonly key: string
  readonly statement: number
  readonly role: Role
  /** What made the thing as it is named here: a training, or the last statement that made or filled the table. */
  readonly origin: Mention | undefined
}

export class Mentions {
  /** In the order of the text. */
  readonly all: readonly Mention[]
  readonly #byStatement: readonly (readonly Mention[])[]
  readonly #groups = new Map<unknown, Mention[]>()

  constructor(analysis: Analysis, dialect: Dialect) {
    this.#byStatement = new Follower(analysis, dialect).follow()
    this.all = this.#byStatement.flat()
    for (const mention of this.all) {
      const group = groupOf(mention)
      const others = this.#groups.get(group)
      if (others) others.push(mention)
      else this.#groups.set(group, [mention])
    }
  }

  of(statement: number): readonly Mention[] {
    return this.#byStatement[statement] ?? []
  }

  /** The name that a cursor is at. */
  at(statement: number, offset: number): Mention | undefined {
    return this.of(statement).find(({ name: { span } }) => span.start <= offset && offset <= span.end)
  }

  /** All names of the same thing: of a model those of one training, of a table all. */
  same(mention: Mention): readonly Mention[] {
    return this.#groups.get(groupOf(mention)) ?? [mention]
  }
}

/** The training that a name means, if it means a model of this program. */
export function trainingOf(mention: Mention): Mention | undefined {
  if (mention.role === 'trains') return mention
  return mention.origin?.role === 'trains' ? mention.origin : undefined
}

function groupOf(mention: Mention): unknown {
  return trainingOf(mention) ?? mention.key
}

class Follower {
  readonly #analysis: Analysis
  readonly #dialect: Dialect
  readonly #states = new Map<string, Mention>()
  readonly #trainings = new Map<number, Mention>()
  #found: Mention[] = []

  constructor(analysis: Analysis, dialect: Dialect) {
    this.#analysis = analysis
    this.#dialect = dialect
  }

  follow(): Mention[][] {
    return this.#analysis.program.statements.map((_, index) => {
      this.#found = []
      this.#statement(index)
      return this.#found.sort((a, b) => a.name.span.start - b.name.span.start)
    })
  }

  #statement(index: number): void {
    const statement = this.#analysis.program.statements[index]
    const effect = this.#analysis.effects[index]
    if (!statement || !effect) return
    const resolver = new Resolver(this.#dialect, effect.database)
    const { scopes, results, usesModel, makesModel } = touches(statement)
    const targets: Target[] = []
    for (const scope of scopes) {
      const walked = walkScope(scope, resolver, this.#dialect)
      for (const { name } of walked.tables) this.#add(name, resolver.table(name), index, 'reads')
      targets.push(...walked.targets)
    }
    if (statement.kind === 'sql' && statement.operation.kind === 'define-trigger') {
      const { watches } = statement.operation
      this.#add(watches, resolver.table(watches), index, 'reads')
    }
    if (usesModel && effect.uses !== undefined) this.#use(usesModel, effect.uses, index)
    for (const target of targets) this.#target(target, resolver, index)
    if (effect.dropsDatabase !== undefined) this.#dropAll(`${effect.dropsDatabase}.`)
    for (const name of results) this.#make(name, resolver.table(name), index, 'makes')
    if (!makesModel || effect.makes === undefined) return
    const key = this.#modelKey(effect.makes, index)
    this.#trainings.set(index, this.#make(makesModel, key, index, 'trains'))
  }

  #add(name: Name, key: string, statement: number, role: Role, origin = this.#states.get(key)): Mention {
    const mention = { name, key, statement, role, origin }
    if (name.parts.length > 0) this.#found.push(mention)
    return mention
  }

  #make(name: Name, key: string, statement: number, role: Role): Mention {
    const mention: Mention = { name, key, statement, role, origin: undefined }
    if (name.parts.length > 0) this.#found.push(mention)
    this.#states.set(key, mention)
    return mention
  }

  /** A model that was renamed by ordinary SQL is still the one that was trained under its first name. */
  #use(name: Name, model: string, index: number): void {
    const producer = this.#analysis.links[index]?.producer
    const origin = producer === undefined ? undefined : this.#trainings.get(producer)
    this.#add(name, this.#modelKey(model, index), index, 'uses', origin)
  }

  #target({ action, object, name, to, conditional }: Target, resolver: Resolver, index: number): void {
    if (object !== 'table' && object !== 'view') return
    const key = resolver.table(name)
    const state = this.#states.get(key)
    switch (action) {
      case 'create':
        // IF NOT EXISTS leaves what is there as it is.
        if (conditional && state) this.#add(name, key, index, 'changes')
        else this.#make(name, key, index, 'makes')
        return
      case 'drop':
        this.#add(name, key, index, 'drops')
        this.#states.delete(key)
        return
      case 'rename':
        this.#add(name, key, index, 'drops')
        this.#states.delete(key)
        if (to) this.#rename(to, resolver.table(to), index, state)
        return
      case 'write':
      case 'alter':
        if (state) this.#add(name, key, index, 'changes')
        else this.#make(name, key, index, 'changes')
        return
    }
  }

  #rename(to: Name, key: string, index: number, state: Mention | undefined): void {
    if (state?.role !== 'trains') {
      this.#make(to, key, index, 'makes')
      return
    }
    this.#add(to, key, index, 'changes', state)
    this.#states.set(key, state)
  }

  #dropAll(prefix: string): void {
    for (const key of this.#states.keys()) if (key.startsWith(prefix)) this.#states.delete(key)
  }

  #modelKey(key: string, index: number): string {
    const { accesses = [] } = this.#analysis.effects[index] ?? {}
    const model = accesses.find(({ resource }) => resource.kind === 'model' && resource.key === key)
    return model ? resourceText(model.resource) : key
  }
}
