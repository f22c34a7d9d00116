/** Effects to the nodes of the graph: which resources of one statement may be those of another. */
import type { Effects } from '../effects/effects.ts'
import { type Access, type Resource, type Resources, tableName } from '../effects/resource.ts'
import type { Names, Node, Use } from './build.ts'

/** More tables of one name than this, in different databases, are taken for one. */
const fewAliases = 16

/**
 * Where no database is known, `t` may be any `db.t`: a bare name touches them all. Everything else
 * touches what it says.
 *
 * @param exempt statements that have no place in the order
 */
export function graphNodes(
  effects: readonly Effects[],
  exempt: ReadonlySet<number>,
  resources: Resources,
): Node[] {
  const aliases = resources.has('bare') ? tablesByName(effects) : undefined
  return effects.map(({ accesses, unknown }, index) => ({
    uses: aliases === undefined ? accesses : accesses.flatMap((access) => usesOf(access, aliases, resources)),
    barrier: unknown !== undefined,
    exempt: exempt.has(index),
  }))
}

/** Tables that hold a model of this program go by its name, also where DROP TABLE meets them. */
export function modelNames(effects: readonly Effects[], resources: Resources): Names {
  const names = new Map<Resource, Resource>()
  for (const { accesses, modelReads, modelWrites } of effects) {
    if (modelReads.length + modelWrites.length === 0) continue
    for (const { resource, model } of accesses) {
      if (model && resource.kind === 'table' && !names.has(resource))
        names.set(resource, resources.of('model', resource.key))
    }
  }
  return names
}

function usesOf(access: Access, aliases: Aliases, resources: Resources): readonly Use[] {
  const { resource, write } = access
  if (resource.kind === 'bare') {
    const tables = aliases.get(resource.key) ?? []
    if (tables.length > fewAliases) return [{ resource: resources.of('namesakes', resource.key), write }]
    return tables.map((table) => ({ resource: table, write }))
  }
  if (resource.kind !== 'table') return [access]
  const name = tableName(resource)
  if (name === resource.key || (aliases.get(name)?.length ?? 0) <= fewAliases) return [access]
  return [access, { resource: resources.of('namesakes', name), write }]
}

type Aliases = ReadonlyMap<string, readonly Resource[]>

/** Tables with a database, by their names without it, where a statement uses the bare name. */
function tablesByName(effects: readonly Effects[]): Aliases {
  const byName = new Map<string, Resource[]>()
  for (const { accesses } of effects)
    for (const { resource } of accesses)
      if (resource.kind === 'bare' && !byName.has(resource.key)) byName.set(resource.key, [])
  const seen = new Set<Resource>()
  for (const { accesses } of effects) {
    for (const { resource } of accesses) {
      if (resource.kind !== 'table' || seen.has(resource)) continue
      seen.add(resource)
      const name = tableName(resource)
      if (name !== resource.key) byName.get(name)?.push(resource)
    }
  }
  return byName
}
