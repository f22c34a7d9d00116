/**
 * Links: each use of a model to the TRAIN that makes it. Follows the models from top to bottom through
 * trainings, drops and renames; a use of what nobody made before is external.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Effects } from '../effects/effects.ts'
import type { Link, Links, ModelPlace } from '../effects/links.ts'
import { touches } from '../statements/table.ts'
import type { Program, Statement } from '../syntax/ast.ts'
import { headline } from './headline.ts'

type State =
  | { readonly kind: 'trained'; readonly by: number; altered?: number }
  | { readonly kind: 'dropped'; readonly by: number }
  | { readonly kind: 'table'; readonly by: number; readonly how: string }
  /** An external model under a new name. */
  | { readonly kind: 'renamed'; readonly original: string }

export function linkModels(
  program: Program,
  effects: readonly Effects[],
  place: ModelPlace,
  report: Report,
): Links {
  const linker = new Linker(program, effects, place, report)
  return program.statements.map((statement, index) => linker.visit(statement, index))
}

class Linker {
  readonly #program: Program
  readonly #effects: readonly Effects[]
  readonly #report: Report
  /** In OSS a model has nothing to do with a table of its name. */
  readonly #tablesAreModels: boolean
  readonly #states = new Map<string, State>()
  /** The first later training of each name, for those who use it too early. */
  readonly #trainings = new Map<string, number>()

  constructor(program: Program, effects: readonly Effects[], place: ModelPlace, report: Report) {
    this.#program = program
    this.#tablesAreModels = place === 'tables'
    this.#effects = effects
    this.#report = report
    effects.forEach((effect, index) => {
      if (effect.makes !== undefined && !this.#trainings.has(effect.makes))
        this.#trainings.set(effect.makes, index)
    })
  }

  visit(statement: Statement, index: number): Link | undefined {
    const effect = this.#effects[index]
    if (!effect) return undefined
    const link = effect.uses === undefined ? undefined : this.#use(effect.uses, statement, index)
    if (this.#tablesAreModels) {
      if (effect.dropsDatabase !== undefined) this.#dropAll(`${effect.dropsDatabase}.`, index)
      for (const change of effect.changes) this.#change(change, statement, index)
    }
    if (effect.makes !== undefined) this.#states.set(effect.makes, { kind: 'trained', by: index })
    return link
  }

  #change(change: Effects['changes'][number], statement: Statement, index: number): void {
    const { action, table, to } = change
    const state = this.#states.get(table)
    switch (action) {
      case 'drop':
        this.#states.set(table, { kind: 'dropped', by: index })
        return
      case 'rename':
        if (to === undefined) return
        this.#states.set(to, state ?? { kind: 'renamed', original: table })
        this.#states.set(table, { kind: 'dropped', by: index })
        return
      case 'create':
        // CREATE TABLE IF NOT EXISTS leaves a model that is there alone.
        if (change.conditional && state?.kind === 'trained') return
        this.#states.set(table, { kind: 'table', by: index, how: statement.kind })
        return
      case 'write':
      case 'alter':
        if (state?.kind === 'trained' && statement.kind === 'sql') {
          this.#states.set(table, { ...state, altered: index })
        }
        return
    }
  }

  #dropAll(prefix: string, index: number): void {
    for (const table of this.#states.keys()) {
      if (table.startsWith(prefix)) this.#states.set(table, { kind: 'dropped', by: index })
    }
  }

  #use(model: string, statement: Statement, index: number): Link | undefined {
    const state = this.#states.get(model)
    const span = touches(statement).usesModel?.span ?? statement.span
    switch (state?.kind) {
      case 'trained':
        if (state.altered !== undefined) this.#reportAltered(model, state.altered, state.by, span)
        return { model, producer: state.by }
      case 'dropped':
        this.#reportDropped(model, state.by, span)
        return undefined
      case 'table':
        this.#reportTable(model, state.by, span)
        return undefined
      case 'renamed':
        return { model: state.original }
    }
    const later = this.#trainings.get(model)
    if (later !== undefined && later >= index) this.#reportLater(model, later, index, span)
    return { model }
  }

  #reportDropped(model: string, by: number, span: Span): void {
    this.#report({
      name: 'model-dropped',
      message: `the model \`${model}\` is gone when it is used here`,
      span,
      labels: [{ span: this.#headline(by), message: 'dropped or renamed here' }],
      help: 'use it before it is dropped, or train it again in between',
    })
  }

  #reportTable(model: string, by: number, span: Span): void {
    this.#report({
      name: 'not-a-model',
      message: `\`${model}\` is a table that this program makes, not a model`,
      span,
      labels: [{ span: this.#headline(by), message: 'the table is made here' }],
      help: 'name a model that TO TRAIN … INTO made',
    })
  }

  #reportAltered(model: string, by: number, trained: number, span: Span): void {
    this.#report({
      name: 'model-altered',
      message: `the table of the model \`${model}\` is changed by ordinary SQL before it is used here`,
      span,
      labels: [
        { span: this.#headline(trained), message: 'trained here' },
        { span: this.#headline(by), message: 'changed here' },
      ],
      help: 'write to another table: the rows of this one are the model',
    })
  }

  #reportLater(model: string, later: number, index: number, span: Span): void {
    // TRAIN … USING m INTO m continues from the model of last time; that is what it says.
    if (later === index) return
    const trained = this.#program.statements[later]
    const into = trained ? (touches(trained).makesModel?.span ?? trained.span) : span
    this.#report({
      name: 'trained-later',
      message: `the model \`${model}\` is used before this program trains it`,
      span,
      labels: [{ span: into, message: 'trained only here' }],
      help: 'the model of an earlier run is taken; move the TRAIN up if its model is meant',
    })
  }

  #headline(index: number): Span {
    const statement = this.#program.statements[index]
    return statement ? headline(this.#program, statement) : { start: 0, end: 0 }
  }
}
