/**
 * Session state. Steps run in sessions of their own: settings are replayed at the head of later steps;
 * a transaction, a temporary table, a user variable and a lock bind their statements into one step.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Tie } from '../graph/build.ts'
import { components } from '../graph/components.ts'
import type { Graph } from '../graph/graph.ts'
import type { Program, SqlStatement, Statement } from '../syntax/ast.ts'
import type { Effects } from './effects.ts'
import { headline } from './headline.ts'

/** Two statements that must share a session, and why. */
export interface Binding {
  readonly from: number
  readonly to: number
  /** `session:transaction`, `session:@x`, `session:temporary table` … */
  readonly resource: string
}

export interface Sessions {
  readonly bindings: readonly Binding[]
  /** Statements that only set the scene for others: they are replayed and need no step. */
  readonly carried: ReadonlySet<number>
  /** For each statement, the settings to replay before it: statement numbers in order. */
  readonly settings: readonly (readonly number[])[]
}

export function analyseSessions(program: Program, effects: readonly Effects[], dialect: Dialect): Sessions {
  const walk = new SessionWalk(program, dialect)
  effects.forEach((effect, index) => {
    walk.visit(effect, index)
  })
  return walk.finish()
}

/** The edges that keep the order within a session. */
export function sessionTies(sessions: Sessions): Tie[] {
  return sessions.bindings.map(({ from, to, resource }) => ({
    from,
    to,
    reason: { kind: 'session-state', resource },
  }))
}

interface Variable {
  last: number
  /** Only ever given a constant by SET, so that a SELECT elsewhere can be given it as well. */
  constant: boolean
  readonly setters: number[]
}

/** Statements that change no rows. */
const defining: ReadonlySet<string> = new Set(['CREATE', 'DROP', 'ALTER', 'PRAGMA'])
const lastStatement = 'session:last statement'

class SessionWalk {
  readonly #program: Program
  readonly #dialect: Dialect
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

  constructor(program: Program, dialect: Dialect) {
    this.#program = program
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
    for (const made of effect.temporaries) this.#bind(made, index, 'session:temporary table')
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
  #useVariables(statement: Statement, effect: Effects, index: number): number[] {
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
        for (const setter of before.setters) this.#bind(setter, index, `session:${name}`)
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
    this.#bind(this.#transaction, index, `session:${what}`)
    this.#transaction = index
  }

  #chainLock(index: number): void {
    this.#bind(this.#lock, index, 'session:table lock')
    this.#lock = index
  }

  #bind(from: number, to: number, resource: string): void {
    if (from === to) return
    this.#bindings.push({ from, to, resource })
    this.#carried.delete(from)
  }

  finish(): Sessions {
    const bound = new Set(this.#bindings.flatMap(({ from, to }) => [from, to]))
    for (const index of this.#carried) if (bound.has(index)) this.#carried.delete(index)
    return { bindings: this.#bindings, carried: this.#carried, settings: this.#settings }
  }
}

/**
 * Which statements make one step. Bound statements belong together, and so does every statement that
 * would have to run between two of them: a component of the graph with the bound ones contracted.
 */
export function groupStatements(graph: Graph, sessions: Sessions): Int32Array {
  const from: number[] = []
  const to: number[] = []
  for (const edge of graph.edges) {
    from.push(edge.from)
    to.push(edge.to)
  }
  for (const binding of sessions.bindings) {
    from.push(binding.from, binding.to)
    to.push(binding.to, binding.from)
  }
  return components(graph.size, from, to)
}

/** A model can not be trained or used inside a step that shares a session. */
export function checkGroups(program: Program, sessions: Sessions, groups: Int32Array, report: Report): void {
  const ofGroup = new Map<number, Binding>()
  const ofStatement = new Map<number, Binding>()
  for (const binding of sessions.bindings) {
    keepFirst(ofGroup, groups[binding.from] ?? -1, binding)
    keepFirst(ofStatement, binding.from, binding)
    keepFirst(ofStatement, binding.to, binding)
  }
  program.statements.forEach((statement, index) => {
    if (statement.kind === 'sql' || statement.kind === 'broken') return
    const binding = ofGroup.get(groups[index] ?? -1)
    if (!binding) return
    const own = ofStatement.get(index) ?? binding
    const origin = program.statements[own.from === index ? own.to : own.from]
    const what = own.resource.slice('session:'.length)
    const through = own.from !== index && own.to !== index
    report({
      name: 'session-split',
      message: through
        ? `this would have to run in the middle of a session that shares a ${nameOf(what)}`
        : `this can't share the ${nameOf(what)} of another step's session`,
      span: statement.head,
      labels: origin
        ? [
            {
              span: headline(program, origin),
              message: `the ${nameOf(what)} belongs to this statement's session`,
            },
          ]
        : [],
      help: advice(what),
    })
  })
}

function keepFirst(map: Map<number, Binding>, key: number, binding: Binding): void {
  if (!map.has(key)) map.set(key, binding)
}

function nameOf(what: string): string {
  return what.startsWith('@') ? `user variable ${what}` : what
}

function advice(what: string): string {
  if (what === 'transaction') return 'COMMIT before this statement'
  if (what === 'temporary table') return 'make it an ordinary table, and drop it at the end'
  if (what === 'table lock') return 'UNLOCK TABLES before this statement'
  return 'write the value into the statement, or into a table'
}
