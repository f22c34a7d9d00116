/**
 * The small statements, known by their first words: session state, SHOW, maintenance, and those whose
 * effects can't be known from their text. Facts in tables; one function reads them.
 */
import { type IToken, tokenMatcher } from 'chevrotain'
import * as t from '../../grammar/tokens.ts'
import type { Identifier, Name, SessionEffect, TableMention, Target } from './ast.ts'
import { identifier, nameOf } from './sql.ts'

export interface SimpleSql {
  readonly session?: SessionEffect
  readonly tables: readonly TableMention[]
  readonly targets: readonly Target[]
  readonly readsCatalog?: boolean
  readonly unknown?: string
  readonly trigger?: Name
  readonly temporaryTrigger?: boolean
  readonly routine?: Name
}

const nothing: SimpleSql = { tables: [], targets: [] }

/** Statements that say nothing about tables but change or use the session. */
const sessions: Readonly<Record<string, SessionEffect>> = {
  BEGIN: { kind: 'begin' },
  'START TRANSACTION': { kind: 'begin' },
  COMMIT: { kind: 'end' },
  ROLLBACK: { kind: 'end' },
  END: { kind: 'end' },
  ABORT: { kind: 'end' },
  'UNLOCK TABLES': { kind: 'unlock' },
  'UNLOCK TABLE': { kind: 'unlock' },
}

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

/** What a statement that no grammar rule begins does. */
export function simpleSql(tokens: readonly IToken[]): SimpleSql {
  const words = tokens.slice(0, 4).map((token) => token.image.toUpperCase())
  const first = words[0] ?? ''
  const two = `${first} ${words[1] ?? ''}`
  if (first === 'ROLLBACK' && words.includes('TO')) return nothing
  if (first === 'SAVEPOINT' || first === 'RELEASE') {
    const name = (tokens.at(-1)?.image ?? '').toLowerCase()
    return { ...nothing, session: { kind: first === 'SAVEPOINT' ? 'savepoint' : 'release', name } }
  }
  if (two === 'BEGIN NOT') return { ...nothing, unknown: 'an anonymous block' }
  const session = sessions[two] ?? sessions[first]
  if (session) return { ...nothing, session }
  if (two === 'LOCK TABLES' || two === 'LOCK TABLE') return { ...nothing, session: { kind: 'lock' } }
  if (first === 'USE' && tokens[1])
    return { ...nothing, session: { kind: 'use', database: identifier(tokens[1]) } }
  if (replayed.has(first)) return setting(tokens, words)
  if (first === 'SHOW') return shown(tokens, words)
  const effect = maintenance[first]
  if (effect) return maintained(tokens, effect)
  return { ...nothing, unknown: unknownReason(first, words[1] ?? '') }
}

function setting(tokens: readonly IToken[], words: readonly string[]): SimpleSql {
  const [first, second = ''] = words
  if (first === 'PRAGMA' && keptPragmas.has(second.toLowerCase())) {
    return { ...nothing, unknown: `PRAGMA ${second.toLowerCase()} is kept in the database file` }
  }
  if (first === 'PRAGMA') {
    if (askingPragma.test(second)) return { ...nothing, readsCatalog: true }
    const sets = tokens.some((token) => token.tokenType === t.Equals || token.tokenType === t.Group)
    if (!sets) return nothing
  }
  if (second === 'GLOBAL' || second === 'PERSIST' || second === '@@GLOBAL') {
    return { ...nothing, unknown: 'a setting of the whole server' }
  }
  if (second === 'PASSWORD' || second === 'CONSTRAINTS') return { ...nothing, unknown: `SET ${second}` }
  if (/^(@@(session\.)?)?autocommit$/i.test(words[second === 'SESSION' ? 2 : 1] ?? '')) {
    const value = tokens[tokens.length - 1]?.image.toUpperCase()
    return { ...nothing, session: { kind: 'autocommit', on: value === '1' || value === 'ON' } }
  }
  const variables = tokens.filter((token) => isUserVariable(token)).map((token) => token.image.toLowerCase())
  const schema = searchPath(tokens, words)
  return {
    ...nothing,
    session: { kind: 'set', variables: [...new Set(variables)], ...(schema ? { schema } : {}) },
  }
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

function shown(tokens: readonly IToken[], words: readonly string[]): SimpleSql {
  const what = words.slice(1).find((word) => shownOf.has(word) || shownServer.has(word))
  if (what && shownServer.has(what)) return nothing
  if (what) {
    const at = tokens.findIndex((token) => token.image.toUpperCase() === what)
    const after = tokens[at + 1]
    const skip = after && (after.tokenType === t.From || after.tokenType === t.In) ? 2 : 1
    const name = readName(tokens, at + skip)
    if (name) return { tables: [{ kind: 'table', name }], targets: [] }
  }
  return { ...nothing, readsCatalog: true }
}

function maintained(tokens: readonly IToken[], effect: 'read' | 'write'): SimpleSql {
  const names: Name[] = []
  let at = 1
  while (maintenanceWords.has(tokens[at]?.image.toUpperCase() ?? '')) at++
  for (let name = readName(tokens, at); name; name = readName(tokens, at)) {
    names.push(name)
    at += name.parts.length * 2
    if (tokens[at - 1]?.tokenType !== t.Comma) break
  }
  if (names.length === 0) return { ...nothing, readsCatalog: true }
  if (effect === 'read') return { tables: names.map((name) => ({ kind: 'table', name })), targets: [] }
  return {
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
): (SimpleSql & { readonly object: string }) | undefined {
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
  const name = readName(tokens, (word ? at + 1 : 0) + 1 + conditionLength(tokens, at + 2))
  const on = tokens.findIndex((token) => token.tokenType === t.On)
  const watched = word === 'TRIGGER' && on > 0 ? readName(tokens, on + 1) : undefined
  return {
    ...nothing,
    object,
    unknown: `${verb} ${object}`,
    ...(watched ? { trigger: watched } : {}),
    ...(watched && /^temp(orary)?$/i.test(tokens[1]?.image ?? '') ? { temporaryTrigger: true } : {}),
    ...(name && (word === 'FUNCTION' || word === 'AGGREGATE') ? { routine: name } : {}),
  }
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
