/**
 * What becomes of tables from top to bottom: made, filled, read, dropped. Finds what can't have been meant; the rules
 * say it in words. What is not certain ends the story: after a statement of unknown effects every table begins anew.
 */

import { Resolvers } from '../analysis/resolver.ts'
import { walkScope } from '../analysis/scopes.ts'
import type { Analysis } from '../analyze.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Effects, TableChange } from '../effects/effects.ts'
import { splitParts } from '../statements/names.ts'
import { touches } from '../statements/table.ts'
import type { Statement } from '../syntax/ast.ts'

export type TableProblemKind =
  | 'reads-its-result'
  | 'replaces-input'
  | 'result-lost'
  | 'rows-lost'
  | 'used-after-drop'
  | 'used-before-created'
  | 'created-twice'
  | 'dropped-twice'
  | 'dropped-before-created'

export interface TableProblem {
  readonly kind: TableProblemKind
  readonly table: string
  /** The statement that is wrong, and the one that makes it so. */
  readonly at: number
  readonly other: number
}

/** They take back, drop or move more than they name. */
const endsStories =
  /^(?:rollback\b|explain\s+analy[sz]e|drop\s[^;]*\bcascade\b|alter\s[^;]*\b(?:attach|detach|exchange)\b)/i

interface Life {
  /** The statement since which it is there, or is not. */
  there?: number | undefined
  gone?: number | undefined
  /** The first statement that needs it, while nobody in the program has made it. */
  used?: number | undefined
  /** The first statement of the extended language that reads it, while nobody in the program has made it. */
  input?: number | undefined
  /** A DROP without IF EXISTS, before anything else. */
  dropped?: number | undefined
  /** The first statement that wrote rows which nobody has read. */
  unread?: number | undefined
}

export function followTables({ program, effects }: Analysis, dialect: Dialect): readonly TableProblem[] {
  const walk = new TableWalk(program.text, unclear(effects), dialect)
  for (const [index, statement] of program.statements.entries()) {
    const effect = effects[index]
    if (effect) walk.visit(statement, effect, index)
  }
  return walk.problems
}

/** Temporary tables, which hide others, and names that are written with their database and without. */
function unclear(effects: readonly Effects[]): Set<string> {
  const found = new Set<string>()
  const bare = new Set<string>()
  const tables = new Set<string>()
  for (const { resource } of effects.flatMap(({ accesses }) => accesses)) {
    if (resource.kind === 'temporary') found.add(resource.key)
    if (resource.kind === 'bare') bare.add(resource.key)
    if (resource.kind === 'table') tables.add(resource.key)
  }
  for (const table of tables) {
    const last = splitParts(table).at(-1) ?? table
    if (last !== table && bare.has(last)) found.add(table).add(last)
  }
  return found
}

class TableWalk {
  readonly problems: TableProblem[] = []
  readonly #text: string
  readonly #dialect: Dialect
  readonly #resolvers: Resolvers
  readonly #unclear: Set<string>
  readonly #lives = new Map<string, Life>()
  /** Statements whose results are tables. */
  readonly #results = new Set<number>()
  /** Nothing has made the stories begin anew: what the program has not made is not its own. */
  #isWhole = true
  /** The last statement that may read every table. */
  #readAll = -1

  constructor(text: string, unclear: Set<string>, dialect: Dialect) {
    this.#text = text
    this.#dialect = dialect
    this.#resolvers = new Resolvers(dialect)
    this.#unclear = unclear
  }

  visit(statement: Statement, effect: Effects, index: number): void {
    const { start, end } = statement.span
    const head = this.#text.slice(start, Math.min(end, start + 300))
    const isUnknown = statement.kind === 'broken' || effect.unknown !== undefined
    if (isUnknown || endsStories.test(head)) {
      // A part's rows are rows of the whole as well.
      if (/^alter\b/i.test(head)) for (const table of effect.writes) this.#unclear.add(table)
      this.#forget()
      return
    }
    // EXPLAIN only says what would be done.
    if (/^(explain|desc|describe)\b/i.test(head)) return
    // A command may read tables that its SELECT does not name.
    if (statement.kind === 'run') this.#readAll = index
    const made = effect.changes.filter(({ action }) => action === 'create').map(({ table }) => table)
    const named = this.#named(statement, effect)
    for (const table of effect.reads) {
      if (this.#unclear.has(table)) continue
      const life = this.#life(table)
      life.unread = undefined
      // Tables behind views and foreign keys are read as well, and may be missing.
      if (!named.has(table)) continue
      this.#need(life, table, index)
      if (statement.kind === 'sql') continue
      if (made.includes(table)) this.#report('reads-its-result', table, index, index)
      else if (life.there === undefined && this.#isWhole) life.input ??= index
    }
    if (effect.dropsDatabase !== undefined) this.#forget()
    for (const change of effect.changes) {
      if (!this.#unclear.has(change.table)) this.#change(change, statement, head, index)
      else if (change.to !== undefined) this.#lives.delete(change.to)
    }
    if (effect.makes !== undefined) this.#lives.set(effect.makes, { there: index })
  }

  /** Tables that its queries name. A table that REFERENCES names may be made later, and may be the table itself. */
  #named(statement: Statement, { database, changes }: Effects): ReadonlySet<string> {
    const resolver = this.#resolvers.of(database)
    const named = new Set<string>()
    // CREATE TABLE IF NOT EXISTS … AS looks at nothing where the table is there.
    if (changes.some(({ action, conditional }) => action === 'create' && conditional)) return named
    for (const scope of touches(statement).scopes) {
      const { tables, targets, references } = walkScope(scope, resolver, this.#dialect)
      // What a view names is looked at when it is used, in some databases.
      if (!this.#dialect.viewsChecked && targets.some(({ object }) => object === 'view')) continue
      const rows = [...tables, ...targets.filter(({ reads }) => reads)].map(({ name }) => name)
      for (const name of rows) if (!references.includes(name)) named.add(resolver.table(name))
    }
    return named
  }

  #change(change: TableChange, statement: Statement, head: string, index: number): void {
    const { action, table, to } = change
    const life = this.#life(table)
    switch (action) {
      case 'drop':
        this.#drop(life, change, head, index)
        return
      case 'create':
        if (statement.kind === 'sql') this.#create(life, change, statement, head, index)
        else this.#result(life, table, index)
        return
      case 'write':
        this.#need(life, table, index)
        this.#write(life, table, head, statement, index)
        return
      case 'alter':
      case 'rename':
        if (!/^alter\s+\w+\s+if\b/i.test(head)) this.#need(life, table, index)
        life.unread = undefined
        if (to === undefined) return
        this.#lives.set(table, { gone: index })
        if (!this.#unclear.has(to)) this.#lives.set(to, { there: index })
        return
    }
  }

  /** It must be there. */
  #need(life: Life, table: string, index: number): void {
    if (life.gone !== undefined) {
      this.#report('used-after-drop', table, index, life.gone)
      life.gone = undefined
      life.there = index
    } else if (life.there === undefined) life.used ??= index
  }

  #drop(life: Life, change: TableChange, head: string, index: number): void {
    const { table } = change
    const conditional = change.conditional || this.#dialect.dropsNothing
    const isFirst =
      this.#isWhole && life.there === undefined && life.used === undefined && life.gone === undefined
    if (life.gone !== undefined && !conditional) this.#report('dropped-twice', table, index, life.gone)
    // Rows written through a view are in the table behind it.
    if (/^drop\s+table\b/i.test(head)) this.#lose(life, table, index)
    this.#lives.set(table, { gone: index, dropped: isFirst && !conditional ? index : undefined })
  }

  #create(life: Life, change: TableChange, statement: Statement, head: string, index: number): void {
    const { table, conditional } = change
    const isPlain = /^create\s+(external\s+)?table\b/i.test(head) && !conditional
    if (isPlain && life.there !== undefined) this.#report('created-twice', table, index, life.there)
    else if (isPlain && life.used !== undefined) this.#report('used-before-created', table, life.used, index)
    if (life.dropped !== undefined) this.#report('dropped-before-created', table, life.dropped, index)
    // It goes when the table goes that it is a part of.
    if (/\b(?:partition\s+of|inherits)\b/i.test(this.#beginning(statement))) {
      this.#unclear.add(table)
      return
    }
    const isThere = life.there !== undefined || life.used !== undefined
    if (conditional && isThere) return
    if (/^create\s+or\s+replace\b/i.test(head)) this.#lose(life, table, index)
    // With IF NOT EXISTS the rows may be those of another day.
    const fills = isPlain && /\bselect\b/i.test(this.#beginning(statement))
    this.#lives.set(table, { there: index, unread: fills ? index : undefined })
  }

  #result(life: Life, table: string, index: number): void {
    const { input } = life
    if (input !== undefined && input !== index) this.#report('replaces-input', table, index, input)
    this.#lose(life, table, index)
    this.#results.add(index)
    this.#lives.set(table, { there: index, unread: index })
  }

  #write(life: Life, table: string, head: string, statement: Statement, index: number): void {
    if (/^(truncate|delete)\b/i.test(head)) {
      // DELETE with WHERE reads what it deletes from.
      this.#lose(life, table, index)
    } else if (/^insert\s+overwrite\b/i.test(head)) {
      if (/\b(partition|directory)\b/i.test(head)) life.unread = undefined
      else this.#lose(life, table, index)
      life.unread = index
    } else if (/^(insert|load|copy)\b/i.test(head) && statement.kind === 'sql') {
      life.unread ??= index
    }
  }

  /** The rows are gone; nobody should have needed them. */
  #lose(life: Life, table: string, index: number): void {
    const { unread } = life
    life.unread = undefined
    if (unread === undefined || unread < this.#readAll) return
    this.#report(this.#results.has(unread) ? 'result-lost' : 'rows-lost', table, unread, index)
  }

  #beginning({ span }: Statement): string {
    return this.#text.slice(span.start, Math.min(span.end, span.start + 20_000))
  }

  #forget(): void {
    this.#lives.clear()
    this.#isWhole = false
  }

  #life(table: string): Life {
    let life = this.#lives.get(table)
    if (!life) {
      life = {}
      this.#lives.set(table, life)
    }
    return life
  }

  #report(kind: TableProblemKind, table: string, at: number, other: number): void {
    this.problems.push({ kind, table, at, other })
  }
}
