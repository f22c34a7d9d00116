/**
 * Utility statements, known by their first words: session state, SHOW, maintenance, and those whose
 * effects can't be known from their text. Facts in tables; one function reads them.
 */
import { type IToken, tokenMatcher } from 'chevrotain'
import * as t from '../../grammar/tokens.ts'
import type { Identifier, Name, TableMention, Target } from './ast.ts'
import type { EndOperation, Operation } from './operation.ts'
import { identifier, nameOf } from './shallow-parse.ts'

export interface UtilityStatement {
  readonly operation: Operation
  readonly tables: readonly TableMention[]
  readonly targets: readonly Target[]
  readonly readsCatalog?: boolean
  readonly unknown?: string
}

const other: UtilityStatement = { operation: { kind: 'other' }, tables: [], targets: [] }

function does(operation: Operation): UtilityStatement {
  return { operation, tables: [], targets: [] }
}

/** What begins with these words does nothing but this. */
const plain: Readonly<Record<string, Operation>> = {
  BEGIN: { kind: 'begin' },
  'START TRANSACTION': { kind: 'begin' },
  'LOCK TABLES': { kind: 'lock' },
  'LOCK TABLE': { kind: 'lock' },
  'UNLOCK TABLES': { kind: 'unlock' },
  'UNLOCK TABLE': { kind: 'unlock' },
}

/** They end a transaction. */
const ends = new Set(['COMMIT', 'ROLLBACK', 'END', 'ABORT'])

/** Replayed at the head of later steps, word for word. */
const replayed = new Set(['SET', 'RESET', 'PRAGMA', 'ATTACH', 'DETACH', 'ADD', 'LIST'])

/** Pragmas that are no setting of the session: they change the file, or report what others changed. */
const keptPragmas = new Set([
  'application_id',
  'auto_vacuum',
  'encoding',
  'incremental_vacuum',
  'journal_mode',
  'optimize',
  'page_size',
  'schema_version',
  'user_version',
  'wal_checkpoint',
  'writable_schema',
])

/** Pragmas that tell of tables; what stands in their brackets is a question, not a value. */
const askingPragma =
  /^((table|index|foreign_key|function|collation|database|module|pragma)_|integrity_check|quick_check)/i

/** Statements that take tables after a few words of their own. */
const maintenance: Readonly<Record<string, 'read' | 'write'>> = {
  ANALYZE: 'read',
  OPTIMIZE: 'write',
  REPAIR: 'write',
  CHECK: 'read',
  CHECKSUM: 'read',
  REFRESH: 'write',
  MSCK: 'write',
  CLUSTER: 'write',
  REINDEX: 'write',
  DESC: 'read',
  DESCRIBE: 'read',
  EXPLAIN: 'read',
  IMPORT: 'write',
  EXPORT: 'read',
}

/** Only what would be done, or what there is, is shown. */
const lookedAt: Readonly<Record<string, Operation>> = {
  DESC: { kind: 'describe' },
  DESCRIBE: { kind: 'describe' },
  EXPLAIN: { kind: 'explain', runs: false },
}

const maintenanceWords = new Set([
  'TABLE',
  'TABLES',
  'VIEW',
  'MATERIALIZED',
  'EXTENDED',
  'FORMATTED',
  'LOCAL',
  'NO_WRITE_TO_BINLOG',
  'REPAIR',
  'VERBOSE',
  'CONCURRENTLY',
  'INDEX',
  'ONLY',
  'FROM',
])

/** SHOW of one table; the other kinds look at the catalog as a whole. */
const shownOf = new Set(['COLUMNS', 'FIELDS', 'INDEX', 'INDEXES', 'KEYS', 'TABLE', 'VIEW', 'PARTITIONS'])
/** SHOW of the server or session, which no statement of a program changes. */
const shownServer = new Set([
  'VARIABLES',
  'STATUS',
  'WARNINGS',
  'ERRORS',
  'ENGINES',
  'PROCESSLIST',
  'GRANTS',
  'PLUGINS',
])

/** What a statement that no grammar rule begins does; `text` is that of its program. */
export function utilityStatement(text: string, tokens: readonly IToken[]): UtilityStatement {
  const words = tokens.slice(0, 4).map((token) => token.image.toUpperCase())
  const first = words[0] ?? ''
  const two = `${first} ${words[1] ?? ''}`
  if (first === 'ROLLBACK' && words.includes('TO')) return does({ kind: 'rollback-to' })
  if (first === 'SAVEPOINT' || first === 'RELEASE') {
    const name = (tokens.at(-1)?.image ?? '').toLowerCase()
    return does({ kind: first === 'SAVEPOINT' ? 'savepoint' : 'release', name })
  }
  if (two === 'BEGIN NOT') return { ...other, unknown: 'an anonymous block' }
  const operation = plain[two] ?? plain[first]
  if (operation) return does(operation)
  if (ends.has(first)) return does(ended(tokens, first, words[1]))
  if (first === 'USE' && tokens[1]) return does({ kind: 'use', database: identifier(tokens[1]) })
  if (replayed.has(first)) return setting(text, tokens, words)
  if (first === 'SHOW') return shown(tokens, words)
  const effect = maintenance[first]
  if (effect) return { ...maintained(tokens, effect), operation: lookedAt[first] ?? other.operation }
  return { ...other, unknown: unknownReason(first, words[1] ?? '') }
}

function ended(tokens: readonly IToken[], first: string, second: string | undefined): EndOperation {
  const chain = tokens.findIndex((token) => token.image.toUpperCase() === 'CHAIN')
  return {
    kind: 'end',
    undoes: first === 'ROLLBACK',
    chains: tokens[chain - 1]?.tokenType === t.And,
    ofOther: first === 'END' || second === 'PREPARED',
  }
}

function setting(text: string, tokens: readonly IToken[], words: readonly string[]): UtilityStatement {
  const [first, second = ''] = words
  if (first === 'PRAGMA' && keptPragmas.has(second.toLowerCase())) {
    return { ...other, unknown: `PRAGMA ${second.toLowerCase()} is kept in the database file` }
  }
  if (first === 'PRAGMA') {
    if (askingPragma.test(second)) return { ...other, readsCatalog: true }
    const sets = tokens.some((token) => token.tokenType === t.Equals || token.tokenType === t.Group)
    if (!sets) return other
  }
  if (second === 'GLOBAL' || second === 'PERSIST' || second === '@@GLOBAL') {
    return { ...other, unknown: 'a setting of the whole server' }
  }
  if (second === 'PASSWORD' || second === 'CONSTRAINTS') return { ...other, unknown: `SET ${second}` }
  if (autocommits.has(words[second === 'SESSION' ? 2 : 1] ?? '')) {
    const value = tokens[tokens.length - 1]?.image.toUpperCase()
    return does({ kind: 'autocommit', on: value === '1' || value === 'ON' })
  }
  const variables = tokens.filter((token) => isUserVariable(token)).map((token) => token.image.toLowerCase())
  const schema = searchPath(tokens, words)
  return does({
    kind: 'set',
    variables: [...new Set(variables)],
    setting: settingOf(text, tokens),
    ...(schema ? { schema } : {}),
  })
}

const autocommits = new Set(['AUTOCOMMIT', '@@AUTOCOMMIT', '@@SESSION.AUTOCOMMIT'])

/** What stands before the value; without a value, the whole statement. */
function settingOf(text: string, tokens: readonly IToken[]): string {
  const first = tokens[0]?.image.toUpperCase()
  const ofSession = sessionWords.has(tokens[1]?.image.toUpperCase() ?? '') ? 2 : 1
  const end = first === 'SET' || first === 'PRAGMA' ? tokens.findIndex(startsValue) : -1
  const named = end > ofSession ? tokens.slice(ofSession, end) : tokens
  const [from, to] = [named[0]?.startOffset ?? 0, named.at(-1)?.endOffset ?? 0]
  const words = text.slice(from, to + 1).toLowerCase()
  return words.startsWith(ofSessionPrefix) ? words.slice(ofSessionPrefix.length) : words
}

const sessionWords = new Set(['SESSION', 'LOCAL'])
const ofSessionPrefix = '@@session.'

function startsValue({ tokenType, image }: IToken): boolean {
  return tokenType === t.Equals || tokenType === t.Group || tokenType === t.To || image === ':='
}

/** `SET [SESSION] search_path TO a, b`: bare names are looked up in the first one. */
function searchPath(tokens: readonly IToken[], words: readonly string[]): Identifier | undefined {
  const at = words.indexOf('SEARCH_PATH')
  const value = at > 0 ? tokens[at + 2] : undefined
  return value && (value.tokenType === t.Text || tokenMatcher(value, t.Identifier))
    ? identifier(value)
    : undefined
}

function isUserVariable(token: IToken): boolean {
  return token.tokenType === t.Variable && !token.image.startsWith('@@')
}

function shown(tokens: readonly IToken[], words: readonly string[]): UtilityStatement {
  const what = words.slice(1).find((word) => shownOf.has(word) || shownServer.has(word))
  if (what && shownServer.has(what)) return other
  if (what) {
    const at = tokens.findIndex((token) => token.image.toUpperCase() === what)
    const after = tokens[at + 1]
    const skip = after && (after.tokenType === t.From || after.tokenType === t.In) ? 2 : 1
    const name = readName(tokens, at + skip)
    if (name) return { ...other, tables: [{ kind: 'table', name }] }
  }
  return { ...other, readsCatalog: true }
}

function maintained(tokens: readonly IToken[], effect: 'read' | 'write'): UtilityStatement {
  const names: Name[] = []
  let at = 1
  while (maintenanceWords.has(tokens[at]?.image.toUpperCase() ?? '')) at++
  for (let name = readName(tokens, at); name; name = readName(tokens, at)) {
    names.push(name)
    at += name.parts.length * 2
    if (tokens[at - 1]?.tokenType !== t.Comma) break
  }
  if (names.length === 0) return { ...other, readsCatalog: true }
  if (effect === 'read') return { ...other, tables: names.map((name) => ({ kind: 'table', name })) }
  return {
    ...other,
    tables: names.map((name) => ({ kind: 'table', name })),
    targets: names.map((name) => ({ kind: 'target', action: 'alter', object: 'table', name })),
  }
}

function readName(tokens: readonly IToken[], from: number): Name | undefined {
  const parts: IToken[] = []
  for (let at = from; at < tokens.length; at += 2) {
    const token = tokens[at]
    if (!token || !(tokenMatcher(token, t.Identifier) || token.tokenType === t.Schema)) break
    parts.push(token)
    if (tokens[at + 1]?.tokenType !== t.Dot) break
  }
  return parts.length > 0 ? nameOf(parts) : undefined
}

const objectWords = new Set(['TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA'])
const routineWords = new Set(['FUNCTION', 'PROCEDURE', 'TRIGGER', 'EVENT', 'PACKAGE', 'MACRO', 'AGGREGATE'])

/** CREATE, DROP or ALTER of something that is no table: a function, a trigger, a user, a model. */
export function otherObject(
  tokens: readonly IToken[],
): (UtilityStatement & { readonly object: string }) | undefined {
  const reach = tokens.slice(1, 16)
  const at = reach.findIndex((token) => {
    const word = token.image.toUpperCase()
    return objectWords.has(word) || routineWords.has(word)
  })
  const word = reach[at]?.image.toUpperCase() ?? ''
  if (objectWords.has(word)) {
    // CREATE FUNCTION f() RETURNS TABLE …: the routine comes first; CREATE USER u … has neither.
    return undefined
  }
  const object = word || (reach[0]?.image.toUpperCase() ?? '')
  const verb = tokens[0]?.image.toUpperCase() ?? ''
  return { ...does(definition(tokens, word, at + 1)), object, unknown: `${verb} ${object}` }
}

/** @param at where the word stands that says what is defined */
function definition(tokens: readonly IToken[], word: string, at: number): Operation {
  const on = tokens.findIndex((token) => token.tokenType === t.On)
  const watches = word === 'TRIGGER' && on > 0 ? readName(tokens, on + 1) : undefined
  if (watches) {
    const second = tokens[1]?.tokenType
    return { kind: 'define-trigger', watches, temporary: second !== undefined && t.temporary.has(second) }
  }
  const isFunction = word === 'FUNCTION' || word === 'AGGREGATE'
  const name = isFunction ? readName(tokens, at + 1 + conditionLength(tokens, at + 1)) : undefined
  return name ? { kind: 'define-routine', name } : other.operation
}

/** IF NOT EXISTS is three words, IF EXISTS two. */
function conditionLength(tokens: readonly IToken[], at: number): number {
  if (tokens[at]?.tokenType !== t.If) return 0
  return tokens[at + 1]?.tokenType === t.Not ? 3 : 2
}

function unknownReason(first: string, second: string): string {
  if (first === 'GRANT' || first === 'REVOKE') return 'it changes who may read and write'
  if (first === 'CALL' || first === 'EXEC') return 'a procedure may read and write anything'
  if (first === 'PREPARE' || first === 'EXECUTE' || first === 'DEALLOCATE')
    return 'a prepared statement is text made at run time'
  if (first === 'DO' || first === 'DECLARE') return 'an anonymous block may read and write anything'
  return `statements that begin with ${second && /^\w+$/.test(second) && first.length < 3 ? `${first} ${second}` : first} are not known`
}
