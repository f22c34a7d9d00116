/**
 * Session facts. Steps run in sessions of their own: settings are replayed at the head of later steps;
 * a transaction, a temporary table, a user variable and a lock bind their statements into one step.
 */
import type { Dialect } from '../dialects/dialect.ts'
import type { Effects } from '../effects/effects.ts'
import type { Resources } from '../effects/resource.ts'
import type { Binding, Sessions } from '../effects/sessions.ts'
import type { Program, SqlStatement, Statement } from '../syntax/ast.ts'

export function analyseSessions(
  program: Program,
  effects: readonly Effects[],
  dialect: Dialect,
  resources: Resources,
): Sessions {
  const walk = new SessionWalk(program, dialect, resources)
  effects.forEach((effect, index) => {
    walk.visit(effect, index)
  })
  return walk.finish()
}

interface Variable {
  last: number
  /** Only ever given a constant by SET, so that a SELECT elsewhere can be given it as well. */
  constant: boolean
  readonly setters: number[]
}

/** Statements that change no rows. */
const defining: ReadonlySet<string> = new Set(['CREATE', 'DROP', 'ALTER', 'PRAGMA'])
const lastStatement = 'last statement'

const none: readonly never[] = []

class SessionWalk {
  readonly #program: Program
  readonly #dialect: Dialect
  readonly #resources: Resources
  readonly #bindings: Binding[] = []
  readonly #carried = new Set<number>()
  readonly #settings: (readonly number[])[] = []
  readonly #current = new Map<string, number>()
  #snapshot: readonly number[] = []
  #stale = false
  readonly #variables = new Map<string, Variable>()
  /** The last statement of an open transaction or lock, or -1. */
  #transaction = -1
  #manual = false
  /** The savepoint that opened the transaction, if one did, and those inside it. */
  readonly #savepoints: string[] = []
  #lock = -1
  /** The last statement, and the last that changed something, for functions that ask about them; or -1. */
  #lastOne = -1
  #lastChange = -1
  /** Statements that may have changed rows since somebody asked. */
  #rowChanges: number[] = []
  /** The program asks how much its session has changed in all. */
  readonly #counts: boolean

  constructor(program: Program, dialect: Dialect, resources: Resources) {
    this.#program = program
    this.#resources = resources
    this.#dialect = dialect
    this.#counts = program.statements.some(
      (statement) => statement.kind === 'sql' && statement.calls.includes('total_changes'),
    )
  }

  visit(effect: Effects, index: number): void {
    const statement = this.#program.statements[index]
    if (!statement) return
    if (this.#stale && effect.session?.kind !== 'set') {
      this.#snapshot = [...this.#current.values()]
      this.#stale = false
    }
    const { session } = effect
    if (this.#transaction >= 0 && session?.kind !== 'use') this.#chain(index, 'transaction')
    if (this.#lock >= 0 && session?.kind !== 'use') this.#chainLock(index)
    for (const made of effect.sharesSession) this.#bind(made, index, 'temporary table')
    // What it asks about is the last query, or a change of rows: which one counted only running tells.
    if (effect.asksSession) {
      for (const before of new Set([this.#lastOne, this.#lastChange, ...this.#rowChanges]))
        if (before >= 0) this.#bind(before, index, lastStatement)
      this.#rowChanges = [index]
    }
    const constants = this.#useVariables(statement, effect, index)
    this.#settings.push(constants.length > 0 ? [...this.#snapshot, ...constants] : this.#snapshot)
    if (session) this.#change(session, effect, index)
    if (statement.kind === 'sql' && session === undefined) this.#remember(statement, effect, index)
  }

  #remember(statement: SqlStatement, effect: Effects, index: number): void {
    this.#lastOne = index
    if (effect.writes.length === 0 && effect.unknown === undefined) return
    if (this.#counts && this.#lastChange >= 0) this.#bind(this.#lastChange, index, lastStatement)
    this.#lastChange = index
    if (
      defining.has(statement.verb) ||
      !(effect.unknown !== undefined || effect.changes.some(({ action }) => action === 'write'))
    )
      return
    this.#rowChanges.push(index)
  }

  #change(session: NonNullable<Effects['session']>, effect: Effects, index: number): void {
    switch (session.kind) {
      case 'use':
        this.#carried.add(index)
        return
      case 'set':
        this.#carried.add(index)
        // Variables of the user are given to those who use them, not to every later step.
        if (effect.variables.length === 0) this.#set(session.setting, index)
        return
      case 'autocommit':
        this.#manual = !session.on
        this.#transaction = session.on ? -1 : index
        return
      case 'begin':
        this.#transaction = index
        return
      case 'end':
        if (!this.#manual) this.#transaction = -1
        this.#savepoints.length = 0
        return
      case 'savepoint':
        // Where none is open it opens a transaction, which ends with its own RELEASE.
        if (this.#transaction < 0 && this.#dialect.savepointBegins) this.#transaction = index
        else if (this.#savepoints.length === 0) return
        this.#savepoints.push(session.name)
        return
      case 'release': {
        const from = this.#savepoints.lastIndexOf(session.name)
        if (from === 0) this.#transaction = -1
        if (from >= 0) this.#savepoints.length = from
        return
      }
      case 'lock':
        this.#lock = index
        return
      case 'unlock':
        this.#lock = -1
        return
    }
  }

  #set(setting: string, index: number): void {
    // The later of two values is the one that counts.
    this.#current.delete(setting)
    this.#current.set(setting, index)
    this.#stale = true
  }

  /** Answers with the constants that an extended statement is to be given at its head. */
  #useVariables(statement: Statement, effect: Effects, index: number): readonly number[] {
    if (effect.variables.length === 0) return none
    const constants: number[] = []
    const sets = effect.session?.kind === 'set'
    const constant = sets && effect.reads.length === 0 && effect.variables.length === 1
    for (const name of effect.variables) {
      const before = this.#variables.get(name)
      if (!before) {
        this.#variables.set(name, { last: index, constant, setters: [index] })
        continue
      }
      const replayable = before.constant && (constant || statement.kind !== 'sql')
      if (!replayable) {
        for (const setter of before.setters) this.#bind(setter, index, name)
        before.setters.length = 0
        before.setters.push(index)
      } else if (constant) {
        // The later constant is the one that counts.
        before.setters.length = 0
        before.setters.push(index)
      } else {
        constants.push(...before.setters)
      }
      before.last = index
      before.constant &&= constant || statement.kind !== 'sql'
    }
    return constants
  }

  #chain(index: number, what: string): void {
    this.#bind(this.#transaction, index, what)
    this.#transaction = index
  }

  #chainLock(index: number): void {
    this.#bind(this.#lock, index, 'table lock')
    this.#lock = index
  }

  #bind(from: number, to: number, what: string): void {
    if (from === to) return
    this.#bindings.push({ from, to, resource: this.#resources.of('session', what) })
    this.#carried.delete(from)
  }

  finish(): Sessions {
    const bound = new Set(this.#bindings.flatMap(({ from, to }) => [from, to]))
    for (const index of this.#carried) if (bound.has(index)) this.#carried.delete(index)
    return { bindings: this.#bindings, carried: this.#carried, settings: this.#settings }
  }
}
