// Mutation testing: changes the sources in small ways, one at a time, shows the changes that no test noticed, and the share of
// those that one did. `npm run mutate -- [--sample PERCENT] [ROOM[:FILE[:LINE-LINE]]]...`; without a room all of them, which takes hours.

import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { Stryker } from '@stryker-mutator/core'
import { rooms } from './rooms.ts'
import { sample } from './sample.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { sample: { type: 'string' } } })
const targets = (positionals.length > 0 ? positionals : Object.keys(rooms)).map((argument) => {
  const [, name = '', files] = /^([^:]*)(?::(.*))?$/s.exec(argument) ?? []
  const room = rooms[name]
  if (!room) {
    console.error(`There is no room ${name}; the rooms are ${Object.keys(rooms).join(', ')}.`)
    process.exit(2)
  }
  return { argument, name, room, files: files ? [files] : room.mutate }
})

const shared = process.env['SQLFLOWC_SHARED'] ?? resolve('../shared')
const scores: string[] = []
for (const { argument, name, room, files } of targets) {
  process.env['MUTATION_ROOM'] = name
  // The sandbox lies elsewhere: what is beside the project is found only where it is named.
  process.env['SQLFLOWC_SHARED'] = room.corpus ? shared : 'none'
  const mutants = await new Stryker({
    packageManager: 'npm',
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false, pool: 'forks' },
    coverageAnalysis: 'perTest',
    mutate: [...(values.sample === undefined ? files : sample(files, Number(values.sample)))],
    concurrency: 1,
    timeoutMS: 3000,
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    ignorePatterns: ['dist', 'coverage', '.sqlflow'],
    tempDirName: '.stryker-tmp',
  }).runMutationTest()
  // What no test reaches counts as not noticed; what cannot be compiled does not count.
  const count = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length
  const noticed = count('Killed', 'Timeout')
  const all = noticed + count('Survived', 'NoCoverage')
  const part = values.sample === undefined ? '' : `, a sample of ${values.sample} % of the declarations`
  scores.push(
    `${argument}: ${((100 * noticed) / all).toFixed(1)} %, ${noticed} of ${all} changes noticed${part}`,
  )
}
console.log(scores.join('\n'))
