/**
 * The tests that mutants must not survive: those of grammar, analysis and emission that need no server and no engine.
 * MUTATION_TESTS names fewer, for a look at a few files: `MUTATION_TESTS=graph npm run mutate -- --mutate 'src/graph/*.ts'`.
 */
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const all = [
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

const names = process.env['MUTATION_TESTS']?.split(',') ?? all

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: { include: names.map((name) => `test/${name}.test.ts`), testTimeout: 120_000, pool: 'forks' },
})
