/**
 * Every rule finds what its bad programs have and nothing in its good ones. The rendered text of the first bad one
 * lies in fixtures/lint, to be read as a reader would.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codes } from '../../src/diagnostics/codes.ts'
import { render } from '../../src/diagnostics/render/pretty.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/lint/table.ts'
import { expectFile } from '../support/fixture-files.ts'
import { projectRoot } from '../support/shared.ts'

describe.each(rules)('$code $name', (rule) => {
  const run = (text: string) =>
    lint(text, { path: 'program.sql', ...(rule.dialect ? { dialect: rule.dialect } : {}) }, rule.surroundings)

  test('what is bad is found first, and reads well', () => {
    const { diagnostics, source } = run(rule.bad)
    const [found] = diagnostics.filter(({ severity }) => severity === rule.severity)
    expect(found?.code, JSON.stringify(diagnostics)).toBe(rule.code)
    for (const { message, help = '', labels } of diagnostics) {
      for (const text of [message, help, ...labels.map((label) => label.message)]) {
        expect(text).not.toMatch(/\byou(r)?\b/i)
        expect(text).not.toMatch(/\n|undefined|\[object|NaN/)
      }
    }
    expectFile(
      join(projectRoot, 'fixtures/lint', `${rule.code}-${rule.name}.out`),
      render(diagnostics, () => source),
    )
  })

  test.each(rule.more?.bad ?? [])('is found in %j', (text) => {
    expect(run(text).diagnostics.map(({ code }) => code)).toContain(rule.code)
  })

  test('the mended program has no problem', () => {
    const { diagnostics } = run(rule.good)
    expect(diagnostics.filter(({ severity, code }) => severity !== 'note' || code === rule.code)).toEqual([])
  })

  test.each(rule.more?.good ?? [])('is not found in %j', (text) => {
    expect(run(text).diagnostics.map(({ code }) => code)).not.toContain(rule.code)
  })
})

test('codes and names are used once, and titles and explanations are whole', () => {
  const all = [...Object.entries(codes).map(([name, { code }]) => ({ name, code })), ...rules]
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  for (const { code, title, explanation, name } of rules) {
    expect(code).toMatch(/^SF4\d\d$/)
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(title).not.toMatch(/\.$|^[A-Z](?![A-Z])/)
    expect(explanation).toMatch(/\.$/)
  }
})
