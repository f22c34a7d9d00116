/**
 * What the program itself has made so far: views, temporary tables, triggers, foreign keys, indexes,
 * functions. They make a statement touch more than it names. Follows the program from top to bottom.
 */

/** A temporary table and the statement that made it. */
export interface Temporary {
  readonly statement: number
}

const none: readonly never[] = []

export class Catalog {
  readonly #views = new Map<string, readonly string[]>()
  readonly #temporaries = new Map<string, Temporary>()
  readonly #triggers = new Set<string>()
  readonly #temporaryTriggers = new Map<string, number[]>()
  readonly #parents = new Map<string, Set<string>>()
  readonly #children = new Map<string, Set<string>>()
  readonly #indexes = new Map<string, string>()
  readonly #indexesOfTable = new Map<string, Set<string>>()
  readonly #functions = new Set<string>()
  /** Grows with each change: the same number means that nothing has changed in between. */
  changes = 0

  addFunction(name: string): void {
    this.#functions.add(name)
    this.changes++
  }

  hasFunction(name: string): boolean {
    return this.#functions.has(name)
  }

  addView(view: string, tables: readonly string[]): void {
    this.changes++
    this.#views.set(view, tables)
  }

  /** The tables behind a view, through views over views; nothing for a table. */
  behind(table: string): readonly string[] {
    if (!this.#views.has(table)) return none
    const seen = new Set<string>()
    const waiting = [table]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const base of this.#views.get(next) ?? []) {
        if (seen.has(base)) continue
        seen.add(base)
        waiting.push(base)
      }
    }
    return [...seen]
  }

  addTemporary(table: string, statement: number): void {
    this.#temporaries.set(table, { statement })
    this.changes++
  }

  temporary(table: string): Temporary | undefined {
    return this.#temporaries.get(table)
  }

  /** Statements whose temporary tables are there: who lists all tables sees them. */
  *temporaryStatements(): Iterable<number> {
    for (const { statement } of this.#temporaries.values()) yield statement
  }

  dropTemporary(table: string): void {
    if (this.#temporaries.delete(table)) this.changes++
  }

  /** A temporary trigger lives in the session of the statement that makes it. */
  addTrigger(table: string, temporary?: number): void {
    this.#triggers.add(table)
    this.changes++
    if (temporary === undefined) return
    const made = this.#temporaryTriggers.get(table)
    if (made) made.push(temporary)
    else this.#temporaryTriggers.set(table, [temporary])
  }

  temporaryTriggers(table: string): readonly number[] {
    return this.#temporaryTriggers.get(table) ?? none
  }

  /** Writing this table runs a trigger that the program made. */
  hasTrigger(table: string): boolean {
    return this.#triggers.has(table)
  }

  addForeignKey(child: string, parent: string): void {
    add(this.#parents, child, parent)
    add(this.#children, parent, child)
    this.changes++
  }

  get hasForeignKeys(): boolean {
    return this.#children.size > 0
  }

  parentsOf(table: string): Iterable<string> {
    return this.#parents.get(table) ?? none
  }

  /** The table and all that refer to it, directly or through others: where a deletion may cascade to. */
  descendants(table: string): ReadonlySet<string> {
    const found = new Set([table])
    // A set is walked in the order of insertion, and what is added on the way is walked as well.
    for (const next of found) for (const child of this.#children.get(next) ?? []) found.add(child)
    return found
  }

  addIndex(index: string, table: string): void {
    this.#indexes.set(index, table)
    this.changes++
    add(this.#indexesOfTable, table, index)
  }

  /** Indexes of a table: they go with it. */
  indexesOf(table: string): readonly string[] {
    const indexes = this.#indexesOfTable.get(table)
    return indexes ? [...indexes].filter((index) => this.#indexes.get(index) === table) : none
  }

  tableOfIndex(index: string): string | undefined {
    return this.#indexes.get(index)
  }

  forget(table: string): void {
    for (const parent of this.parentsOf(table)) this.#children.get(parent)?.delete(table)
    const hadView = this.#views.delete(table)
    const hadTrigger = this.#triggers.delete(table)
    const hadParents = this.#parents.delete(table)
    if (hadView || hadTrigger || hadParents) this.changes++
  }

  /** With `follow` the views that name the table name it by its new name from here on. */
  rename(from: string, to: string, follow = false): void {
    if (follow) {
      for (const [view, tables] of this.#views) {
        if (tables.includes(from))
          this.addView(
            view,
            tables.map((table) => (table === from ? to : table)),
          )
      }
    }
    const view = this.#views.get(from)
    if (view) this.addView(to, view)
    if (this.#triggers.has(from)) this.addTrigger(to)
    const made = this.#temporaryTriggers.get(from)
    if (made) this.#temporaryTriggers.set(to, [...made, ...this.temporaryTriggers(to)])
    for (const parent of this.#parents.get(from) ?? []) this.addForeignKey(to, parent)
    for (const child of this.#children.get(from) ?? []) this.addForeignKey(child, to)
    for (const index of this.indexesOf(from)) this.addIndex(index, to)
    this.forget(from)
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key)
  if (values) values.add(value)
  else map.set(key, new Set([value]))
}
