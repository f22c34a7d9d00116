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

export function walkScope(root: Scope, resolver: Resolver, dialect: Dialect): Walked {
  if (isPlain(root)) return { tables: root.tables, targets: root.targets, references: none }
  const tables: Mention[] = []
  const references: Name[] = []
  let targets: Target[] | undefined
  const waiting: { readonly scope: Scope; readonly visible: Visible | undefined }[] = [
    { scope: root, visible: undefined },
  ]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { scope } = next
    let { visible } = next
    if (scope.commonTables.length > 0) {
      const names = new Map(scope.commonTables.map((table, index) => [resolver.fold(table.name), index]))
      const outer = visible
      const all = scope.commonTables.length
      const mutual = scope.recursive || dialect.mutualCommonTables
      scope.commonTables.forEach((table, index) => {
        waiting.push({ scope: table.scope, visible: { names, limit: mutual ? all : index, outer } })
      })
      visible = { names, limit: all, outer }
    }
    for (const table of scope.tables) {
      if (table.inList && !dialect.inTable) continue
      if (isCommonTable(table.name, visible, resolver)) continue
      tables.push(table)
      if (table.reference) references.push(table.name)
    }
    if (scope !== root && scope.targets.length > 0) {
      targets ??= [...root.targets]
      for (const target of scope.targets) targets.push(target)
    }
    for (const inner of scope.scopes) waiting.push({ scope: inner, visible })
  }
  return { tables, targets: targets ?? root.targets, references }
}

const none: readonly never[] = []

/** Every table in it is what it says, as in most statements. */
function isPlain({ commonTables, scopes, tables }: Scope): boolean {
  if (commonTables.length > 0 || scopes.length > 0) return false
  return tables.every(({ inList, reference }) => inList === undefined && reference === undefined)
}

function isCommonTable(name: Name, visible: Visible | undefined, resolver: Resolver): boolean {
  const [part, second] = name.parts
  if (!part || second) return false
  const key = resolver.fold(part)
  for (let at = visible; at; at = at.outer) {
    const index = at.names.get(key)
    if (index !== undefined && index < at.limit) return true
  }
  return false
}
