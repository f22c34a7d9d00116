/**
 * What fusing saves on the corpus of real programs and on the examples: pods and critical path, with and without.
 *
 *     node test/tools/plan-corpus.ts [--each]
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DialectName, defaultSettings, plan } from '../../src/index.ts'
import { shapeOf } from '../../src/plan/partition.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { corpus } from '../support/corpus.ts'

interface Figures {
  programs: number
  fused: number
  readonly pods: [number, number]
  readonly paths: [number, number]
}

const each = process.argv.includes('--each')
const apart = { ...defaultSettings, plan: { fuse: false } }
const examples = join(import.meta.dirname, '../../examples')
const { programs, missing } = corpus()
if (missing) console.error(missing)

async function planned(text: string, dialect: DialectName | undefined, settings = defaultSettings) {
  const { plan: made } = await plan(text, { settings, offline: true, ...(dialect ? { dialect } : {}) })
  return made
}

function criticalPath({ steps }: Plan): number {
  const at = new Map(steps.map(({ id }, index) => [id, index]))
  const edges = steps.flatMap(({ dependsOn }, to) => dependsOn.map((id) => ({ from: at.get(id) ?? 0, to })))
  const [from, to] = [edges.map((edge) => edge.from), edges.map((edge) => edge.to)]
  return shapeOf({ size: steps.length, from, to }).criticalPath
}

async function measure(
  name: string,
  texts: readonly { file: string; text: string; dialect?: DialectName }[],
) {
  const figures: Figures = { programs: 0, fused: 0, pods: [0, 0], paths: [0, 0] }
  for (const { file, text, dialect } of texts) {
    const [one, other] = [await planned(text, dialect, apart), await planned(text, dialect)]
    if (!one || !other || one.steps.length === 0) continue
    figures.programs++
    if (other.fused) figures.fused++
    if (other.fused && each) console.log(`  ${file}: ${one.steps.length} → ${other.steps.length}`)
    for (const [at, plan] of [one, other].entries()) {
      figures.pods[at] = (figures.pods[at] ?? 0) + plan.steps.length
      figures.paths[at] = (figures.paths[at] ?? 0) + criticalPath(plan)
    }
  }
  const saved = (pair: readonly [number, number]): string =>
    `${pair[0]} → ${pair[1]} (${((100 * (pair[0] - pair[1])) / Math.max(1, pair[0])).toFixed(1)} % less)`
  console.log(
    `${name}: ${figures.programs} programs with a plan, ${figures.fused} with something fused; pods ${saved(figures.pods)}, critical paths ${saved(figures.paths)}`,
  )
}

await measure(
  'corpus',
  programs.map(({ file, text, dialect }) => ({ file, text, ...(dialect ? { dialect } : {}) })),
)
await measure(
  'examples',
  readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({ file, text: readFileSync(join(examples, file), 'utf8') })),
)
