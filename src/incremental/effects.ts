/**
 * Effects of a program that is being edited. Those of a statement depend on its text, and on what statements before it have
 * made of the names: views, temporary tables, the database. Where both are as before, the effects are.
 */
import { EffectsAnalysis, type EffectsContext } from '../analysis/effects.ts'
import type { Effects } from '../effects/effects.ts'
import { Resources } from '../effects/resource.ts'
import type { Program, Statement } from '../syntax/ast.ts'

/** What names mean at a place of the program; the same object means the same. */
type Meaning = object

interface Known {
  readonly index: number
  readonly before: Meaning
  readonly after: Meaning
  readonly effects: Effects
}

/** Far more than a program of that many statements names. */
function mostResources({ statements }: Program): number {
  return 10_000 + 100 * statements.length
}

export class EffectsMemory {
  readonly #start: Meaning = {}
  #known = new WeakMap<Statement, Known>()
  #resources = new Resources()
  #last: readonly Effects[] = []

  /** Names that were typed once and are gone stay among the resources, so now and then all is made anew. */
  resourcesFor(program: Program): Resources {
    if (this.#resources.size > mostResources(program)) {
      this.#resources = new Resources()
      this.#known = new WeakMap()
      this.#last = []
    }
    return this.#resources
  }

  /** The same as `analyseEffects`. Where nothing has changed, the very list that it gave before. */
  analyse(program: Program, context: EffectsContext): readonly Effects[] {
    let reports = 0
    const analysis = new EffectsAnalysis({
      ...context,
      report: (finding) => {
        reports++
        context.report(finding)
      },
    })
    let meaning = this.#start
    const all = program.statements.map((statement, index) => {
      const known = this.#known.get(statement)
      const isSame = known?.before === meaning
      // What changes the meaning of names has to do so again.
      if (isSame && known.after === meaning) return known.effects
      const [stamp, reported, before] = [analysis.stamp, reports, meaning]
      const found = analysis.statement(statement, index)
      const isAgain = isSame && known.index === index
      if (analysis.stamp !== stamp) meaning = isAgain ? known.after : {}
      const effects = isAgain ? known.effects : this.#alike(found, index)
      if (reports === reported) this.#known.set(statement, { index, before, after: meaning, effects })
      return effects
    })
    const { length } = this.#last
    if (length !== all.length || all.some((effects, at) => effects !== this.#last[at])) this.#last = all
    return this.#last
  }

  /** Most edits of a statement leave its effects as they were. */
  #alike(effects: Effects, index: number): Effects {
    const before = this.#last[index]
    // Part of the tree, which stands somewhere else by now.
    if (!before || effects.session || before.session) return effects
    return JSON.stringify(before) === JSON.stringify(effects) ? before : effects
  }
}
