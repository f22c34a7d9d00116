/** Reading an edited program again gives what reading it from the start gives, whatever the edits are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../src/diagnostics/diagnostic.ts'
import type { DialectName } from '../src/dialects/dialect.ts'
import { dialects } from '../src/dialects/table.ts'
import type { Program } from '../src/syntax/ast.ts'
import { parse } from '../src/syntax/parse.ts'
import { Reparser } from '../src/syntax/reparse.ts'
import { fuzzEngines, inputOf } from './support/fuzz/input.ts'

type Parse = (text: string, dialect: (typeof dialects)[DialectName], report: (f: Finding) => void) => Program

function read(by: Parse, text: string, dialect: DialectName): unknown {
  const findings: Finding[] = []
  const program = by(text, dialects[dialect], (finding) => findings.push(finding))
  const inOrder = findings.sort((a, b) => a.span.start - b.span.start || (a.name < b.name ? -1 : 1))
  // Copied, since the next edit moves what has spans.
  return structuredClone({ program, findings: inOrder })
}

function expectSame(texts: readonly string[], dialect: DialectName): void {
  const again = new Reparser()
  for (const [at, text] of texts.entries())
    expect(
      read((...given) => again.parse(...given), text, dialect),
      `version ${at}: ${text}`,
    ).toEqual(read(parse, text, dialect))
}

const typed = [
  ['a key', 'SELECT 1;\nSELECT a FROM t;\nSELECT 3;', 'SELECT 1;\nSELECT ab FROM t;\nSELECT 3;'],
  ['at the start', 'SELECT 1;\nSELECT 2;', '-- x\nSELECT 1;\nSELECT 2;'],
  ['at the end', 'SELECT 1;\nSELECT 2;', 'SELECT 1;\nSELECT 2;\nSELECT 3'],
  ['a semicolon', 'SELECT 1;\nSELECT 2 SELECT 3;\nSELECT 4;', 'SELECT 1;\nSELECT 2; SELECT 3;\nSELECT 4;'],
  ['a semicolon less', 'SELECT 1;\nSELECT 2;\nSELECT 3;', 'SELECT 1;\nSELECT 2\nSELECT 3;'],
  ['a quote', "SELECT 1;\nSELECT a;\nSELECT 'b';", "SELECT 1;\nSELECT 'a;\nSELECT 'b';"],
  ['a comment', 'SELECT 1;\nSELECT 2;\nSELECT /* x */ 3;', 'SELECT 1;\nSELECT /* 2;\nSELECT /* x */ 3;'],
  ['a line comment', 'SELECT 1;\nSELECT 2;\nSELECT 3;', 'SELECT 1;\nSELECT -- 2;\nSELECT 3;'],
  ['DELIMITER', 'SELECT 1;\nSELECT 2;\nSELECT 3;', 'SELECT 1;\nDELIMITER //\nSELECT 2;\nSELECT 3;'],
  ['DELIMITER less', 'DELIMITER //\nSELECT 1;\nSELECT 2//\n', '\nSELECT 1;\nSELECT 2//\n'],
  [
    'a body',
    'SELECT 1;\nSELECT 2; END;\nSELECT 3;',
    'SELECT 1;\nCREATE PROCEDURE p() BEGIN SELECT 2; END;\nSELECT 3;',
  ],
  [
    'a mistake',
    'SELECT 1;\nSELECT (2;\nSELECT 3;\nSELECT FROM;',
    'SELECT 11;\nSELECT (2;\nSELECT 3;\nSELECT FROM;',
  ],
  [
    'a clause',
    'SELECT 1;\nSELECT * FROM t;\nSHOW TRAIN m;',
    'SELECT 1;\nSELECT * FROM t TO TRAIN a/b LABEL y INTO m;\nSHOW TRAIN m;',
  ],
  ['TO across a semicolon', 'SELECT 1 TO;\nTRAIN a;', 'SELECT 1 TO;\nTRAIN ab;'],
  ['nothing', 'SELECT 1;', ''],
  ['everything', '', 'SELECT 1;\nSELECT 2'],
] as const

describe('edits', () => {
  test.each(typed)('%s', (_, before, after) => {
    for (const dialect of ['mysql', 'sqlite', 'postgresql'] as const) {
      expectSame([before, after, before, after], dialect)
      // The same among others, a character at a time.
      const around = (text: string): string =>
        `SELECT 'first' FROM a;\n${text}\nSELECT \`last\` FROM b WHERE c = 1;\n`
      expectSame([before, after, before].map(around), dialect)
      const keys = Array.from({ length: after.length + 1 }, (_, at) => around(after.slice(0, at)))
      expectSame(keys, dialect)
    }
  })

  test.each(fuzzEngines)('of random programs: %s', (engine) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5000), { minLength: 2, maxLength: 6 }),
        fc.array(
          fc.tuple(
            fc.nat(),
            fc.nat(8),
            fc.constantFrom('', ' ', ';', "'", 'a', '(', '\n--', '*/', '/*', 'TO '),
          ),
          {
            maxLength: 6,
          },
        ),
        (numbers, edits) => {
          const inputs = numbers.map((at) => inputOf(engine, 5, at))
          const dialect = inputs[0]?.dialect ?? 'mysql'
          const versions = [inputs.map(({ text }) => text).join(';\n')]
          for (const [at, less, more] of edits) {
            const last = versions.at(-1) ?? ''
            const place = last.length === 0 ? 0 : at % last.length
            versions.push(last.slice(0, place) + more + last.slice(place + less))
          }
          expectSame(versions, dialect)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('statements that were not edited are not read again, and those behind are moved', () => {
    const text = Array.from({ length: 100 }, (_, at) => `SELECT a_${at} FROM t_${at};`).join('\n')
    const again = new Reparser()
    const before = again.parse(text, dialects.mysql, () => {}).statements
    const edited = text.replace('a_50 ', 'longer ')
    const after = again.parse(edited, dialects.mysql, () => {}).statements
    expect(after.flatMap((statement, at) => (statement === before[at] ? [] : [at]))).toEqual([50])
    expect(after[99]?.span.end).toBe(edited.length)
  })
})
