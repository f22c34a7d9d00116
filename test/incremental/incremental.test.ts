/** An edited program is read, analysed and linted as from the start, whatever the edits are; only sooner. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Analysis, type AnalyzeOptions, analyze } from '../../src/analyze.ts'
import type { Finding } from '../../src/diagnostics/diagnostic.ts'
import type { DialectName } from '../../src/dialects/table.ts'
import { dialects } from '../../src/dialects/table.ts'
import { type Resource, resourceText } from '../../src/effects/resource.ts'
import { Memory } from '../../src/incremental/memory.ts'
import { Reparser } from '../../src/incremental/reparse.ts'
import { lintAnalysis } from '../../src/lint/lint.ts'
import { parse } from '../../src/parser/parse.ts'
import type { Program } from '../../src/syntax/ast.ts'
import { corpus } from '../support/corpus.ts'
import { fuzzEngines, inputOf } from '../support/fuzz/input.ts'

type Parse = (text: string, dialect: (typeof dialects)[DialectName], report: (f: Finding) => void) => Program

function read(by: Parse, text: string, dialect: DialectName): unknown {
  const findings: Finding[] = []
  const program = by(text, dialects[dialect], (finding) => findings.push(finding))
  const inOrder = findings.sort((a, b) => a.span.start - b.span.start || (a.name < b.name ? -1 : 1))
  // Copied, since the next edit moves what has spans.
  return structuredClone({ program, findings: inOrder })
}

/** What a version comes to, with what was kept of those before it and without. */
function analysisOf(text: string, options: AnalyzeOptions, memory?: Memory): unknown {
  const all = analyze(text, options, new Map(), memory)
  const { program, source: _, ...analysis } = all
  const lint = lintAnalysis(all).diagnostics
  const effects = analysis.effects.map((one) => ({ ...one, accesses: one.accesses.map(named) }))
  const bindings = analysis.sessions.bindings.map(named)
  const edges = analysis.graph.edges.map((edge) => ({ ...edge, reasons: edge.reasons.map(named) }))
  return structuredClone({
    ...analysis,
    effects,
    sessions: { ...analysis.sessions, bindings },
    graph: { ...analysis.graph, edges },
    statements: program.statements,
    lint,
  })
}

/** The number of a resource says when it was met first, which may have been in a version before. */
function named<T extends { readonly resource: Resource }>(one: T): unknown {
  return { ...one, resource: resourceText(one.resource) }
}

function expectSameAnalysis(texts: readonly string[], options: AnalyzeOptions): void {
  const memory = new Memory()
  for (const [at, text] of texts.entries())
    expect(analysisOf(text, options, memory), `version ${at}: ${text}`).toEqual(analysisOf(text, options))
}

/** Versions of a text: at each place some characters go and others come. */
function versionsOf(text: string, edits: readonly (readonly [number, number, string])[]): string[] {
  const versions = [text]
  for (const [at, less, more] of edits) {
    const last = versions.at(-1) ?? ''
    const place = last.length === 0 ? 0 : at % last.length
    versions.push(last.slice(0, place) + more + last.slice(place + less))
  }
  return versions
}

const edit = fc.tuple(
  fc.nat(),
  fc.nat(8),
  fc.constantFrom('', ' ', ';', "'", 'a', '(', '\n--', '*/', '/*', 'TO '),
)

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
        fc.array(edit, { maxLength: 6 }),
        (numbers, edits) => {
          const inputs = numbers.map((at) => inputOf(engine, 5, at))
          const dialect = inputs[0]?.dialect ?? 'mysql'
          const versions = versionsOf(inputs.map(({ text }) => text).join(';\n'), edits)
          expectSame(versions, dialect)
          expectSameAnalysis(versions, { dialect })
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

const { programs, missing } = corpus()

describe('analysis', () => {
  /** What statements make of the names of later ones comes and goes with the edits. */
  const names = [
    ['a database', 'USE a;', ''],
    ['a temporary table', 'CREATE TEMPORARY TABLE t (x INT);', 'CREATE TABLE t (x INT);'],
    ['a view', 'CREATE VIEW v AS SELECT * FROM t;', 'CREATE VIEW v AS SELECT * FROM u;'],
    ['a trigger', 'CREATE TRIGGER r AFTER INSERT ON t FOR EACH ROW SET @a = 1;', 'SELECT 1;'],
    ['a foreign key', 'CREATE TABLE t (x INT REFERENCES u (x));', 'CREATE TABLE t (x INT);'],
    ['a function', 'CREATE FUNCTION f() RETURNS INT RETURN 1;', 'CREATE FUNCTION g() RETURNS INT RETURN 1;'],
    ['a transaction', 'BEGIN;', 'COMMIT;'],
    ['a variable', 'SET @v = 1;', 'SET @w = 1;'],
    ['a model', 'SELECT * FROM t TO TRAIN xgboost.gbtree LABEL y INTO m;', 'DROP TABLE m;'],
    [
      'an estimator',
      'SELECT * FROM t TO TRAIN a/b.c LABEL y INTO m;',
      'SELECT * FROM t TO TRAIN xgboost.gbtree LABEL z INTO m;',
    ],
  ] as const

  test.each(names)('%s', (_, before, after) => {
    const around = (text: string): string =>
      `SELECT 1;\n${text}\nINSERT INTO t SELECT f(), @v FROM v;\nDROP TABLE t;\nSELECT * FROM u, t TO PREDICT r.p USING m;\nSELECT LAST_INSERT_ID();`
    const keys = Array.from({ length: after.length + 1 }, (_, at) => after.slice(0, at))
    for (const dialect of ['mysql', 'sqlite', 'postgresql'] as const) {
      expectSameAnalysis([before, '', after, before, `${before}\n${after}`, after].map(around), { dialect })
      expectSameAnalysis(keys.map(around), { dialect })
    }
  })

  test.skipIf(missing)(`of the corpus, edited at random${missing ? ` (left out: ${missing})` : ''}`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...programs.filter(({ text }) => text.length < 20_000)),
        fc.constantFrom(...programs.filter(({ text }) => text.length < 20_000)),
        fc.array(edit, { maxLength: 5 }),
        (one, other, edits) => {
          const versions = versionsOf(`${one.text};\n${other.text}`, edits)
          expectSameAnalysis([...versions, ...versions.toReversed()], { dialect: one.dialect })
        },
      ),
      { numRuns: 150 },
    )
  })

  test('where effects stay as they were, so does the graph', () => {
    const text = Array.from({ length: 100 }, (_, at) => `INSERT INTO t_${at} SELECT 'x' FROM s_${at};`).join(
      '\n',
    )
    const memory = new Memory()
    const of = (version: string): Analysis => analyze(version, {}, new Map(), memory)
    const before = of(text)
    const { graph, effects } = of(text.replace("'x' FROM s_50", "'longer' FROM s_50"))
    expect([graph === before.graph, effects === before.effects]).toEqual([true, true])
    const other = of(text.replace('s_50', 't_49'))
    expect(other.effects.flatMap((one, at) => (one === effects[at] ? [] : [at]))).toEqual([50])
    expect(
      other.graph.edges.map(({ from, to, reasons }) => [
        from,
        to,
        ...reasons.map((one) => resourceText(one.resource)),
      ]),
    ).toEqual([[49, 50, 'table:t_49']])
  })
})
