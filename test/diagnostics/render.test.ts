/** The terminal form: places underlined where they are, and nothing that a terminal would obey. */
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { render as renderJson } from '../../src/diagnostics/render/json.ts'
import { render } from '../../src/diagnostics/render/pretty.ts'
import { summary } from '../../src/diagnostics/render/summary.ts'
import { Source } from '../../src/diagnostics/source.ts'

function shown(text: string, from: string, labels: readonly [string, string][] = [], color = false): string {
  const source = new Source(text, 'p.sql')
  const place = (words: string) => {
    const start = text.indexOf(words)
    return source.locate({ start, end: start + words.length })
  }
  const diagnostic: Diagnostic = {
    code: 'SF101',
    name: 'syntax-error',
    severity: 'error',
    message: 'wrong',
    path: 'p.sql',
    span: place(from),
    labels: labels.map(([words, message]) => ({ span: place(words), message })),
    help: 'mend it',
  }
  return render([diagnostic], () => source, { color })
}

test('one place', () => {
  expect(shown('SELECT a\nFROM b', 'b')).toBe(
    'error[SF101] syntax-error: wrong\n --> p.sql:2:6\n  |\n2 | FROM b\n  |      ^\n  = help: mend it\n',
  )
})

test('two places on one line, near and far apart', () => {
  expect(shown('SELECT a, b', 'b', [['a', 'first']])).toContain(
    '1 | SELECT a, b\n  |           ^\n  |        - first\n',
  )
  const far = shown(`a\n${'\n'.repeat(9)}b`, 'b', [['a', 'first']])
  expect(far).toContain(' 1 | a\n   | - first\n...\n11 | b\n   | ^\n')
  const near = shown('a\nmiddle\nb', 'b', [['a', 'first']])
  expect(near).toContain('1 | a\n  | - first\n2 | middle\n3 | b\n')
})

test('tabs, wide characters, carriage returns and several lines', () => {
  expect(shown('\tx y', 'y')).toContain('1 |     x y\n  |       ^\n')
  expect(shown("SELECT '中文' y", 'y')).toContain("1 | SELECT '中文' y\n  |               ^\n")
  expect(shown("SELECT '中文'", '中文')).toContain('  |         ^^^^\n')
  expect(shown('a\r\nb c\r\n', 'c')).toContain('2 | b c\n  |   ^\n')
  expect(shown('ab\ncd', 'b\nc')).toContain('1 | ab\n  |  ^\n')
})

test('accents take no room, emoji two, and no character is cut in two', () => {
  expect(shown('e\u0301 y', 'y')).toContain('  |   ^\n')
  expect(shown('🙂 y', 'y')).toContain('1 | 🙂 y\n  |    ^\n')
  expect(shown('한 y', 'y')).toContain('  |    ^\n')
  for (const extra of ['', 'x']) {
    const out = shown(`${extra}${'🙂'.repeat(200)}here${'🙂'.repeat(200)}`, 'here')
    expect(out).not.toContain('\\ud8')
    expect(out).toMatch(/here🙂*…\n/u)
  }
})

test('a span over lines ends where its first line has its last word', () => {
  expect(shown('SELECT a  \t\n  FROM b', 'a  \t\n  FROM')).toContain('1 | SELECT a\n  |        ^\n')
  expect(shown('SELECT a\r\nFROM b', 'a\r\nFROM')).toContain('1 | SELECT a\n  |        ^\n')
  expect(shown('a\rb', 'b')).toContain('1 | a\\x0db\n  |      ^\n')
})

test('places far apart on a long line: the main one is seen', () => {
  const out = shown(`first ${'x'.repeat(500)} here ${'y'.repeat(500)}`, 'here', [['first', 'see']])
  expect(out).toMatch(/\| …x+ here y+…\n +\| +\^{4}\n +\| - see\n/)
  const near = shown(`${'x'.repeat(300)} first here`, 'here', [['first', 'see']])
  expect(near).toMatch(/x first here\n +\| +\^{4}\n +\| +-{5} see\n/)
})

test('without its source a place is named; without a path there is none', () => {
  const place = { start: 0, end: 0, line: 3, column: 7, endLine: 3, endColumn: 7 }
  const diagnostic = { code: 'SF604', name: 'invalid-setting', severity: 'error', message: 'm' } as const
  const one = (path: string) => ({ ...diagnostic, path, span: place, labels: [], help: 'h' })
  expect(render([one('sqlflow.yaml'), one('')], () => undefined)).toBe(
    'error[SF604] invalid-setting: m\n --> sqlflow.yaml:3:7\n  = help: h\n\nerror[SF604] invalid-setting: m\n  = help: h\n',
  )
})

test('JSON has these members and no others', () => {
  const source = new Source('a b', 'p.sql')
  const span = source.locate({ start: 2, end: 3 })
  const found: Diagnostic = {
    ...{ code: 'SF101', name: 'syntax-error', severity: 'error', message: 'wrong', path: 'p.sql' },
    ...{ span, note: 'only for people', labels: [{ span, message: 'here' }], help: 'mend it' },
  }
  expect(JSON.parse(renderJson([found]))).toEqual({
    version: 1,
    diagnostics: [
      {
        ...{ code: 'SF101', name: 'syntax-error', severity: 'error', message: 'wrong', path: 'p.sql' },
        ...{ span, labels: [{ span, message: 'here' }], help: 'mend it' },
      },
    ],
  })
  expect(span).toEqual({ start: 2, end: 3, line: 1, column: 3, endLine: 1, endColumn: 4 })
})

test('the end of the text, an empty text, a line of a million characters', () => {
  expect(shown('SELECT', '')).toContain('1 | SELECT\n  | ^\n')
  expect(shown('', '')).toContain('1 |\n  | ^\n')
  expect(shown('SELECT 1;\n', '\n')).toContain('1 | SELECT 1;\n  |          ^\n')
  const long = shown(`${'x'.repeat(1e6)} here ${'y'.repeat(1e6)}`, 'here')
  expect(long.length).toBeLessThan(600)
  expect(long).toMatch(/\| …x+ here y+…\n +\| +\^{4}\n/)
})

test('nothing reaches the terminal but printable text', () => {
  const text = 'SELECT \u001b[2J\u0007\u202e\u200b\u009b here'
  const out = shown(text, 'here')
  for (const hidden of ['\u001b', '\u0007', '\u202e', '\u200b', '\u009b']) expect(out).not.toContain(hidden)
  expect(out).toContain('\\x1b[2J\\x07\\u202e\\u200b\\x9b here')
})

test('colours only when asked', () => {
  expect(shown('a', 'a')).not.toContain('\u001b')
  expect(shown('a', 'a', [], true)).toContain('\u001b[31m')
})

test('a summary counts', () => {
  const of = (severity: Diagnostic['severity']): Diagnostic => ({
    code: '',
    name: '',
    severity,
    message: '',
    path: '',
    labels: [],
    span: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
  })
  expect(summary([of('error'), of('note'), of('error'), of('warning')])).toBe('2 errors, 1 warning, 1 note')
})
