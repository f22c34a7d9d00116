/** The tests that mutants must not survive: those of grammar, analysis and emission that need no server and no engine. */
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const names = [
  'argo',
  'argo-substitution',
  'checks',
  'columns',
  'compile',
  'corpus',
  'effects',
  'errors',
  'examples',
  'graph',
  'lint-rules',
  'parse',
  'resolution',
  'values',
  'yaml',
]

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: { include: names.map((name) => `test/${name}.test.ts`), testTimeout: 120_000, pool: 'forks' },
})
