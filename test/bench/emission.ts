/**
 * What writing a workflow costs: 10,000 steps, beside the analysis of the program they come from, and the YAML alone
 * beside `JSON.stringify` of the same objects and the `yaml` library's way of writing them.
 *
 *     node test/bench/emission.ts [STATEMENTS]
 */
import { stringify } from 'yaml'
import { toYaml } from '../../src/backends/argo/yaml.ts'
import { backends } from '../../src/backends/table.ts'
import { plan } from '../../src/compile.ts'
import { analyze, defaultSettings } from '../../src/index.ts'
import { manifests } from '../support/judge.ts'
import { inTurns } from './measure.ts'
import { mixed } from './programs.ts'

const count = Number(process.argv[2]?.match(/^\d+$/)?.[0] ?? 10_000)
const { text } = mixed(count)
const settings = { ...defaultSettings, plan: { fuse: false } }
const planned = (await plan(text, { settings, offline: true })).plan
if (!planned) throw new Error('the program has mistakes')
const options = { settings, name: 'large' }
const { text: written } = await backends.argo.emit(planned, options)
const objects = manifests(written)
const none = new Map<string, string[]>()

const contenders = [
  { name: 'analysis of the program', run: () => analyze(text) },
  { name: 'emission: objects and YAML', run: () => backends.argo.emit(planned, options) },
  { name: 'YAML alone', run: () => toYaml(objects, none) },
  { name: 'JSON.stringify of the objects', run: () => JSON.stringify(objects) },
]
const [analysis, emission, yaml, json] = await inTurns(contenders)
// It takes seconds, so once is enough.
const start = performance.now()
for (const object of objects) stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })
const library = performance.now() - start

console.log(`${planned.steps.length} steps, ${(written.length / 1e6).toFixed(1)} MB of YAML`)
line('emission', emission, analysis, 'the analysis (goal 1)')
line('YAML alone', yaml, analysis, 'the analysis')
line('YAML alone', yaml, json, 'JSON.stringify')
line('the yaml library, whole objects', library, json, 'JSON.stringify')

function line(what: string, ms = 0, of = 0, than = ''): void {
  console.log(`${what.padEnd(34)} ${(ms / of).toFixed(2).padStart(7)} × ${than}`)
}
