/** The examples: each compiles to the workflow beside it, which is valid. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/index.ts'
import { expectFile, fixtures } from '../support/fixture-files.ts'
import { judge } from '../support/judge.ts'
import { examples } from '../tools/examples.ts'

describe.each(examples().map((example) => ({ name: example.name, example })))('$name', ({ example }) => {
  test('compiles without a problem to the workflow beside it', async () => {
    const { yaml = '', diagnostics } = await example.compile()
    expect(diagnostics).toEqual([])
    expect(judge(yaml)).toEqual([])
    expectFile(example.output, yaml)
  })
})

describe('fixtures', () => {
  test.each(fixtures('argo'))('$name', async ({ text, options, expected }) => {
    const { yaml = '', diagnostics } = await compile(text, { ...options, path: 'program.sql' })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(judge(yaml)).toEqual([])
    expectFile(expected.replace(/\.out$/, '.yaml'), yaml)
  })
})
