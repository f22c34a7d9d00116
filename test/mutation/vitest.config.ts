// How Stryker runs the tests of one room, which `mutate.ts` names in MUTATION_ROOM: file after file, in the room's order.

import { resolve } from 'node:path'
import process from 'node:process'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { rooms } from './rooms.ts'

const tests = rooms[process.env['MUTATION_ROOM'] ?? '']?.tests ?? []

class AsListed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      tests.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
    return files.sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: tests.map((name) => `test/${name}.test.ts`),
    testTimeout: 120_000,
    isolate: false,
    sequence: { sequencer: AsListed },
  },
})
