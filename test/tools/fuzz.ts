/**
 * Fuzzes the compiler: for hours, or for a night. What fails is made small and written into fixtures/fuzz/, where
 * test/fuzz/fuzz.test.ts tries it from then on. The same seed gives the same inputs.
 *
 *     node test/tools/fuzz.ts --engine grammar|mutation|soup --count 200000 --seed N [--from N]
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { failureOf } from '../support/fuzz/checks.ts'
import { type FuzzEngine, fuzzEngines } from '../support/fuzz/input.ts'
import { kindOf, shrink } from '../support/fuzz/shrink.ts'
import { type Found, fuzz } from '../support/fuzz/watch.ts'
import { projectRoot } from '../support/shared.ts'

const { values } = parseArgs({
  options: {
    engine: { type: 'string' },
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    from: { type: 'string', default: '0' },
  },
})
const chosen = fuzzEngines.filter((name) => values.engine === undefined || name === values.engine)
if (chosen.length === 0) throw new Error(`no such engine; there are ${fuzzEngines.join(', ')}`)
const folder = join(projectRoot, 'fixtures/fuzz')
mkdirSync(folder, { recursive: true })

let failures = 0
for (const engine of chosen) failures += await fuzzed(engine)
process.exitCode = failures > 0 ? 1 : 0

async function fuzzed(engine: FuzzEngine): Promise<number> {
  const [seed, count, from] = [Number(values.seed), Number(values.count), Number(values.from)]
  const kinds = new Map<string, number>()
  const first: Found[] = []
  const start = Date.now()
  await fuzz({ engine, seed, from, count }, (found) => {
    const kind = kindOf(found.failure)
    if (!kinds.has(kind)) first.push(found)
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  })
  for (const found of first) await written(engine, seed, found)
  const seconds = Math.round((Date.now() - start) / 1000)
  console.log(`${engine}, seed ${seed}: ${count} inputs in ${seconds} s, ${kinds.size} kinds of failures`)
  for (const [kind, times] of kinds) console.log(`  ${times} × ${kind}`)
  return kinds.size
}

async function written(engine: FuzzEngine, seed: number, { number, input, failure }: Found): Promise<void> {
  // One that never ends can't be tried again here.
  const small = failure.check === 'it ends' ? input : await shrink(input, failure)
  const text = `-- dialect: ${small.dialect}\n${small.text}`
  const name = `${engine}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.sql`
  writeFileSync(join(folder, name), text)
  // Its first line may have moved what failed: then the input itself has to be looked at.
  const again = failure.check === 'it ends' || (await failureOf({ ...small, text })) !== undefined
  console.log(
    `${name}: ${engine} ${seed} ${number}${again ? '' : ' (the file does not fail)'}\n${failure.check}: ${failure.message.slice(0, 600)}\n`,
  )
}
