/** No test judges how long something took, which is the machine's business: work is counted (`test/support/work.ts`), or timed in `test/bench`. */
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { projectRoot } from '../support/shared.ts'

/** Clocks that have no other use, and a moment that is kept to be taken from a later one. */
const clocks =
  /\bperformance\s*\.\s*(?:now|timeOrigin)|\bhrtime\b|\bcpuUsage\b|\bconsole\s*\.\s*time\b|\b(?:const|let)\s+\w+\s*=\s*(?:Date\s*\.\s*now\s*\(\s*\)|new\s+Date\s*\(\s*\))\s*$/m

test.each(
  globSync('test/**/*.test.ts', { cwd: projectRoot }).filter((path) => !path.startsWith('test/bench/')),
)('%s', (path) => {
  if (path.endsWith('no-clocks.test.ts')) return
  expect(clocks.exec(readFileSync(`${projectRoot}/${path}`, 'utf8'))?.[0]).toBeUndefined()
})
