/** Comments that let a finding stay: what they are for, and what is said of those that do nothing. */
import { describe, expect, test } from 'vitest'
import { defaultSettings } from '../src/index.ts'
import { fixAll } from '../src/lint/fix.ts'
import { lint } from '../src/lint/lint.ts'

const train = (name: string): string =>
  `SELECT * FROM t TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"\nCOLUMN a, b\nLABEL b INTO ${name};`

function found(text: string): string[] {
  return lint(text, { dialect: 'mysql' }).diagnostics.map(({ code, span }) => `${code} ${span.line}`)
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
  expect([fixed, count]).toEqual(['SELECT 1;\nSELECT 2; \nSELECT 3; -- sqlflow-ignore SF401 SF490: why\n', 2])
})

test('settings change severities of rules and warnings, never errors of the compiler', () => {
  const severities = (
    rules: Record<string, 'off' | 'note' | 'warning' | 'error'>,
    text: string,
  ): string[] => {
    const settings = { ...defaultSettings, lint: { ...defaultSettings.lint, rules } }
    return lint(text, {}, { settings }).diagnostics.map(({ code, severity }) => `${code} ${severity}`)
  }
  expect(severities({ sf401: 'note' }, train('m'))).toEqual(['SF401 note'])
  expect(severities({ 'label-among-columns': 'off' }, train('m'))).toEqual([])
  expect(severities({ SF102: 'off' }, 'SELECT 1 TO TRIAN x;')).toEqual(['SF102 error'])
  expect(severities({ SF490: 'error' }, '-- sqlflow-ignore SF401: why\nSELECT 1;')).toEqual(['SF490 error'])
  expect(severities({ SF490: 'off' }, '-- sqlflow-ignore SF401: why\nSELECT 1;')).toEqual([])
})

test('comments of a large program are found in one walk', () => {
  const text = Array.from(
    { length: 3000 },
    (_, at) => `-- sqlflow-ignore SF401: why\n${train(`m${at}`)}\n`,
  ).join('')
  const began = performance.now()
  expect(found(text)).toEqual([])
  // A program of a tenth takes about a tenth: a bound that only a quadratic walk breaks.
  expect(performance.now() - began).toBeLessThan(20_000)
})
