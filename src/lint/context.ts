/** What rules may ask about a program. All of it is facts of the compiler; what costs something is made when first asked for. */
import { analyseColumns } from '../analysis/columns.ts'
import { headline } from '../analysis/headline.ts'
import { Resolvers } from '../analysis/resolver.ts'
import type { Analysis } from '../analyze.ts'
import { defaultSettings, type Settings } from '../config/settings.ts'
import type { Span } from '../diagnostics/source.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { dialects } from '../dialects/table.ts'
import type { ProgramColumns, TableCatalog } from '../effects/columns.ts'
import type { Lock } from '../metadata/lock.ts'
import { selectOf, tokensOf } from '../statements/reading.ts'
import { touches } from '../statements/table.ts'
import type { Kind, Name, Statement } from '../syntax/ast.ts'
import { scan } from '../syntax/scan.ts'
import type { Select } from '../syntax/select.ts'
import { TokenCursor } from '../syntax/token-cursor.ts'
import { ProgramRows } from './rows.ts'
import { followTables, type TableProblem, type TableProblemKind } from './table-lifetimes.ts'

/** Where a program is linted; all of it may be left out. */
export interface LintSurroundings {
  readonly settings?: Settings
  /** The data source of the programs; that of the settings when absent. */
  readonly datasource?: string
  /** Absent where there is no lock file at all. */
  readonly lock?: Lock
  /** Columns of tables that the program does not make. */
  readonly catalog?: TableCatalog
}

export class LintContext {
  readonly analysis: Analysis
  readonly dialect: Dialect
  readonly settings: Settings
  readonly lock: Lock | undefined
  readonly #catalog: TableCatalog
  readonly #resolvers: Resolvers
  #columns: ProgramColumns | undefined
  #rows: ProgramRows | undefined
  #tables: readonly TableProblem[] | undefined

  constructor(
    analysis: Analysis,
    { settings = defaultSettings, lock, catalog = new Map() }: LintSurroundings,
  ) {
    this.analysis = analysis
    this.dialect = dialects[analysis.dialect]
    this.#resolvers = new Resolvers(this.dialect)
    this.settings = settings
    this.lock = lock
    this.#catalog = catalog
  }

  get text(): string {
    return this.analysis.program.text
  }

  get statements(): readonly Statement[] {
    return this.analysis.program.statements
  }

  /** The statements of one kind, in their order. */
  *each<K extends Kind>(kind: K): Generator<readonly [statement: Statement<K>, index: number]> {
    for (const [index, statement] of this.statements.entries()) {
      if (isKind(statement, kind)) yield [statement, index]
    }
  }

  textOf(index: number): string {
    const span = this.statements[index]?.span
    return span ? this.text.slice(span.start, span.end) : ''
  }

  /** The SELECT before TO; of ordinary SQL the outermost SELECT, also that of `INSERT INTO … SELECT`. */
  select(index: number): Select | undefined {
    const statement = this.statements[index]
    return statement && selectOf(statement, this.text, this.dialect)
  }

  get columns(): ProgramColumns {
    const { program, effects, models } = this.analysis
    this.#columns ??= analyseColumns({
      program,
      effects,
      models,
      dialect: this.dialect,
      catalog: this.#catalog,
    })
    return this.#columns
  }

  /** Which rows queries give, as far as two of them can be compared. */
  get rows(): ProgramRows {
    this.#rows ??= new ProgramRows(this.analysis, this.dialect)
    return this.#rows
  }

  /** What happens to tables that can't have been meant. */
  tableProblems(kind: TableProblemKind): readonly TableProblem[] {
    this.#tables ??= followTables(this.analysis, this.dialect)
    return this.#tables.filter((problem) => problem.kind === kind)
  }

  /** The tokens of an ordinary statement, or of the SELECT before TO. */
  tokensOf(index: number): TokenCursor | undefined {
    const statement = this.statements[index]
    return statement && tokensOf(statement, this.text, this.dialect)
  }

  /** The tokens of a part of the text, for what nothing else has read. */
  tokens(span: Span): TokenCursor {
    const { tokens } = scan(this.text.slice(span.start, span.end), this.dialect, () => {})
    return new TokenCursor(this.text, span.start, tokens)
  }

  /** Where a statement names a table; its first line when it does not say the name itself. */
  placeOf(table: string, index: number): Span {
    const statement = this.statements[index]
    const { results, scopes } = statement ? touches(statement) : { results: [], scopes: [] }
    const names: Name[] = [...results]
    const waiting = [...scopes]
    for (let scope = waiting.pop(); scope; scope = waiting.pop()) {
      names.push(...scope.targets.flatMap(({ name, to }) => (to ? [name, to] : [name])))
      names.push(...scope.tables.map(({ name }) => name))
      for (const inner of [...scope.scopes, ...scope.commonTables.map((one) => one.scope)])
        waiting.push(inner)
    }
    return names.find((name) => this.tableKey(name, index) === table)?.span ?? this.headline(index)
  }

  /** What the dialect takes for the same table, as a statement would resolve it. */
  tableKey(name: Name, index: number): string {
    return this.#resolvers.of(this.analysis.effects[index]?.database).table(name)
  }

  /** The first line of a statement. */
  headline(index: number): Span {
    const statement = this.statements[index]
    return statement ? headline(this.analysis.program, statement) : { start: 0, end: 0 }
  }
}

function isKind<K extends Kind>(statement: Statement, kind: K): statement is Statement<K> {
  return statement.kind === kind
}
