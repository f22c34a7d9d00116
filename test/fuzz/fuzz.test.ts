/** Nothing breaks the compiler: random inputs of every engine, and every one that ever did. */
import { describe, expect, test } from 'vitest'
import { fixtures } from '../support/fixture-files.ts'
import { failureOf } from '../support/fuzz/checks.ts'
import { type FuzzEngine, fuzzEngines } from '../support/fuzz/input.ts'
import { type Found, fuzz } from '../support/fuzz/watch.ts'

/** 5,000 together; a mutant is cheap and finds most. The nightly script tries many more: test/tools/fuzz.ts. */
const counts: Readonly<Record<FuzzEngine, number>> = { grammar: 1_000, mutation: 2_000, soup: 2_000 }

describe('random inputs', () => {
  test.each(fuzzEngines)('%s', { timeout: 600_000 }, async (engine) => {
    const found: Found[] = []
    await fuzz({ engine, seed: 1, from: 0, count: counts[engine] }, (one) => found.push(one))
    expect(
      found.slice(0, 3).map(({ number, failure }) => `${number}: ${failure.check}: ${failure.message}`),
    ).toEqual([])
  })
})

describe('what was found before', () => {
  test.each(fixtures('fuzz').map((one) => [one.name, one] as const))('%s', async (_, { text, options }) => {
    expect(await failureOf({ text, dialect: options.dialect ?? 'mysql' })).toBe(undefined)
  })
})
