/** Effects to the nodes of the graph: which resources of one statement may be those of another. */
import type { Access, Effects } from '../analysis/effects.ts'
import type { Node, Use } from './build.ts'

/** More tables of one name than this, in different databases, are taken for one. */
const fewAliases = 16

/**
 * Where no database is known, `t` may be any `db.t`: a bare name touches them all. Everything else
 * touches what it says.
 */
export function graphNodes(effects: readonly Effects[], aside: ReadonlySet<number>): Node[] {
  const { bare, models } = odd(effects)
  const aliases = tablesByLastPart(effects, bare)
  return effects.map(({ accesses, unknown }, index) => {
    const uses = accesses.every((access) => isPlain(access, models, aliases))
      ? accesses
      : accesses.flatMap((access) => usesOf(access, models, aliases))
    return { uses, barrier: unknown !== undefined, aside: aside.has(index) }
  })
}

/** What it touches is what it says, and is called so. */
function isPlain({ resource, model }: Access, models: ReadonlySet<string>, aliases: Aliases): boolean {
  return !model && aliases.size === 0 && !resource.startsWith('bare:') && !models.has(resource)
}

function usesOf({ resource, write, model }: Access, models: ReadonlySet<string>, aliases: Aliases): Use[] {
  if (resource.startsWith('bare:')) {
    const bare = resource.slice('bare:'.length)
    const tables = aliases.get(bare) ?? []
    if (tables.length > fewAliases) return [{ resource: `tables called ${bare}`, write }]
    return tables.map((table) => ({ resource: table, write }))
  }
  if (!resource.startsWith('table:')) return [{ resource, write }]
  const label = model || models.has(resource) ? `model:${resource.slice('table:'.length)}` : undefined
  const uses: Use[] = [{ resource, write, ...(label ? { label } : {}) }]
  const last = resource.slice(resource.lastIndexOf('.') + 1)
  if (resource.includes('.') && (aliases.get(last)?.length ?? 0) > fewAliases)
    uses.push({ resource: `tables called ${last}`, write })
  return uses
}

type Aliases = ReadonlyMap<string, readonly string[]>

/** Bare names, and the tables that hold a model of this program: DROP TABLE meets them as models, too. */
function odd(effects: readonly Effects[]): { bare: Set<string>; models: Set<string> } {
  const bare = new Set<string>()
  const models = new Set<string>()
  for (const { accesses } of effects) {
    for (const { resource, model } of accesses) {
      if (model) models.add(resource)
      if (resource.startsWith('bare:')) bare.add(resource.slice('bare:'.length))
    }
  }
  return { bare, models }
}

/** Tables with a database, by their names without it, where a statement uses the bare name. */
function tablesByLastPart(effects: readonly Effects[], bare: ReadonlySet<string>): Map<string, string[]> {
  const byLast = new Map<string, string[]>()
  if (bare.size === 0) return byLast
  const qualified = new Set<string>()
  for (const { accesses } of effects)
    for (const { resource } of accesses)
      if (resource.startsWith('table:') && resource.includes('.')) qualified.add(resource)
  for (const table of qualified) {
    const last = table.slice(table.lastIndexOf('.') + 1)
    if (!bare.has(last)) continue
    const list = byLast.get(last)
    if (list) list.push(table)
    else byLast.set(last, [table])
  }
  return byLast
}
