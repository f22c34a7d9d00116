/**
 * What each statement reads and writes: the names of the tree, resolved. Walks the program from top
 * to bottom, because USE, views and temporary tables change what later names mean.
 */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Effects } from '../effects/effects.ts'
import type { ModelPlace } from '../effects/links.ts'
import type { Resource, Resources } from '../effects/resource.ts'
import { dotted, joinParts } from '../statements/names.ts'
import { attributes, query, touches } from '../statements/table.ts'
import type { Name, Program, Scope, SqlStatement, Statement, Target } from '../syntax/ast.ts'
import { isSessionEffect, type Operation } from '../syntax/operation.ts'
import { Catalog } from './catalog.ts'
import { Gathered } from './gathered.ts'
import { nestedSelect } from './nested-select.ts'
import { Resolver } from './resolver.ts'
import { type Mention, walkScope } from './scopes.ts'

export interface EffectsContext {
  readonly dialect: Dialect
  readonly database?: string
  readonly models: ModelPlace
  readonly resources: Resources
  readonly report: Report
}

/** Functions that answer from the state of their session. */
const sessionFunctions = new Set([
  'last_insert_id',
  'row_count',
  'found_rows',
  'last_insert_rowid',
  'changes',
  'total_changes',
  'lastval',
  'currval',
])
/** Functions that change something besides their result. */
const effectfulFunctions = new Set(['nextval', 'setval', 'load_extension', 'get_lock', 'dblink_exec'])

const none: readonly never[] = []
const nothing = { calls: none, variables: none }

export function analyseEffects(program: Program, context: EffectsContext): readonly Effects[] {
  const analysis = new EffectsAnalysis(context)
  return program.statements.map((statement, index) => analysis.statement(statement, index))
}

/** Takes the statements of a program one after the other. */
export class EffectsAnalysis {
  readonly #context: EffectsContext
  readonly #resolver: Resolver
  readonly #catalog = new Catalog()
  readonly #gathered: Gathered
  #foreignKeys: boolean
  /** A transaction is open. */
  #open = false

  constructor(context: EffectsContext) {
    this.#context = context
    const { dialect, database, resources } = context
    this.#gathered = new Gathered(resources)
    this.#resolver = new Resolver(dialect, dialect.databaseQualifies ? database : undefined, resources)
    this.#foreignKeys = context.dialect.foreignKeys
  }

  /** What statements before this one have done to the meaning of names: the same text, the same meaning. */
  get stamp(): string {
    return `${this.#catalog.changes} ${this.#foreignKeys} ${this.#open} ${this.#resolver.database}`
  }

  statement(statement: Statement, index: number): Effects {
    const { dialect, report } = this.#context
    const gathered = this.#gathered
    const { scopes, results, usesModel, makesModel } = touches(statement)
    const sql = statement.kind === 'sql' ? statement : undefined
    const database = dialect.databaseQualifies ? this.#resolver.database : undefined
    for (const scope of scopes) this.#scope(scope, gathered, sql)
    for (const attribute of sql ? none : attributes(statement)) {
      const scope = nestedSelect(attribute, dialect, report)
      if (scope) this.#scope(scope, gathered, undefined)
    }
    for (const result of results)
      this.#change({ action: 'create', object: 'table', name: result }, gathered, index)
    const uses = usesModel ? this.#model(usesModel, false, gathered) : undefined
    const makes = makesModel ? this.#model(makesModel, true, gathered) : undefined
    if (sql) this.#sql(sql, gathered, index)
    const { calls, variables } = sql ?? query(statement) ?? nothing
    if (this.#mayWrite(calls)) gathered.unknown ??= 'it calls a function that may write'
    // What is not understood may use what only its session has.
    if (gathered.unknown !== undefined) {
      for (const made of this.#catalog.temporaryStatements()) if (made !== index) gathered.sharesSession(made)
    }
    const asksSession = calls.length > 0 && calls.some((name) => sessionFunctions.has(name))
    const session = sql && isSessionEffect(sql.operation) ? sql.operation : undefined
    return gathered.take({ database, session, variables, asksSession, uses, makes })
  }

  #mayWrite(calls: readonly string[]): boolean {
    if (calls.length === 0) return false
    return calls.some((name) => effectfulFunctions.has(name) || this.#catalog.hasFunction(name))
  }

  #scope(scope: Scope, gathered: Gathered, sql: SqlStatement | undefined): void {
    const walked = walkScope(scope, this.#resolver, this.#context.dialect)
    const made = walked.targets[0]
    const isView = made?.object === 'view' && made.action === 'create' && made.temporary !== true
    // SQLite looks at what a view names only when the view is used.
    const lazy = !this.#context.dialect.viewsChecked
    for (const mention of walked.tables) {
      if (lazy && isView) gathered.viewTables = [...gathered.viewTables, mention.name]
      else this.#read(mention, gathered)
    }
    gathered.targets = appended(gathered.targets, walked.targets)
    if (sql) gathered.references = appended(gathered.references, walked.references)
  }

  #read({ name }: Mention, gathered: Gathered): void {
    const table = this.#resolver.resource(name)
    const { key } = table
    const temporary = this.#temporary(name, key)
    if (temporary || this.#resolver.isTemporary(name)) gathered.temporary(key, temporary?.statement, false)
    else gathered.read(table, this.#resolver.isBare(name))
    for (const base of this.#catalog.behind(key)) gathered.read(this.#table(base), false)
  }

  #table(key: string): Resource {
    return this.#context.resources.of('table', key)
  }

  #temporary(name: Name, key: string): { readonly statement: number } | undefined {
    return this.#resolver.isPermanent(name) ? undefined : this.#catalog.temporary(key)
  }

  #write(name: Name, gathered: Gathered, reads: boolean, rows: boolean, makesPermanent = false): string {
    const table = this.#resolver.resource(name)
    const { key } = table
    const temporary = makesPermanent ? undefined : this.#temporary(name, key)
    if (temporary || this.#resolver.isTemporary(name)) {
      gathered.temporary(key, temporary?.statement, true)
      this.#fire(key, gathered)
      return key
    }
    const bare = this.#resolver.isBare(name)
    if (reads) gathered.read(table, bare)
    gathered.write(table, bare)
    // Rows written through a view go to the tables behind it.
    if (rows) for (const base of this.#catalog.behind(key)) gathered.write(this.#table(base), false)
    if (this.#foreignKeys && this.#catalog.hasForeignKeys) this.#followKeys(key, gathered)
    this.#fire(key, gathered)
    return key
  }

  /** Triggers that the program made do what their text says, which is not read here. */
  #fire(key: string, gathered: Gathered): void {
    for (const made of this.#catalog.temporaryTriggers(key)) gathered.sharesSession(made)
    if (this.#catalog.hasTrigger(key)) {
      gathered.unknown ??= `a trigger of \`${key}\` may read and write anything`
    }
  }

  /** A change of rows looks at the tables they refer to, and may cascade to those that refer to them. */
  #followKeys(table: string, gathered: Gathered): void {
    const written = this.#catalog.descendants(table)
    for (const child of written) {
      if (child !== table) gathered.write(this.#table(child), false)
      for (const parent of this.#catalog.parentsOf(child)) gathered.read(this.#table(parent), false)
    }
  }

  #model(name: Name, write: boolean, gathered: Gathered): string {
    if (this.#context.models === 'apart') {
      const key = dotted(name)
      gathered.modelApart(key, write)
      return key
    }
    const table = this.#resolver.resource(name)
    gathered.modelTable(table, write, this.#resolver.isBare(name))
    return table.key
  }

  #sql(sql: SqlStatement, gathered: Gathered, index: number): void {
    for (const target of gathered.targets) this.#change(target, gathered, index)
    this.#definitions(sql, gathered)
    this.#operation(sql.operation, gathered, index)
    if (sql.verb === 'PRAGMA') this.#foreignKeys = true
    if (sql.readsCatalog) {
      gathered.catalog(true)
      for (const made of this.#catalog.temporaryStatements()) gathered.sharesSession(made)
    }
    if (sql.unknown) gathered.unknown ??= sql.unknown
  }

  /** What names and changes of rows mean from here on. */
  #operation(operation: Operation, gathered: Gathered, index: number): void {
    switch (operation.kind) {
      case 'use':
        this.#resolver.database = this.#resolver.fold(operation.database)
        return
      case 'set':
        if (operation.schema) this.#resolver.database = this.#resolver.fold(operation.schema)
        return
      case 'begin':
      case 'savepoint':
        this.#open = true
        return
      case 'end':
        this.#open = false
        return
      case 'define-routine': {
        const name = operation.name.parts.at(-1)
        if (name) this.#catalog.addFunction(name.value.toLowerCase())
        return
      }
      case 'define-trigger':
        this.#trigger(operation.watches, operation.temporary, gathered, index)
        return
    }
  }

  /** Writing the table will do more from here on; a temporary trigger or table binds it to its session. */
  #trigger(name: Name, ofSession: boolean, gathered: Gathered, index: number): void {
    const key = this.#resolver.table(name)
    const temporary = this.#temporary(name, key)
    if (temporary) gathered.sharesSession(temporary.statement)
    this.#catalog.addTrigger(key, ofSession || temporary ? index : undefined)
  }

  /** Views and foreign keys that this statement defines. */
  #definitions(sql: SqlStatement, gathered: Gathered): void {
    const target = gathered.targets[0]
    if (!target || target.name.parts.length === 0) return
    const key = this.#resolver.table(target.name)
    const defines = target.action === 'create' || target.action === 'alter'
    if (defines && target.object === 'view') {
      const named = gathered.viewTables.map((name) => this.#resolver.table(name))
      const own = [...gathered.readsSoFar(), ...named].filter((table) => table !== key)
      if (own.length > 0 || target.action === 'create') this.#catalog.addView(key, own)
    }
    const table = gathered.targets.find((candidate) => candidate.object === 'table')
    if (table) {
      for (const parent of gathered.references)
        this.#catalog.addForeignKey(this.#resolver.table(table.name), this.#resolver.table(parent))
    }
    const index = gathered.targets.find((candidate) => candidate.object === 'index')
    if (index && table && sql.verb === 'CREATE') {
      this.#catalog.addIndex(this.#resolver.table(index.name), this.#resolver.table(table.name))
    }
  }

  #database(name: Name, drops: boolean, gathered: Gathered): void {
    const last = name.parts.at(-1)
    if (!last) return
    const database = this.#resolver.fold(last)
    gathered.database(database, drops)
    if (drops) gathered.dropsDatabase = joinParts([database])
  }

  #change(target: Omit<Target, 'kind'>, gathered: Gathered, index: number): void {
    const { name, action } = target
    switch (target.object) {
      case 'file':
        gathered.file(name.parts[0]?.value ?? '')
        return
      case 'database':
        this.#database(name, action === 'drop', gathered)
        return
      case 'index': {
        const key = this.#resolver.table(name)
        if (!this.#context.dialect.indexesPerTable) gathered.index(key, true)
        if (action !== 'drop') return
        gathered.catalog(false)
        const table = this.#catalog.tableOfIndex(key)
        const temporary = table === undefined ? undefined : this.#catalog.temporary(table)
        if (table && temporary) gathered.temporary(table, temporary.statement, true)
        else if (table) gathered.write(this.#table(table), false)
        else if (!gathered.targets.some((other) => other.object === 'table'))
          gathered.unknown ??= 'the table of this index is not known'
        return
      }
    }
    const temporary = target.temporary === true || this.#resolver.isTemporary(name)
    if (temporary && action === 'create') this.#catalog.addTemporary(this.#resolver.table(name), index)
    const permanent = action === 'create' && !temporary
    const key = this.#write(name, gathered, target.reads === true, action === 'write', permanent)
    const isTemporary = !permanent && this.#temporary(name, key) !== undefined
    if (action === 'drop') {
      for (const index of this.#catalog.indexesOf(key)) gathered.index(index, true)
      // Inside a transaction a ROLLBACK may bring it back.
      if (isTemporary && !this.#open) this.#catalog.dropTemporary(key)
      else if (!this.#open) this.#catalog.forget(key)
    }
    if (isTemporary && target.to) {
      const made = this.#temporary(name, key)?.statement ?? index
      // Inside a transaction a ROLLBACK may give it its old name back.
      if (!this.#open) this.#catalog.dropTemporary(key)
      this.#catalog.addTemporary(this.#resolver.table(target.to), made)
    }
    const to = target.to ? this.#write(target.to, gathered, false, false) : undefined
    if (to !== undefined) this.#catalog.rename(key, to, this.#context.dialect.renameRewrites)
    if (action === 'create' && target.object === 'table' && !isTemporary && target.conditional !== true)
      this.#catalog.forget(key)
    if (action !== 'write') {
      gathered.catalog(false)
      // Where indexes are named like tables, a table can't be made while an index has its name.
      if (!this.#context.dialect.indexesPerTable) gathered.index(to ?? key, false)
    }
    // SQLite reads its whole schema again when a table or column is renamed, and changes what names it.
    if (target.rewritesSchema && this.#context.dialect.renameRewrites) gathered.catalog(true)
    if (!isTemporary) {
      gathered.changed({
        action,
        table: key,
        to,
        conditional: target.conditional === true,
      })
    }
  }
}

function appended<T>(list: readonly T[], more: readonly T[]): readonly T[] {
  return more.length === 0 ? list : list.length === 0 ? more : [...list, ...more]
}
