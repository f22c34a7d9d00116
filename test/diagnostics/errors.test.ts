/**
 * Every code has a failing program that gets it and a mended one that does not; the rendered text of
 * the failing one lies in fixtures/errors, to be read as a reader would.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CodeEntry } from '../../src/diagnostics/codes/code.ts'
import { type CodeName, codes } from '../../src/diagnostics/codes.ts'
import { render } from '../../src/diagnostics/render/pretty.ts'
import { type CompileResult, compile, defaultSettings } from '../../src/index.ts'
import { expectFile } from '../support/fixture-files.ts'
import { projectRoot } from '../support/shared.ts'
import { situations } from '../support/situations.ts'

const entries = (Object.entries(codes) as [CodeName, CodeEntry][]).map(([name, entry]) => ({ name, entry }))

/** Compiles an example in the situation that its code is about: a store that fails, a small limit. */
function run(
  name: CodeName,
  text: string,
  dialect: CodeEntry['dialect'],
  situation = situations[name] ?? {},
): Promise<CompileResult> {
  const { settings, store, lock, locked = false, datasource } = situation
  return compile(
    text,
    {
      path: 'program.sql',
      settings: settings ?? defaultSettings,
      locked,
      ...(dialect ? { dialect } : {}),
      ...(datasource === undefined ? {} : { datasource }),
    },
    { ...(store ? { store } : {}), ...(lock ? { lock } : {}) },
  )
}

/** Codes about what is not a program: files, settings, faults of our own. Their own tests are named. */
const elsewhere: ReadonlySet<CodeName> = new Set([
  'not-text',
  'unknown-variable',
  'unwritable-value',
  'ignored-setting',
  'invalid-setting',
  'internal-error',
])

describe.each(entries.filter(({ name }) => !elsewhere.has(name)))('$entry.code $name', ({ name, entry }) => {
  test('the failing program gets it, and reads well', async () => {
    const { diagnostics, source } = await run(name, entry.bad, entry.dialect)
    expect(diagnostics.map(({ name: found }) => found)).toContain(name)
    // The first thing a reader sees is what the page is about.
    expect(diagnostics.find(({ severity }) => severity === entry.severity)?.name).toBe(name)
    for (const { span } of diagnostics) expect(span.end).toBeLessThanOrEqual(entry.bad.length)
    expectFile(
      join(projectRoot, 'fixtures/errors', `${entry.code}-${name}.out`),
      render(diagnostics, () => source),
    )
  })

  test('the mended program has no problem', async () => {
    const { diagnostics } = await run(name, entry.good, entry.dialect, situations[name]?.mended)
    expect(diagnostics).toEqual([])
  })
})

test('codes are numbered once, and titles and explanations are whole', () => {
  const numbers = entries.map(({ entry }) => entry.code)
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const { entry } of entries) {
    expect(entry.title).not.toMatch(/\.$|^[A-Z](?![A-Z])/)
    expect(entry.explanation).toMatch(/\.$/)
  }
})

describe('messages', () => {
  test('speak to nobody in particular, on one line, and point somewhere', async () => {
    for (const { name, entry } of entries.filter((each) => !elsewhere.has(each.name))) {
      const { diagnostics } = await run(name, entry.bad, entry.dialect)
      for (const { message, help = '', labels } of diagnostics) {
        for (const text of [message, help, ...labels.map((label) => label.message)]) {
          expect(text).not.toMatch(/\byou(r)?\b/i)
          expect(text).not.toMatch(/\n|undefined|\[object|NaN/)
        }
      }
    }
  })
})
