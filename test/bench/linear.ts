/**
 * How time and memory grow with a program: the exponent of a power of the size, for programs as they are and programs that
 * are made to hurt. Each measure is a process of its own, after a smaller program that warms it up.
 *
 *     node test/bench/linear.ts [analysis|workflow|lint] [WORDS OF A NAME]
 */
import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { analyze, compile, lint } from '../../src/index.ts'
import { growing } from './programs.ts'

const works: Readonly<Record<string, (text: string) => unknown>> = {
  analysis: (text) => analyze(text),
  workflow: (text) => compile(text, { offline: true, path: 'large.sql' }),
  lint: (text) => lint(text),
}

const sizes = [1_000, 3_162, 10_000, 31_623, 100_000]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { one: { type: 'string' }, size: { type: 'string', default: '0' } },
})
const [work = 'analysis', wanted = ''] = positionals
if (values.one !== undefined) await measureOne(work, values.one, Number(values.size))
else for (const name of Object.keys(growing)) if (name.includes(wanted)) measureAll(work, name)

interface Measure {
  readonly ms: number
  /** The most memory that the process took, in megabytes. */
  readonly megabytes: number
}

async function measureOne(work: string, name: string, size: number): Promise<void> {
  const make = growing[name]
  const run = works[work]
  if (!make || !run) throw new Error(`there is no program ${name}, or no work ${work}`)
  const [warm, text] = [make(Math.min(size, 2_000)), make(size)]
  for (let round = 0; round < 8; round++) await run(warm)
  let ms = Number.POSITIVE_INFINITY
  // The best of some is the least disturbed, by the collection of garbage too.
  for (let round = 0; round < 3; round++) {
    const start = performance.now()
    await run(text)
    ms = Math.min(ms, performance.now() - start)
  }
  console.log(JSON.stringify({ ms, megabytes: process.resourceUsage().maxRSS / 1024 }))
}

function measureAll(work: string, name: string): void {
  const measures = sizes.map((size): Measure => {
    const args = [fileURLToPath(import.meta.url), work, '--one', name, '--size', String(size)]
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 600_000 }))
  })
  const base = measures[0]?.megabytes ?? 0
  const time = exponent(measures.map(({ ms }) => ms))
  // What Node and the compiler take by themselves does not grow.
  const memory = exponent(measures.map(({ megabytes }) => Math.max(1, megabytes - base)))
  const last = measures.at(-1)
  console.log(
    `${work} of ${name}`.padEnd(58),
    `time: power ${time.toFixed(2)}, ${last?.ms.toFixed(0).padStart(6)} ms;`,
    `memory: power ${memory.toFixed(2)}, ${last?.megabytes.toFixed(0).padStart(5)} MB`,
  )
}

/** The slope of the line that fits best, in logarithms; from 3,162 on, where fixed costs no longer count. */
function exponent(times: readonly number[]): number {
  const points = times.map((ms, at) => [Math.log(sizes[at] ?? 1), Math.log(ms)] as const).slice(1)
  const [meanX, meanY] = [0, 1].map(
    (part) => points.reduce((sum, point) => sum + (point[part] ?? 0), 0) / points.length,
  )
  const over = points.reduce((sum, [x, y]) => sum + (x - (meanX ?? 0)) * (y - (meanY ?? 0)), 0)
  return over / points.reduce((sum, [x]) => sum + (x - (meanX ?? 0)) ** 2, 0)
}
