/** Models, tables and images that a program knows, as they are written in it: what may be named again. */
import { Resolver } from '../../analysis/resolver.ts'
import { walkScope } from '../../analysis/scopes.ts'
import type { Analysis } from '../../analyze.ts'
import { dialects } from '../../dialects/table.ts'
import type { Lock } from '../../metadata/lock.ts'
import { namedImage, touches } from '../../statements/table.ts'
import type { Name } from '../../syntax/ast.ts'
import type { Offer } from './offers.ts'

/** Those trained before a statement, the latest first, then those that the lock pins, then others that are used. */
export function modelOffers(analysis: Analysis, before: number, lock: Lock | undefined): Offer[] {
  const trained = [...trainedBefore(analysis, before).values()].reverse()
  const pinned = [...(lock ?? [])].map(
    ([name, { metadata, store }]): Offer => ({
      label: name,
      kind: 'model',
      detail: `${metadata.estimator}, pinned from ${store}`,
      documentation: `Metadata of \`${name}\` is pinned in \`sqlflow.lock.json\`; its engine is ${metadata.engine}.`,
      rank: 2,
    }),
  )
  const own = trained.map(
    ({ name, estimator, line }): Offer => ({
      label: name,
      kind: 'model',
      detail: `${estimator}, trained in line ${line}`,
      rank: 1,
    }),
  )
  return [...own, ...pinned, ...usedElsewhere(analysis, before)]
}

/** Models that other statements use and the program does not train before. */
function usedElsewhere({ program, links, source }: Analysis, except: number): Offer[] {
  return program.statements.flatMap((statement, index): Offer | readonly [] => {
    const name = touches(statement).usesModel
    if (!name || index === except || !links[index] || links[index].producer !== undefined) return []
    const line = source.locate(name.span).line
    return { label: source.slice(name.span), kind: 'model', detail: `used in line ${line}`, rank: 3 }
  })
}

interface Trained {
  readonly name: string
  readonly estimator: string
  readonly line: number
}

/** By the model's key, in the order of the trainings; without those that were dropped since. */
function trainedBefore({ program, effects, source }: Analysis, before: number): Map<string, Trained> {
  const models = new Map<string, Trained>()
  for (let index = 0; index < before; index++) {
    const statement = program.statements[index]
    const effect = effects[index]
    if (!statement || !effect) break
    for (const { action, table } of effect.changes)
      if (action === 'drop' || action === 'rename' || action === 'create') models.delete(table)
    if (statement.kind !== 'train' || effect.makes === undefined) continue
    models.delete(effect.makes)
    const { image, name } = statement.estimator
    models.set(effect.makes, {
      name: source.slice(statement.into.span),
      estimator: image === undefined ? name : `${image}/${name}`,
      line: source.locate(statement.span).line,
    })
  }
  return models
}

/** The estimator of a model by the name that a statement calls it by, as far as it is known. */
export function estimatorOf(
  model: string,
  analysis: Analysis,
  before: number,
  lock: Lock | undefined,
): string | undefined {
  const statements = analysis.program.statements
  for (let index = Math.min(before, statements.length) - 1; index >= 0; index--) {
    const statement = statements[index]
    if (statement?.kind === 'train' && plain(analysis.source.slice(statement.into.span)) === plain(model))
      return statement.estimator.name
  }
  return lock?.get(plain(model))?.metadata.estimator
}

function plain(name: string): string {
  return name.replace(/[`"'[\]]/g, '')
}

/** Tables that statements name, those nearest before the cursor first; dropped ones and models are left out. */
export function tableOffers(analysis: Analysis, before: number): Offer[] {
  const { program, effects, source, dialect } = analysis
  const resolver = new Resolver(dialects[dialect])
  const tables = new Map<string, { readonly name: string; readonly index: number }>()
  const models = new Set(effects.flatMap(({ uses, makes }) => [uses, makes]))
  const add = (name: Name, index: number): void => {
    if (name.parts.length === 0) return
    const key = resolver.table(name)
    if (models.has(key) || (index >= before && tables.has(key))) return
    tables.delete(key)
    tables.set(key, { name: source.slice(name.span), index })
  }
  for (const [index, statement] of program.statements.entries()) {
    const { scopes, results } = touches(statement)
    for (const scope of scopes) {
      const walked = walkScope(scope, resolver, dialects[dialect])
      for (const { name } of walked.tables) add(name, index)
      for (const { name, action, object, to } of walked.targets) {
        if (object !== 'table' && object !== 'view') continue
        const gone = (action === 'drop' || action === 'rename') && index < before
        if (gone) tables.delete(resolver.table(name))
        else add(name, index)
        if (to) add(to, index)
      }
    }
    for (const result of results) add(result, index)
  }
  const [earlier, later] = [[...tables.values()].reverse(), [...tables.values()]]
  return [...earlier.filter(({ index }) => index < before), ...later.filter(({ index }) => index >= before)]
    .filter(({ name }) => !/[\r\n]/.test(name))
    .map(({ name }) => ({ label: name, kind: 'table', rank: 1 }))
}

/** Images that statements run in, and those of pinned models. */
export function imagesOf({ program }: Analysis, lock: Lock | undefined): string[] {
  const images = program.statements.flatMap((statement) => namedImage(statement)?.value ?? [])
  const pinned = [...(lock?.values() ?? [])].flatMap(({ metadata }) => metadata.image ?? [])
  return [...new Set([...images.reverse(), ...pinned])]
}
