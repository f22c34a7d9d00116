/** One statement from its tokens: ordinary SQL to its shape, an extended one to its query and clause. */
import type { Report } from '../diagnostics/diagnostic.ts'
import { type ReportError, type Reported, reportError } from '../diagnostics/reported.ts'
import type { Span } from '../diagnostics/source.ts'
import { nearest } from '../diagnostics/suggest.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { buildExtended } from '../statements/build.ts'
import type { Query, Scope, SqlStatement, Statement } from '../syntax/ast.ts'
import type { StatementRange } from '../syntax/cut.ts'
import { readExtended } from '../syntax/extended.ts'
import { readFacts, wordAt } from '../syntax/facts.ts'
import { isPlainWord, keywordId } from '../syntax/keywords.ts'
import type { Operation } from '../syntax/operation.ts'
import { type Failure, foldTokens, type ShallowParse, shallowParse } from '../syntax/shallow-parse.ts'
import { shorten } from '../syntax/syntax-errors.ts'
import { kind, type Tokens } from '../syntax/tokens.ts'
import { otherObject, type UtilityStatement, utilityStatement } from '../syntax/utility-statements.ts'
import { checkBeforeParse } from './pre-parse-checks.ts'

/** Heads of statements that give rows and may stand before TO. */
const queryHeads = new Set(['SELECT', 'WITH', '(', 'VALUES', 'TABLE', 'FROM'])
const grammarHeads = new Set([
  ...queryHeads,
  'INSERT',
  'REPLACE',
  'UPDATE',
  'DELETE',
  'MERGE',
  'CREATE',
  'DROP',
  'ALTER',
  'TRUNCATE',
  'LOAD',
  'COPY',
  'EXPLAIN',
  'RENAME',
])
/** They may be about something that is no table. */
const definingHeads = new Set(['CREATE', 'DROP', 'ALTER', 'RENAME'])
/** They stand right after the head in most statements, and say that it is none of those. */
const plainObjects = new Set(['TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA'].map((word) => keywordId(word)))
const analyze = keywordId('ANALYZE')
/** What EXPLAIN explains begins with one of them. */
const explained = new Set(
  ['SELECT', 'WITH', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'].map((word) => keywordId(word)),
)
const other: Operation = { kind: 'other' }
const verbsOfSql = [
  ...grammarHeads,
  'USE',
  'SET',
  'SHOW',
  'BEGIN',
  'START',
  'COMMIT',
  'ROLLBACK',
  'DESCRIBE',
  'ANALYZE',
  'CALL',
  'PREPARE',
  'EXECUTE',
  'GRANT',
  'REVOKE',
  'LOCK',
  'UNLOCK',
  'OPTIMIZE',
  'PRAGMA',
  'VACUUM',
  'REFRESH',
  'DO',
  'DECLARE',
]
const emptyScope: Scope = {
  kind: 'scope',
  recursive: false,
  commonTables: [],
  tables: [],
  targets: [],
  scopes: [],
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads one statement: what is plainly broken, then its clause or its shape. */
export class StatementReader {
  readonly #text: string
  readonly #tokens: Tokens
  readonly #range: StatementRange
  readonly #dialect: Dialect
  readonly #report: Report
  readonly #span: Span
  readonly #head: string
  #fault: Reported | undefined
  readonly #error: ReportError = (finding) => {
    this.#fault = reportError(this.#report, finding)
    return this.#fault
  }

  constructor(text: string, tokens: Tokens, range: StatementRange, dialect: Dialect, report: Report) {
    this.#text = text
    this.#tokens = tokens
    this.#range = range
    this.#dialect = dialect
    this.#report = report
    this.#span = { start: range.start, end: range.end }
    this.#head = text.slice(tokens.start[range.first], tokens.end[range.first]).toUpperCase()
  }

  read(): Statement {
    const { first, last, extension } = this.#range
    const isQuery = queryHeads.has(this.#head)
    const fault = checkBeforeParse(
      {
        text: this.#text,
        tokens: this.#tokens,
        first,
        last,
        extension,
        isQuery,
        head: this.#head,
        dialect: this.#dialect,
      },
      this.#error,
    )
    if (fault) return this.#broken(fault)
    return extension < 0 ? this.#sql() : this.#extended(extension)
  }

  #extended(to: number): Statement {
    const { first, last } = this.#range
    const query = to > first ? this.#query(first, to) : undefined
    const start = this.#tokens.start[to] ?? 0
    const end = this.#end()
    const { cst, fault } = readExtended(this.#text, this.#tokens, to, last, end, this.#error)
    const built = buildExtended(cst, {
      query,
      span: this.#span,
      extension: { start, end: end.end },
      sound: fault === undefined,
      report: this.#error,
    })
    // A statement that was only half understood is not checked further: its other faults are guesses.
    return built && fault === undefined ? built : this.#broken(fault ?? this.#fault)
  }

  #broken(reported: Reported | undefined): Statement {
    // Nothing may be missing from a workflow without a word.
    if (!reported)
      throw new Error(`bug: nothing came of the statement at ${this.#span.start}, and nothing was said`)
    return { kind: 'broken', span: this.#span, reported }
  }

  #query(first: number, clause: number): Query {
    const shape = shallowParse(this.#text, this.#tokens, first, clause, 'query')
    if (shape.failedAt) this.#failedQuery(shape.failedAt, clause)
    else if (shape.starFromNothing) this.#noFrom(shape.starFromNothing, first, clause)
    const start = this.#tokens.start[first] ?? 0
    const end = this.#tokens.end[clause - 1] ?? start
    const { variables, calls, words } = readFacts(this.#text, this.#tokens, first, clause)
    return {
      kind: 'query',
      span: { start, end },
      scope: shape.scope,
      variables,
      calls,
      words,
      ...(shape.empty ? { empty: true } : {}),
    }
  }

  #sql(): Statement {
    const { first, last } = this.#range
    const { variables, calls, words } = readFacts(this.#text, this.#tokens, first, last)
    const statement: SqlStatement = {
      kind: 'sql',
      span: this.#span,
      verb: this.#head === '(' ? 'SELECT' : this.#head,
      operation: other,
      scope: emptyScope,
      variables,
      calls,
      words,
    }
    if (!grammarHeads.has(this.#head)) return this.#utility(statement)
    const isPlain = plainObjects.has(this.#tokens.keyword[first + 1] ?? 0)
    if (definingHeads.has(this.#head) && !isPlain) {
      const other = otherObject(foldTokens(this.#text, this.#tokens, first, Math.min(last, first + 40)))
      if (other) return this.#other(statement, other)
    }
    const shape = shallowParse(this.#text, this.#tokens, first, last, 'statement')
    return this.#shaped(statement, shape)
  }

  #shaped(statement: SqlStatement, shape: ShallowParse): Statement {
    const operation = this.#head === 'EXPLAIN' ? this.#explain() : (shape.operation ?? other)
    const looks = operation.kind === 'explain' && !operation.runs
    const scope = looks ? onlyReads(shape.scope) : shape.scope
    if (shape.failedAt) {
      if (queryHeads.has(this.#head)) {
        return this.#broken(this.#failedQuery(shape.failedAt, this.#range.last))
      }
      return { ...statement, operation, scope, unknown: this.#failureReason(shape.failedAt) }
    }
    if (shape.starFromNothing && queryHeads.has(this.#head)) {
      return this.#broken(this.#noFrom(shape.starFromNothing, this.#range.first, this.#range.last))
    }
    const isEmpty = scope.tables.length + scope.scopes.length + scope.targets.length === 0
    if (this.#head === 'EXPLAIN' && isEmpty) return this.#utility(statement)
    const own = looksAt(scope)
    const catalog =
      own.catalog || statement.calls.some((call) => /^pragma_(table|index|foreign_key)_/.test(call))
    const unknown = shape.unclear
      ? 'a table is named by a parameter or a string'
      : own.ownTable
        ? 'it looks at a table that the database keeps for itself'
        : undefined
    const read: Mutable<SqlStatement> = statement
    read.operation = operation
    read.scope = scope
    if (unknown !== undefined) read.unknown = unknown
    if (catalog) read.readsCatalog = true
    return read
  }

  #other(statement: SqlStatement, other: UtilityStatement & { readonly object: string }): Statement {
    if (other.object === 'MODEL') {
      const fault = this.#error({
        name: 'foreign-syntax',
        message: '`CREATE MODEL` is the language of another product',
        span: this.#span,
        help: 'train with `SELECT … TO TRAIN estimator WITH … LABEL column INTO model`',
      })
      return this.#broken(fault)
    }
    return this.#withUtility(statement, other)
  }

  #utility(statement: SqlStatement): Statement {
    const { first, last } = this.#range
    const utility = utilityStatement(this.#text, foldTokens(this.#text, this.#tokens, first, last))
    const built = this.#withUtility(statement, utility)
    if (
      !verbsOfSql.includes(this.#head) &&
      utility.unknown !== undefined &&
      this.#tokens.kind[first] === kind.word
    ) {
      const close = nearest(this.#head, verbsOfSql, 1)[0]
      if (close && this.#head.length > 3) {
        this.#report({
          name: 'unknown-effects',
          severity: 'warning',
          message: `no statement begins with \`${shorten(this.#slice().split(/\s/)[0] ?? '')}\``,
          span: { start: this.#span.start, end: this.#span.start + this.#head.length },
          help: `perhaps \`${close}\` was meant; as it stands it is ordered against everything`,
        })
      }
    }
    return built
  }

  #withUtility(statement: SqlStatement, utility: UtilityStatement): SqlStatement {
    const { tables, targets, ...rest } = utility
    const { first, last } = this.#range
    // SET @n = (SELECT COUNT(*) FROM t) reads t.
    const asks = (this.#tokens.queries[last - 1] ?? 0) > (this.#tokens.queries[first] ?? 0)
    const inner = asks ? shallowParse(this.#text, this.#tokens, first, last, 'expression').scope : emptyScope
    const scope = { ...inner, tables: [...inner.tables, ...tables], targets: [...inner.targets, ...targets] }
    return { ...statement, scope, ...pick(rest) }
  }

  #failedQuery(failedAt: Failure, last: number): Reported {
    const atEnd = failedAt.span === undefined
    const span = failedAt.span ?? this.#endOf(last)
    const before = this.#before(span.start, last)
    return this.#error({
      name: 'syntax-error',
      message: atEnd
        ? 'the query ends too early'
        : `\`${shorten(failedAt.image)}\` is not expected here${before ? `, after \`${before}\`` : ''}`,
      span,
      help: 'a query is read as SELECT … FROM … WHERE …; check the words round this place',
    })
  }

  #noFrom(star: Span, first: number, last: number): Reported {
    let meant = ''
    for (let index = first; index < last && meant === ''; index++) {
      if (this.#tokens.kind[index] === kind.word && isPlainWord(this.#tokens.keyword[index] ?? 0)) {
        if (nearest(wordAt(this.#text, this.#tokens, index), ['FROM'], 1).length > 0)
          meant = wordAt(this.#text, this.#tokens, index)
      }
    }
    return this.#error({
      name: 'syntax-error',
      message: 'this `*` has no table to list the columns of: the SELECT has no FROM',
      span: star,
      help: meant === '' ? 'add FROM and a table' : `perhaps \`${meant}\` should be \`FROM\``,
    })
  }

  #before(offset: number, last: number): string {
    const { start, end } = this.#tokens
    for (let index = last - 1; index >= this.#range.first; index--) {
      if ((end[index] ?? 0) <= offset) return shorten(this.#text.slice(start[index], end[index]))
    }
    return ''
  }

  #failureReason(failedAt: Failure): string {
    return `this ${this.#head} is not understood ${failedAt.span === undefined ? 'at its end' : `from \`${shorten(failedAt.image)}\` on`}`
  }

  /** The word ANALYZE may stand in brackets before the statement. */
  #explain(): Operation {
    const { keyword } = this.#tokens
    let runs = false
    for (let at = this.#range.first + 1; at < this.#range.last; at++) {
      const word = keyword[at] ?? 0
      if (explained.has(word)) return { kind: 'explain', runs }
      runs ||= word === analyze
    }
    return { kind: 'explain', runs: false }
  }

  #end(): Span {
    return this.#endOf(this.#range.last)
  }

  /** The place just after a token: what stands there instead, or the semicolon. */
  #endOf(last: number): Span {
    const start = this.#tokens.end[last - 1] ?? this.#span.end
    const next = last < this.#range.last ? this.#tokens.end[last] : this.#span.end
    return { start, end: Math.max(start, next ?? start) }
  }

  #slice(): string {
    return this.#text.slice(this.#span.start, this.#span.end)
  }
}

function pick<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T
}

/** Whether it names the database's list of all tables, or a table that the database keeps for itself. */
function looksAt(scope: Scope): { readonly catalog: boolean; readonly ownTable: boolean } {
  let catalog = false
  let ownTable = false
  const waiting = [scope]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const { name } of next.tables) {
      for (const { value } of name.parts) {
        const word = value.toLowerCase()
        catalog ||= catalogs.has(word)
        ownTable ||= ownTables.has(word)
      }
    }
    for (const inner of next.scopes) waiting.push(inner)
    for (const table of next.commonTables) waiting.push(table.scope)
  }
  return { catalog, ownTable }
}

/** Tables and schemas that list all tables. */
const catalogs = new Set([
  'information_schema',
  'sqlite_master',
  'sqlite_schema',
  'sqlite_temp_master',
  'sqlite_temp_schema',
  'pg_catalog',
])
/** Tables that change with every other one. */
const ownTables = new Set(['sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4', 'dbstat'])

/** EXPLAIN looks at what its statement would write. */
function onlyReads(scope: Scope): Scope {
  const looked = scope.targets.map((target) => ({ kind: 'table' as const, name: target.name }))
  return { ...scope, tables: [...scope.tables, ...looked], targets: [] }
}
