/**
 * The tables that a body really names: CTEs taken out, minding scopes and shadowing. Walks with a
 * stack of its own, so that ten thousand nested queries are no deeper than one.
 */
import type { Dialect } from '../dialects/dialect.ts'
import type { Name, Scope, TableMention, Target } from '../syntax/ast.ts'
import type { Resolver } from './resolver.ts'

export type Mention = Pick<TableMention, 'name'>

export interface Walked {
  readonly tables: readonly Mention[]
  readonly targets: readonly Target[]
  /** Tables named by REFERENCES. */
  readonly references: readonly Name[]
}

/** The CTEs of one WITH; a body sees those before `limit`, and then the ones outside. */
interface Visible {
  readonly names: ReadonlyMap<string, number>
  readonly limit: number
  readonly outer: Visible | undefined
}

/** A scope that waits to be looked at, and the CTEs that it sees. */
interface Waiting {
  readonly scope: Scope
  readonly visible: Visible | undefined
}

export function walkScope(root: Scope, resolver: Resolver, dialect: Dialect): Walked {
  if (isPlain(root)) return { tables: root.tables, targets: root.targets, references: none }
  const tables: Mention[] = []
  let references: Name[] | undefined
  let targets: Target[] | undefined
  const waiting: Waiting[] = []
  let scope = root
  let visible: Visible | undefined
  for (;;) {
    const { commonTables } = scope
    if (commonTables.length > 0) visible = addCommonTables(scope, visible, waiting, resolver, dialect)
    for (const table of scope.tables) {
      if (table.inList && !dialect.inTable) continue
      if (visible && isCommonTable(table.name, visible, resolver)) continue
      tables.push(table)
      if (!table.reference) continue
      references ??= []
      references.push(table.name)
    }
    if (scope !== root && scope.targets.length > 0) {
      targets ??= [...root.targets]
      for (const target of scope.targets) targets.push(target)
    }
    for (const inner of scope.scopes) waiting.push({ scope: inner, visible })
    const next = waiting.pop()
    if (!next) return { tables, targets: targets ?? root.targets, references: references ?? none }
    scope = next.scope
    visible = next.visible
  }
}

/** What the body behind a WITH sees; the queries of the WITH wait to be looked at. */
function addCommonTables(
  { commonTables, recursive }: Scope,
  outer: Visible | undefined,
  waiting: Waiting[],
  resolver: Resolver,
  dialect: Dialect,
): Visible {
  const names = new Map<string, number>()
  const all = commonTables.length
  const mutual = recursive || dialect.mutualCommonTables
  commonTables.forEach((table, index) => {
    names.set(resolver.fold(table.name), index)
    waiting.push({ scope: table.scope, visible: { names, limit: mutual ? all : index, outer } })
  })
  return { names, limit: all, outer }
}

const none: readonly never[] = []

/** Every table in it is what it says, as in most statements. */
function isPlain({ commonTables, scopes, tables }: Scope): boolean {
  if (commonTables.length > 0 || scopes.length > 0) return false
  return tables.every(({ inList, reference }) => inList === undefined && reference === undefined)
}

function isCommonTable({ parts }: Name, visible: Visible, resolver: Resolver): boolean {
  const part = parts[0]
  if (!part || parts.length > 1) return false
  const key = resolver.fold(part)
  for (let at: Visible | undefined = visible; at; at = at.outer) {
    const index = at.names.get(key)
    if (index !== undefined && index < at.limit) return true
  }
  return false
}
