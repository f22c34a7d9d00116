// How the tests run. The time-out is long because the oracles are: compiling a CRD takes seconds, a first build of
// the Go linter minutes (done beforehand in CI).

import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { ClosingLine } from './support/closing-line.ts'

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    reporters: ['default', new ClosingLine()],
  },
})
