/** Comments that let a finding stay: what they are for, and what is said of those that do nothing. */
import { describe, expect, test } from 'vitest'
import { type Diagnostic, defaultSettings } from '../../src/index.ts'
import { fixAll } from '../../src/lint/fix.ts'
import { lint } from '../../src/lint/lint.ts'
import { growthOf } from '../support/work.ts'

const train = (name: string): string =>
  `SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nCOLUMN a, b\nLABEL b INTO ${name};`

/** Of the rules only one is looked at, whatever the others find. */
const isLookedAt = ({ code }: Diagnostic): boolean => !/^SF4[0-8]/.test(code) || code === 'SF401'

function found(text: string): string[] {
  const { diagnostics } = lint(text, { dialect: 'mysql' })
  return diagnostics.filter(isLookedAt).map(({ code, span }) => `${code} ${span.line}`)
}

describe('what a comment is for', () => {
  test.each([
    ['nothing', train('m'), ['SF401 2']],
    ['the next statement', `-- sqlflow-ignore SF401: why\n${train('m')}\n${train('n')}`, ['SF401 6']],
    ['by name, in any case', `-- sqlflow-ignore Label-Among-Columns: why\n${train('m')}`, []],
    [
      'several codes',
      `-- sqlflow-ignore SF402, sf401: why\n${train('m')}`.replace('SF402', 'SF501'),
      ['SF490 1'],
    ],
    ['a comment in stars', `/* sqlflow-ignore SF401: why */\n${train('m')}`, []],
    ['a hash', `# sqlflow-ignore SF401: why\n${train('m')}`, []],
    ['two comments', `-- sqlflow-ignore SF401: why\n-- and more\n\n${train('m')}`, []],
    [
      'behind the statement before',
      `SELECT 1; -- sqlflow-ignore SF401: why\n${train('m')}`,
      ['SF401 3', 'SF490 1'],
    ],
    ['behind its line', train('m').replace('a, b', 'a, b -- sqlflow-ignore SF401: why'), []],
    [
      'behind another line',
      train('m').replace('squarederror"', 'squarederror" -- sqlflow-ignore SF401: why'),
      ['SF401 2', 'SF490 1'],
    ],
    ['before its line', train('m').replace('COLUMN', '-- sqlflow-ignore SF401: why\nCOLUMN'), []],
    ['the file', `${train('m')}\n${train('n')}\n-- sqlflow-ignore-file SF401: why`, []],
    ['in a string', `SELECT '-- sqlflow-ignore SF401: why' AS x;\n${train('m')}`, ['SF401 3']],
    ['in a comment about comments', `-- write -- sqlflow-ignore SF401: why\n${train('m')}`, ['SF401 3']],
    ['in a comment of many lines', `/* text\n-- sqlflow-ignore SF401: why\n*/\n${train('m')}`, ['SF401 5']],
    ['in stars, over lines', `/*\n  sqlflow-ignore SF401:\n  why\n*/\n${train('m')}`, []],
    [
      'the second of two on a line',
      train('m').replace('a, b', 'a, b /* sqlflow-ignore SF501: x */ /* sqlflow-ignore SF401: why */'),
      ['SF490 2'],
    ],
    [
      'above other comments',
      train('m').replace('COLUMN', '-- sqlflow-ignore SF401: why\n-- x\n\nCOLUMN'),
      [],
    ],
    ['nothing named', `-- sqlflow-ignore: why\n${train('m')}`, ['SF401 3', 'SF491 1']],
    ['a reason without its colon', `-- sqlflow-ignore SF401 because it is so\n${train('m')}`, ['SF492 1']],
    [
      'themselves',
      `-- sqlflow-ignore SF491: x\n-- sqlflow-ignore SF9999: y\n${train('m')}`,
      ['SF401 4', 'SF490 1', 'SF491 2'],
    ],
    // What rules find in a program that can't be read is not known.
    ['a program with an error', `-- sqlflow-ignore SF401: why\nSELECT 1;\nSELECT (;`, ['SF005 3']],
    ['no such word', `-- sqlflow-ignored SF401: why\n${train('m')}`, ['SF401 3']],
    ['at the end', `${train('m')}\n-- sqlflow-ignore SF401: why`, ['SF401 2', 'SF490 4']],
    [
      'an error of the compiler',
      '-- sqlflow-ignore SF102: why\nSELECT 1 TO TRIAN x;',
      ['SF490 1', 'SF102 2'],
    ],
  ])('%s', (_, text, expected) => {
    expect(found(text).sort()).toEqual([...expected].sort())
  })
})

test('a comment that ignores nothing is removed with its line', () => {
  const text = `SELECT 1;\n  -- sqlflow-ignore SF401: why\nSELECT 2; /* sqlflow-ignore SF401: why */\nSELECT 3; -- sqlflow-ignore SF401 SF490: why\n`
  const { text: fixed, count } = fixAll(text, (next) => lint(next).diagnostics)
  expect([fixed, count]).toEqual(['SELECT 1;\nSELECT 2;\nSELECT 3;\n', 3])
})

test('settings change severities of rules and warnings, never errors of the compiler', () => {
  const severities = (
    rules: Record<string, 'off' | 'note' | 'warning' | 'error'>,
    text: string,
  ): string[] => {
    const settings = { ...defaultSettings, lint: { ...defaultSettings.lint, rules } }
    const { diagnostics } = lint(text, {}, { settings })
    return diagnostics.filter(isLookedAt).map(({ code, severity }) => `${code} ${severity}`)
  }
  expect(severities({ sf401: 'note' }, train('m'))).toEqual(['SF401 note'])
  expect(severities({ 'label-among-columns': 'off' }, train('m'))).toEqual([])
  expect(severities({ SF102: 'off' }, 'SELECT 1 TO TRIAN x;')).toEqual(['SF102 error'])
  expect(severities({ SF490: 'error' }, '-- sqlflow-ignore SF401: why\nSELECT 1;')).toEqual(['SF490 error'])
  expect(severities({ SF490: 'off' }, '-- sqlflow-ignore SF401: why\nSELECT 1;')).toEqual([])
})

test('what is not found is removed from a comment, and what is stays', () => {
  const text = `-- sqlflow-ignore SF501, SF401 SF502: why\n${train('m')}\nSELECT 1 /* sqlflow-ignore SF401: why */ FROM t;`
  const { text: fixed } = fixAll(text, (next) => lint(next).diagnostics)
  expect(fixed).toBe(`-- sqlflow-ignore SF401: why\n${train('m')}\nSELECT 1   FROM t;`)
})

test('--fix takes no comment out of a program that is broken', () => {
  const text = `SELECT (;\n-- sqlflow-ignore SF401: why\n${train('m').replace('COLUMN', 'COLUMNS')}`
  expect(fixAll(text, (next) => lint(next).diagnostics)).toEqual({ text, count: 0 })
})

test('a warning that the settings make an error can still be ignored', () => {
  const settings = {
    ...defaultSettings,
    lint: { ...defaultSettings.lint, rules: { SF501: 'error' as const } },
  }
  const run = (text: string): string[] =>
    lint(text, {}, { settings })
      .diagnostics.filter(isLookedAt)
      .map(({ code, severity }) => `${code} ${severity}`)
  expect(run('FROBNICATE t;')).toEqual(['SF501 error'])
  expect(run('-- sqlflow-ignore SF501: an extension\nFROBNICATE t;')).toEqual([])
})

test.each([
  ['on one line', (times: number) => `SELECT 1 ${'/* sqlflow-ignore SF401: x */ '.repeat(times)};`],
  ['with many names', (times: number) => `-- sqlflow-ignore ${'SF401, what '.repeat(times)}: x\nSELECT 1;`],
  ['for the whole file', (times: number) => `-- sqlflow-ignore-file SF401: x\n${train('m')}\n`.repeat(times)],
  ['each with its statement', (times: number) => `-- sqlflow-ignore SF401: x\n${train('m')}\n`.repeat(times)],
])('comments %s cost as much as their number', async (_, text) => {
  const load = () => import('../../src/lint/lint.ts')
  expect(await growthOf(load, (linter, times) => linter.lint(text(times)), 100)).toBeLessThan(2.2)
})

describe('fixes', () => {
  const finding = (start: number, end: number, text: string, safe = true) =>
    ({
      severity: 'warning',
      code: 'X',
      fix: { title: '', safe, edits: [{ span: { start, end }, text }] },
    }) as unknown as Diagnostic
  const once = (list: readonly Diagnostic[]) => {
    let asked = 0
    return (): readonly Diagnostic[] => (asked++ === 0 ? list : [])
  }

  test('that overlap are not made together, and unsafe ones not at all', () => {
    expect(
      fixAll(
        'abcdef',
        once([finding(0, 2, 'X'), finding(1, 3, 'Y'), finding(4, 5, 'Z'), finding(5, 6, '', false)]),
      ),
    ).toEqual({
      text: 'XcdZf',
      count: 2,
    })
  })

  test('that undo each other end after ten rounds', () => {
    let rounds = 0
    const { text } = fixAll('a', (now) => {
      rounds++
      return [finding(0, 1, now === 'a' ? 'b' : 'a')]
    })
    expect([rounds, text]).toEqual([11, 'a'])
  })

  test('that bring a new error are left, also where they mend another one', () => {
    const error = (code: string): Diagnostic => ({ ...finding(0, 1, 'b'), severity: 'error', code })
    expect(fixAll('a', (now) => [error(now === 'a' ? 'SF401' : 'SF101')]).text).toBe('a')
  })
})

test('comments of a large program are found', () => {
  const text = Array.from(
    { length: 3000 },
    (_, at) => `-- sqlflow-ignore SF401: why\n${train(`m${at}`)}\n`,
  ).join('')
  expect(found(text)).toEqual([])
})
