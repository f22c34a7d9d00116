/** The generated files are what the generator would write now, and the grammars have no conflicts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ClauseGrammar } from '../../grammar/clause.ts'
import { SqlGrammar } from '../../grammar/sql.ts'
import { projectRoot } from '../support/shared.ts'
import { generated } from '../tools/generated.ts'

for (const [path, text] of generated()) {
  test(`${path} is current`, () => {
    expect(readFileSync(join(projectRoot, path), 'utf8'), 'run `npm run generate`').toBe(text)
  })
}

test('the grammars pass the checks of Chevrotain that the shipped build leaves out', () => {
  expect(() => new SqlGrammar(false).selfAnalyse()).not.toThrow()
  expect(() => new ClauseGrammar(true, undefined, false)).not.toThrow()
})
